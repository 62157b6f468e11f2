import { objectIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue } from "#lib/kernel/json.ts";
import { fetchEvidence, type Fetched, type Reach } from "../collect/reach.ts";
import type { Got, RepositoryFacts } from "../core/facts.ts";
import { repositoryAddress, type RepositoryAddress } from "../core/repository-address.ts";
import { jsonObject } from "./npm-version.ts";

const MAX_PAGE = 4 * 1_048_576;
const GITHUB = "github.com";

/**
 * Asks whether the declared repository is there, and whether it has the commit that the package was
 * built from. GitHub is asked through its API, other hosts for the repository's page.
 *
 * @param declared as the manifest has it; null: it names none.
 */
export async function checkRepository(
  reach: Reach,
  { declared, commit }: { declared: string | null; commit: string | null },
): Promise<Got<RepositoryFacts>> {
  if (declared === null)
    return { ok: false, reason: "not_declared", detail: "The package names no source repository." };
  const address = repositoryAddress(declared);
  if (address === null)
    return {
      ok: false,
      reason: "not_declared",
      detail: "What the package names as its repository is not the address of one.",
    };
  const [seen, known] = await Promise.all([
    readState(reach, address),
    commit === null ? NO_COMMIT : readCommit(reach, address, commit),
  ]);
  if (!seen.ok) return seen;
  return {
    ok: true,
    value: { url: address.url, state: seen.value, ...known.facts },
    evidence: [...seen.evidence, ...known.evidence],
  };
}

type Commit = {
  facts: Pick<RepositoryFacts, "commitExists" | "commitSigned">;
  evidence: readonly string[];
};
const NO_COMMIT: Commit = { facts: { commitExists: null, commitSigned: null }, evidence: [] };

async function readState(
  reach: Reach,
  address: RepositoryAddress,
): Promise<Got<RepositoryFacts["state"]>> {
  const base = reach.sources.github;
  if (address.host === GITHUB) {
    const url = `${base}/repos/${address.owner}/${address.name}`;
    const asked = await fetchEvidence(reach, url, { kind: "repository", base });
    // The API refuses after some questions an hour, which says nothing about the repository.
    if (asked.ok || asked.gone) return got(asked, asked.ok ? "public" : "missing");
  }
  return readPage(reach, address);
}

async function readPage(
  reach: Reach,
  { url }: RepositoryAddress,
): Promise<Got<RepositoryFacts["state"]>> {
  const ask = {
    kind: "repository",
    accept: "text/html, */*",
    maxBytes: MAX_PAGE,
    digestOnly: true,
  };
  const head = await fetchEvidence(reach, url, { ...ask, method: "HEAD" });
  const page = refusesHead(head) ? await fetchEvidence(reach, url, ask) : head;
  const state = page.ok && isSignInPage(url, page.answer.url) ? "private" : stateOf(page);
  if (state !== null) return got(page, state);
  const failed = !page.ok && !page.gone ? page : { reason: "unreachable" as const, detail: "" };
  return { ok: false, reason: failed.reason, detail: `The repository ${url}: ${failed.detail}` };
}

/** Hosts send strangers to a sign-in page, which answers 200 like a public one. Exported for its test. */
export function isSignInPage(asked: string, answered: string): boolean {
  const [from, to] = [new URL(asked), new URL(answered)];
  const isElsewhere = to.host !== from.host && to.host !== `www.${from.host}`;
  return isElsewhere || /\/(?:sign_?in|log_?in|oauth2?|sso|auth)(?:\/|$)/i.test(to.pathname);
}

const refusesHead = (asked: Fetched): boolean =>
  !asked.ok && !asked.gone && (asked.status === 405 || asked.status === 501);

const got = <Value>(asked: Fetched, value: Value): Got<Value> => ({
  ok: true,
  value,
  evidence: "sha256" in asked ? [asked.sha256] : [],
});

/** Null: it was not told. A page that is too large is there all the same. */
function stateOf(asked: Fetched): RepositoryFacts["state"] | null {
  if (asked.ok) return "public";
  if (asked.gone) return "missing";
  if (asked.reason === "too_large") return "public";
  return asked.reason === "auth_required" ? "private" : null;
}

/** https://docs.github.com/rest/commits/commits: 422 where there is no such commit. */
async function readCommit(
  reach: Reach,
  { host, owner, name }: RepositoryAddress,
  commit: string,
): Promise<Commit> {
  if (host !== GITHUB) return NO_COMMIT;
  const base = reach.sources.github;
  const asked = await fetchEvidence(reach, `${base}/repos/${owner}/${name}/commits/${commit}`, {
    kind: "commit",
    base,
  });
  if (!asked.ok) {
    const isAbsent = asked.gone || asked.status === 422;
    return isAbsent
      ? {
          facts: { commitExists: false, commitSigned: null },
          evidence: asked.gone ? [asked.sha256] : [],
        }
      : NO_COMMIT;
  }
  const answer = jsonObject(asked.answer.body) ?? {};
  const verified = ownValue(objectIn(objectIn(answer, "commit"), "verification"), "verified");
  return {
    facts: {
      commitExists: ownValue(answer, "sha") === commit,
      commitSigned: typeof verified === "boolean" ? verified : null,
    },
    evidence: [asked.sha256],
  };
}
