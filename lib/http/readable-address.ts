/**
 * Whether everybody reads an address the same way. Percent signs that are no UTF-8, and NUL, which
 * PostgreSQL cannot hold, stand in no link of ours: such an address is refused before a page sees it.
 */
export function isReadableAddress(address: string): boolean {
  try {
    const [path = "", query = ""] = splitOnce(address, "?");
    return !decodeURIComponent(path).includes("\0") && !/%00|\0/.test(query);
  } catch {
    return false; // decodeURIComponent found no UTF-8.
  }
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index === -1 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}
