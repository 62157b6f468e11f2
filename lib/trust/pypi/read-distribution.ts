import { createHash } from "node:crypto";
import { fetchEvidence, type Reach } from "../collect/reach.ts";
import type { ByteFacts, Got } from "../core/facts.ts";
import type { PypiFile } from "./index-file.ts";

const MAX_FILE = 200 * 1_048_576;

export type PypiBytes = {
  bytes: Got<Pick<ByteFacts, "expected" | "actual" | "sizeBytes">>;
  /** Null: not read, or not what the index promised. */
  archive: Buffer | null;
  /** `sha256:…` of the bytes; where they differ or are not here, what the index promised. */
  digest: string | null;
};

/** Reads one file of a version and compares it with what the index promised. */
export async function readDistribution(
  reach: Reach,
  { url, sha256, kind }: PypiFile,
): Promise<PypiBytes> {
  const base = reach.sources.pypi;
  const expected = sha256 === null ? null : `sha256:${sha256}`;
  const fetched = await fetchEvidence(reach, url, {
    kind: kind === "wheel" ? "wheel" : "source distribution",
    accept: "*/*",
    maxBytes: MAX_FILE,
    digestOnly: true,
    ...(url.startsWith(`${base}/`) ? { base } : {}),
  });
  if (!fetched.ok) {
    const [reason, detail] = fetched.gone
      ? (["unreachable", `The index names a file that is not there (${fetched.status}).`] as const)
      : ([fetched.reason, `The file of the package: ${fetched.detail}`] as const);
    return { bytes: { ok: false, reason, detail }, archive: null, digest: expected };
  }
  const { body } = fetched.answer;
  const actual = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  const agreed = expected === null || expected === actual;
  return {
    bytes: {
      ok: true,
      value: { expected, actual, sizeBytes: body.length },
      evidence: [fetched.sha256],
    },
    archive: agreed ? body : null,
    digest: expected ?? actual,
  };
}
