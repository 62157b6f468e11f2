/** Addresses of source repositories in the forms that manifests use. */

export type RepositoryAddress = {
  /** Lower case, without `www.`. */
  host: string;
  /** With the groups of GitLab: `group/subgroup`. */
  owner: string;
  name: string;
  /** `https://host/owner/name`. */
  url: string;
  /** False where it was given as `http:` or `git:`, which anybody on the way can change. */
  isSafe: boolean;
};

const MAX_LENGTH = 2_048;
const SHORT_HOSTS: ReadonlyMap<string, string> = new Map([
  ["github", "github.com"],
  ["gitlab", "gitlab.com"],
  ["bitbucket", "bitbucket.org"],
]);
/** MTF PR-01. */
const KNOWN_HOSTS: readonly string[] = [
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "codeberg.org",
  "sr.ht",
  "git.sr.ht",
];
const UNSAFE_SCHEMES: ReadonlySet<string> = new Set(["http", "git"]);
const SCHEMES: ReadonlySet<string> = new Set(["https", "http", "git", "ssh"]);
const HOST = /^(?=[^.])[a-z0-9.-]+$/;
const PART = /^(?!\.{1,2}$)~?[\w.-]+$/;

export const isKnownHost = ({ host }: RepositoryAddress): boolean => KNOWN_HOSTS.includes(host);

/** Null: it is not the address of a repository. */
export function repositoryAddress(given: string): RepositoryAddress | null {
  if (given.length > MAX_LENGTH) return null;
  const text = cutAt(cutAt(given.trim(), "#"), "?");
  return shortForm(text) ?? secureShellForm(text) ?? webForm(text);
}

/** Hosts compare names without regard to case. Null: one of the two is no address. */
export function isSameRepository(one: string, other: string): boolean | null {
  const [left, right] = [repositoryAddress(one), repositoryAddress(other)];
  return left && right && left.url.toLowerCase() === right.url.toLowerCase();
}

/** `owner/name`, `github:owner/name`. */
function shortForm(text: string): RepositoryAddress | null {
  const [, prefix = "github", path = ""] = /^(?:([a-z]+):)?([^:]+)$/.exec(text) ?? [];
  const host = SHORT_HOSTS.get(prefix);
  const parts = path.split("/");
  if (host === undefined || parts.length < 2 || (prefix === "github" && parts.length > 2))
    return null;
  return address(host, parts, true);
}

/** `git@github.com:owner/name.git`. */
function secureShellForm(text: string): RepositoryAddress | null {
  const [, host, path] = /^(?:ssh:\/\/)?git@([^:/]+):(?!\d+\/)(.+)$/.exec(text) ?? [];
  return host === undefined || path === undefined ? null : address(host, path.split("/"), true);
}

/** `git+https://…`, `https://…/tree/main/packages/one`. */
function webForm(text: string): RepositoryAddress | null {
  const [, scheme = "", rest = ""] = /^(?:git\+)?([a-z]+):\/\/(.+)$/i.exec(text) ?? [];
  if (!SCHEMES.has(scheme.toLowerCase())) return null;
  const [authority = "", ...path] = rest.split("/");
  // Credentials in an address are somebody's secret, but the name of a user is common with ssh.
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return address(host, path, !UNSAFE_SCHEMES.has(scheme.toLowerCase()));
}

function address(
  given: string,
  path: readonly string[],
  isSafe: boolean,
): RepositoryAddress | null {
  const host = given
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^www\./, "");
  const parts = repositoryParts(
    host,
    path.filter((part) => part !== ""),
  );
  const name = (parts.at(-1) ?? "").replace(/\.git$/, "");
  const owner = parts.slice(0, -1).join("/");
  const isWhole =
    parts.length >= 2 && [...parts.slice(0, -1), name].every((part) => PART.test(part));
  if (!HOST.test(host) || !host.includes(".") || !isWhole) return null;
  return { host, owner, name, url: `https://${host}/${owner}/${name}`, isSafe };
}

/** GitLab has groups within groups and marks what is no longer the repository's name with `-`. */
function repositoryParts(host: string, path: readonly string[]): readonly string[] {
  const end = path.indexOf("-");
  if (end !== -1) return path.slice(0, end);
  const hasGroups = !KNOWN_HOSTS.includes(host) || host === "gitlab.com";
  const isPage = path.length > 3 && ["tree", "blob"].includes(path[2] ?? "");
  return hasGroups && !isPage ? path : path.slice(0, 2);
}

const cutAt = (text: string, mark: string): string => {
  const at = text.indexOf(mark);
  return at === -1 ? text : text.slice(0, at);
};
