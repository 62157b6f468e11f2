/** `@name@company.example`: an address after an at sign, at the start of a word. */
const MENTION = /(?:^|[\s(,;])@([a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi;
const MAX_MENTIONS = 20;

/** Addresses mentioned in a text, lower case, each once. */
export function mentionsIn(text: string): string[] {
  const found = [...text.matchAll(MENTION)].map((match) => (match[1] ?? "").toLowerCase());
  return [...new Set(found)].slice(0, MAX_MENTIONS);
}
