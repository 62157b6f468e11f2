import ssri from "ssri";
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import { fetchEvidence, type Fetched, type Reach } from "../collect/reach.ts";
import type { ByteFacts, Got } from "../core/facts.ts";
import type { NpmVersion } from "./npm-version.ts";

const MAX_TARBALL = 200 * 1_048_576;

export type NpmBytes = {
  bytes: Got<Pick<ByteFacts, "expected" | "actual" | "sizeBytes">>;
  /** Null: not read, or not what the registry promised. */
  tarball: Buffer | null;
  /** `sha512-…` of the bytes; where they differ or are not here, what the registry promised. */
  digest: string | null;
};

/** The digest that the registry promises of a version; of several, the one that the bytes had. */
export function promisedOf({ document }: NpmVersion, seen: string | null): string | null {
  const dist = objectIn(document, "dist");
  const promised = promisedDigest(textIn(dist, "integrity"), textIn(dist, "shasum"));
  return seen !== null && promised?.all.includes(seen) ? seen : (promised?.first ?? null);
}

/** Reads the tarball and compares it with what the registry promised. */
export async function readTarball(
  reach: Reach,
  { document, evidence }: NpmVersion,
): Promise<NpmBytes> {
  const dist = objectIn(document, "dist");
  const promised = promisedDigest(textIn(dist, "integrity"), textIn(dist, "shasum"));
  const { url, base } = tarballAddress(textIn(dist, "tarball"), reach.sources.npm);
  const fetched = await fetchEvidence(reach, url, {
    kind: "tarball",
    accept: "*/*",
    maxBytes: MAX_TARBALL,
    digestOnly: true,
    ...(base === null ? {} : { base }),
  });
  if (!fetched.ok)
    return { bytes: withoutBytes(fetched), tarball: null, digest: promisedSha512(promised) };
  return compared(fetched.answer.body, promised, [...evidence, fetched.sha256]);
}

function withoutBytes(
  fetched: Extract<Fetched, { ok: false }>,
): Extract<Got<never>, { ok: false }> {
  return fetched.gone
    ? {
        ok: false,
        reason: "unreachable",
        detail: `The tarball that the registry names is not there (it answered ${fetched.status}).`,
      }
    : { ok: false, reason: fetched.reason, detail: `The tarball: ${fetched.detail}` };
}

function compared(body: Buffer, promised: Promised | null, evidence: readonly string[]): NpmBytes {
  const actual = digestOf(body, promised?.algorithm ?? "sha512");
  const agreed = promised === null || promised.all.includes(actual);
  const expected = promised && (agreed ? actual : promised.first);
  return {
    bytes: { ok: true, value: { expected, actual, sizeBytes: body.length }, evidence },
    tarball: agreed ? body : null,
    digest: agreed ? digestOf(body, "sha512") : promisedSha512(promised),
  };
}

type Promised = { algorithm: Algorithm; first: string; all: string[] };

const promisedSha512 = (promised: Promised | null): string | null =>
  promised?.algorithm === "sha512" ? promised.first : null;

type Algorithm = "sha512" | "sha384" | "sha256" | "sha1";

const digestOf = (body: Buffer, algorithm: Algorithm): string =>
  ssri.fromData(body, { algorithms: [algorithm] }).toString();

/** The strongest digest that is promised; packages from before 2017 have SHA-1 alone. */
function promisedDigest(integrity: string, shasum: string): Promised | null {
  const parsed = ssri.parse(integrity.slice(0, 4_096), { strict: true });
  for (const algorithm of ["sha512", "sha384", "sha256", "sha1"] as const) {
    const all = (parsed?.[algorithm] ?? []).map(String);
    const [first] = all;
    if (first !== undefined) return { algorithm, first, all };
  }
  if (!/^[0-9a-f]{40}$/i.test(shasum)) return null;
  const first = ssri.fromHex(shasum, "sha1").toString();
  return { algorithm: "sha1", first, all: [first] };
}

/** Mirrors often leave the public registry's addresses in their documents: then below the mirror. */
function tarballAddress(named: string, npm: string): { url: string; base: string | null } {
  if (!URL.canParse(named)) return { url: named, base: null };
  const url = new URL(named);
  if (url.origin === PUBLIC_NPM) return { url: `${npm}${url.pathname}`, base: npm };
  return { url: url.href, base: url.href.startsWith(`${npm}/`) ? npm : null };
}
