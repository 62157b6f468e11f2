/** `@name@company.example`: an address after an at sign, at the start of a word. */
const MENTION = /(?:^|[\s(,;])@([a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi;
const MAX_MENTIONS = 20;

/** Addresses mentioned in a text, lower case, each once. */
export function mentionsIn(text: string): string[] {
  const found = [...text.matchAll(MENTION)].map((match) => (match[1] ?? "").toLowerCase());
  return [...new Set(found)].slice(0, MAX_MENTIONS);
}

export type TextPart = { text: string; mention: boolean };

/** A comment cut into mentions and what stands between them; nothing is lost. */
export function mentionParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(MENTION)) {
    // The character before the sign belongs to the text.
    const at =
      match.index + match[0].lastIndexOf("@", match[0].length - (match[1] ?? "").length - 1);
    if (at > end) parts.push({ text: text.slice(end, at), mention: false });
    end = match.index + match[0].length;
    parts.push({ text: text.slice(at, end), mention: true });
  }
  if (end < text.length) parts.push({ text: text.slice(end), mention: false });
  return parts;
}
