/** What a publisher has to pin down so that it is one's own pipelines and nobody else's. */
import type { RequiredClaims } from "./match-claims.ts";

export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
const GITLAB_ISSUER = "https://gitlab.com";

export type GithubPreset = { repository: string; ref: string | null; environment: string | null };

/** The claims of GitHub Actions that stand for a repository, a branch or tag, an environment. */
export function githubClaims({ repository, ref, environment }: GithubPreset): RequiredClaims {
  return {
    repository,
    ...(ref === null ? {} : { ref }),
    ...(environment === null ? {} : { environment }),
  };
}

type Shared = { name: string; pins: Readonly<Record<string, RegExp>>; example: string };

/** These give tokens to everybody in the world, so a claim must say whose they are. */
const SHARED_ISSUERS: ReadonlyMap<string, Shared> = new Map([
  [
    GITHUB_ISSUER,
    {
      name: "GitHub",
      pins: {
        repository: /^[^/*]+\/./,
        repository_id: /^\d+$/,
        repository_owner: /^[^*]+$/,
        repository_owner_id: /^\d+$/,
        sub: /^repo:[^/*]+\/./,
      },
      example: "repository = acme/files",
    },
  ],
  [
    GITLAB_ISSUER,
    {
      name: "GitLab",
      pins: {
        project_path: /^[^/*]+\/./,
        project_id: /^\d+$/,
        namespace_path: /^[^*]+$/,
        namespace_id: /^\d+$/,
        sub: /^project_path:[^/*]+\/./,
      },
      example: "project_path = acme/files",
    },
  ],
]);

/** Why these claims would let in too many; null when they do not. */
export function claimsProblem(issuer: string, claims: RequiredClaims): string | null {
  const entries = Object.entries(claims);
  if (entries.length === 0) return "Ask for at least one claim, such as repository = acme/files.";
  const open = entries.find(([, value]) => value === "" || value === "*");
  if (open) return `Say what ${open[0]} must be: a star alone would let in everybody.`;
  const shared = SHARED_ISSUERS.get(issuer.replace(/\/+$/, ""));
  if (!shared) return null;
  const pinned = entries.some(([name, value]) => shared.pins[name]?.test(value));
  if (pinned) return null;
  return `Everybody can have tokens of ${shared.name}: say whose they must be, such as ${shared.example}.`;
}

/** Why an address cannot be an issuer (OpenID Connect Discovery 3); null when it can. */
export function issuerProblem(issuer: string, allowedHosts: readonly string[]): string | null {
  if (!URL.canParse(issuer))
    return "Write the address of the issuer, such as https://ci.acme.example.";
  const url = new URL(issuer);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return "An issuer has an https address.";
  if (url.search !== "" || url.hash !== "" || /[?#\s]/.test(issuer))
    return "An issuer has no query and no fragment.";
  if (url.protocol === "http:" && allowedHosts.length === 0)
    return "Use https: plain http is only for an issuer inside the company, named under internal hosts.";
  return null;
}
