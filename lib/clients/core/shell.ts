/**
 * One word for a POSIX shell (sh, bash, zsh). Everything outside a short list of harmless
 * characters goes between single quotes, inside which a shell expands nothing.
 */
export function quoteForShell(word: string): string {
  const text = word.replaceAll("\u0000", "");
  // Not "=" in front: zsh would look a command up.
  return /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}

export const shellCommand = (words: readonly string[]) => words.map(quoteForShell).join(" ");
