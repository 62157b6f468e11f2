/** Texts that strangers wrote, made fit for a document and a form. */
import { hiddenCharacters, showHidden } from "#lib/catalog/core/look-alike.ts";
import { isSafeUrl } from "#lib/catalog/core/safe-url.ts";
import type { Json } from "#lib/kernel/json.ts";

/** Longer than any honest text needs to be before it is looked at. */
const MAX_LOOKED_AT = 20_000;

/** One line of visible characters; empty for what is no text. */
export function line(value: Json | undefined, max: number): string {
  if (typeof value !== "string") return "";
  const text = value.slice(0, MAX_LOOKED_AT);
  const hidden = new Map(hiddenCharacters(text).map((one) => [one.index, one.codePoint]));
  let visible = "";
  for (let at = 0; at < text.length; at += 1) {
    const codePoint = hidden.get(at);
    if (codePoint === undefined) visible += text[at];
    else if (codePoint > 0xffff) at += 1;
  }
  return shortened(visible.replace(/\s+/g, " ").trim(), max);
}

/** Cut at the end of a word where there is one near. */
function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "");
  const space = cut.lastIndexOf(" ");
  return `${(space > max / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

export const lineOrNull = (value: Json | undefined, max: number) => line(value, max) || null;

/** A sentence for the reviewers when a text hides something; else nothing. */
export function hiddenCaution(what: string, value: Json | undefined): string[] {
  if (typeof value !== "string") return [];
  const text = value.slice(0, MAX_LOOKED_AT);
  if (hiddenCharacters(text).length === 0) return [];
  return [`${what} holds invisible characters: ${line(showHidden(text), 300)}`];
}

const SHORT_HOSTS: Readonly<Record<string, string>> = {
  github: "https://github.com/",
  gitlab: "https://gitlab.com/",
  bitbucket: "https://bitbucket.org/",
};

/** An address as browsers take it, from the forms that package metadata uses; else null. */
export function webAddress(value: Json | undefined): string | null {
  if (typeof value !== "string") return null;
  const text = value.trim();
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/.exec(text);
  const address = short
    ? `${SHORT_HOSTS[short[1] ?? "github"] ?? ""}${short[2] ?? ""}`
    : text
        .replace(/^git\+/, "")
        .replace(/^(?:git|ssh):\/\/(?:git@)?/, "https://")
        .replace(/^git@([^:/]+):/, "https://$1/")
        .replace(/#.*$/, "");
  const plain = address.replace(/\.git$/, "").replace(/\/$/, "");
  return isSafeUrl(plain) && plain.length <= 500 ? plain : null;
}

/** A time as ISO, if it is one. */
export function isoTime(value: Json | undefined): string | null {
  if (typeof value !== "string" || value.length > 40) return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

export const unique = (texts: readonly string[], max: number) =>
  [...new Set(texts.filter((text) => text !== ""))].slice(0, max);
