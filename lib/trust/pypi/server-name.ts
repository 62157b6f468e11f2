const MAX_README = 1_048_576;
/** A name that goes on is another name. */
const CLAIM =
  /(?<![\w-])mcp-name:[ \t]*([a-zA-Z0-9.-]{1,200}\/[a-zA-Z0-9._-]{1,200})(?![a-zA-Z0-9._/-])/g;

/**
 * The server that a README says it is: `mcp-name: NAME` (official MCP registry). A README may name
 * more than one.
 *
 * @param wanted the server that it is registered as, which counts where it is among them.
 */
export function serverNameIn(readme: string, wanted: string | null): string | null {
  const claims = [...readme.slice(0, MAX_README).matchAll(CLAIM)].flatMap(([, name = ""]) => [
    name,
    // The full stop of a sentence.
    name.replace(/\.+$/, ""),
  ]);
  const isWanted = wanted !== null && claims.includes(wanted);
  return isWanted ? wanted : (claims[1] ?? null);
}
