// C0 and C1 controls, line and paragraph separators: what could end a line or hide text.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Control characters written so that one can see them: `\n`, `\t`, `\u0000`. One line, always. */
export const visible = (text: string): string =>
  text.replace(
    CONTROL,
    (one) => SHORT[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** At most so many UTF-16 units, never half a surrogate pair. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;
