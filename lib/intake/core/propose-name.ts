import { nameProblem } from "#lib/catalog/core/document-text.ts";

/** What the official rules take for each side of the slash. */
const PART = /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])$/;

/**
 * The official name that follows from where the source is kept: io.github.owner/name. Of several
 * servers in one repository the package's own name tells which. Null where it does not follow.
 */
export function nameFromRepository(
  repository: string | null,
  packageName: string | null,
  inSubfolder: boolean,
): string | null {
  const match = /^https:\/\/(github|gitlab)\.com\/([^/]+)\/([^/]+)$/i.exec(repository ?? "");
  if (match === null) return null;
  const [, host = "", owner = "", repo = ""] = match;
  const short = inSubfolder ? packageName?.split("/").at(-1) : undefined;
  const root = host.toLowerCase() === "gitlab" ? "com.gitlab" : "io.github";
  return usable(`${root}.${owner.toLowerCase()}/${short ?? repo}`);
}

/** mcp.acme.com becomes com.acme/mcp: who holds the domain may use its name. */
export function nameFromHost(address: string): string | null {
  const { hostname } = new URL(address);
  const labels = hostname.replace(/^www\./, "").split(".");
  if (labels.length < 2 || labels.some((label) => !/^[a-z0-9-]+$/i.test(label))) return null;
  if (labels.every((label) => /^\d+$/.test(label))) return null;
  const [domain, rest] = [labels.slice(-2), labels.slice(0, -2)];
  return usable(`${domain.reverse().join(".")}/${rest.length === 0 ? "mcp" : rest.join("-")}`);
}

function usable(name: string): string | null {
  const parts = name.split("/");
  return nameProblem(name) === null && parts.every((part) => PART.test(part)) ? name : null;
}
