/**
 * Names under which the statements of a command's transaction are prepared, so that PostgreSQL
 * plans each one once per connection. A text has a name from its second use on, and only the first
 * `most` texts have one: lists of changing length make ever new texts, and every connection keeps
 * what is prepared. The empty name means: not kept.
 */
export function createStatementNames({ most }: { most: number }): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const name = names.get(text);
    if (name !== undefined || names.size >= most) return name ?? "";
    names.set(text, `command-${names.size}`);
    return "";
  };
}
