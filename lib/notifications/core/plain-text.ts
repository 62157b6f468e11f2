import { showHidden } from "#lib/catalog/core/look-alike.ts";

/** One line for a subject or a title: no line breaks, hidden characters written out, cut to `max`. */
export function oneLine(text: string, max = 200): string {
  const line = showHidden(text.replace(/[\s\u2028\u2029]+/g, " ")).trim();
  return cut(line, max);
}

/** Text of several lines, hidden characters written out, cut to `max`. */
export const severalLines = (text: string, max = 4_000): string =>
  cut(showHidden(text.replace(/\r\n?|\u2028|\u2029/g, "\n")).trim(), max);

function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("")}…`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
