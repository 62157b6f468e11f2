import type { Reference } from "./reference.ts";
import { readImage } from "./read-image.ts";

type Named = (text: string) => Reference | null;
/** How names are read, handed in: the addresses only say where the name stands. */
type Readers = { npm: Named; pypi: Named; official: Named };

/** What a web address of a known site means; null when it may be the address of a server itself. */
export function readAddress(url: URL, readers: Readers): Reference | null {
  const path = decodedParts(url.pathname);
  if (/\.mcpb$|\.dxt$/i.test(url.pathname)) return { kind: "mcpb", url: url.toString() };
  const official = officialName(path);
  if (official !== null) return readers.official(official);
  switch (url.hostname.replace(/^www\./, "")) {
    case "npmjs.com":
      return npmPage(path, readers.npm);
    case "pypi.org":
      return pypiPage(path, readers.pypi);
    case "hub.docker.com":
      return dockerPage(path);
    case "github.com":
      return githubPage(path, readers.official);
    default:
      return null;
  }
}

/** …/v0.1/servers/NAME/versions/VERSION of any registry. */
function officialName(path: string[]): string | null {
  const at = path.indexOf("servers");
  if (at < 1 || !/^v0(\.\d+)?$/.test(path[at - 1] ?? "")) return null;
  const rest = path.slice(at + 1).join("/");
  const [name = "", version = ""] = rest.split("/versions/");
  return version === "" || version === "latest" ? name : `${name}@${version}`;
}

/** /package/@scope/name/v/1.2.3 */
function npmPage(path: string[], read: Named): Reference | null {
  if (path[0] !== "package") return null;
  const name = path[1]?.startsWith("@") ? `${path[1]}/${path[2] ?? ""}` : (path[1] ?? "");
  const version = path[path.indexOf("v") + 1];
  return read(path.includes("v") && version !== undefined ? `${name}@${version}` : name);
}

/** /project/name/1.2.3 */
function pypiPage(path: string[], read: Named): Reference | null {
  if (path[0] !== "project" || path[1] === undefined) return null;
  return read(path[2] === undefined ? path[1] : `${path[1]}@${path[2]}`);
}

/** /r/owner/name or /_/name */
function dockerPage(path: string[]): Reference | null {
  if (path[0] === "_") return readImage(path[1] ?? "");
  return path[0] === "r" || path[0] === "repository"
    ? readImage(path.slice(path[1] === "docker" ? 2 : 1, path[1] === "docker" ? 4 : 3).join("/"))
    : null;
}

/** A repository is no package, but its owner's namespace in the official registry follows from it. */
function githubPage(path: string[], read: Named): Reference | null {
  const [owner, repository] = path;
  if (owner === undefined || repository === undefined) return null;
  return read(`io.github.${owner.toLowerCase()}/${repository.replace(/\.git$/, "")}`);
}

function decodedParts(pathname: string): string[] {
  try {
    // Decoded before it is split: official names carry their slash as %2F.
    return decodeURIComponent(pathname).split("/").filter(Boolean);
  } catch {
    return pathname.split("/").filter(Boolean);
  }
}
