import { createHash } from "node:crypto";
import {
  guardedFetch,
  type Connections,
  type FetchAnswer,
  type FetchOptions,
} from "#lib/egress/guarded-fetch.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Reason } from "../core/words.ts";

/** Base addresses without a final slash; null: this source is switched off. */
export type TrustSources = {
  npm: string;
  pypi: string;
  osv: string | null;
  epss: string | null;
  kev: string | null;
  scorecard: string | null;
  /** Where dependencies of Python packages are resolved; null or not set: nowhere. */
  depsDev?: string | null;
  /** Where repositories are asked for; the host of each repository otherwise. */
  github: string;
  /** By the host that images name: a mirror's base address without a final slash. */
  ociMirrors?: Readonly<Record<string, string>>;
  /** A file with Sigstore's trusted_root.json; null or not set: signatures cannot be verified. */
  sigstoreTrustRoot?: string | null;
  /** The sidecar of Bandit and GuardDog; null or not set: there is none. `timeoutMs`: tests do not wait. */
  analyser?: { url: string; token: string | null; timeoutMs?: number } | null;
  /** Hosts inside the company that may be fetched besides. */
  allowedHosts: readonly string[];
  /** For one request. */
  timeoutMs: number;
};

/** One thing that was read from outside, kept beside the result that rests on it. */
export type EvidenceRecord = {
  /** What it is: `npm packument`, `tarball`, `osv advisory`, `sbom`, … */
  kind: string;
  /** Where it came from; a file's name for what was imported or made here. */
  source: string;
  /** RFC 3339, UTC. */
  fetchedAt: string;
  /** Null: not from HTTP. */
  httpStatus: number | null;
  /** Hex. */
  sha256: string;
  mediaType: string;
  sizeBytes: number;
  /** Null: only its digest is kept (archives, and what is larger than 1 MB). */
  body: Buffer | null;
};

/** Where a scan reads, until when, and what it has read so far. */
export type Reach = {
  sources: TrustSources;
  signal: AbortSignal;
  now: () => Date;
  evidence: EvidenceRecord[];
  /** Told what is being done, in words for people. */
  onStep: (step: string) => void;
  /** Kept open between questions; not set: each question opens one of its own. */
  connections?: Connections;
};

const MEGABYTE = 1_048_576;
const KEPT_BYTES = MEGABYTE;

type Ask = Pick<
  FetchOptions,
  "accept" | "authorization" | "maxBytes" | "method" | "post" | "sameHost"
> & {
  /** What the answer is, for the list of evidence. */
  kind: string;
  /** The configured base address that it is below: its host is open, and why it failed may be told. */
  base?: string;
  /** Keep only the digest. */
  digestOnly?: boolean;
};

export type Fetched =
  | { ok: true; answer: FetchAnswer; sha256: string }
  /** The source has answered that there is no such thing. */
  | { ok: false; gone: true; status: number; sha256: string }
  | {
      ok: false;
      gone: false;
      reason: Reason;
      detail: string;
      /** Not set: there was no answer. */
      status?: number;
      /** What a 401 asks for. */
      challenge?: string;
    };

/** Reads one address and notes it as evidence. What goes wrong is a value, never an exception. */
export async function fetchEvidence(reach: Reach, url: string, ask: Ask): Promise<Fetched> {
  const { kind, base, digestOnly = false, ...options } = ask;
  const { sources, signal, connections } = reach;
  const own = base === undefined ? [] : [new URL(base).host];
  const through = {
    signal,
    timeoutMs: sources.timeoutMs,
    allowedHosts: [...sources.allowedHosts, ...own],
    connections,
  };
  try {
    const answer = await guardedFetch(url, { maxBytes: 8 * MEGABYTE, ...options, ...through });
    const { status } = answer;
    if (status >= 200 && status < 300)
      return { ok: true, answer, sha256: note(reach, answer, { kind, digestOnly }) };
    if (status === 404 || status === 410)
      return { ok: false, gone: true, status, sha256: note(reach, answer, { kind, digestOnly }) };
    const challenge = answer.wwwAuthenticate;
    return { ok: false, gone: false, status, challenge, ...refusal(status) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "too_large")
      return { ok: false, gone: false, reason: "too_large", detail: error.message };
    return { ok: false, gone: false, ...failure(error, base !== undefined) };
  }
}

function note(
  { evidence, now }: Reach,
  { url, status, contentType, body }: FetchAnswer,
  { kind, digestOnly }: { kind: string; digestOnly: boolean },
): string {
  const sha256 = createHash("sha256").update(body).digest("hex");
  if (evidence.some((one) => one.sha256 === sha256 && one.source === url)) return sha256;
  evidence.push({
    kind,
    source: url,
    fetchedAt: now().toISOString(),
    httpStatus: status,
    sha256,
    mediaType: contentType,
    sizeBytes: body.length,
    body: digestOnly || body.length > KEPT_BYTES ? null : body,
  });
  return sha256;
}

/** Notes something that was made here or read from a file. */
export function noteOwn(
  { evidence, now }: Reach,
  {
    kind,
    source,
    mediaType,
    body,
  }: { kind: string; source: string; mediaType: string; body: Buffer },
): string {
  const sha256 = createHash("sha256").update(body).digest("hex");
  evidence.push({
    kind,
    source,
    fetchedAt: now().toISOString(),
    httpStatus: null,
    sha256,
    mediaType,
    sizeBytes: body.length,
    body,
  });
  return sha256;
}

/** Why an answer with this status is none. */
export function refusal(status: number): { reason: Reason; detail: string } {
  if (status === 401 || status === 403)
    return { reason: "auth_required", detail: `It answered ${status}: it wants credentials.` };
  if (status === 429) return { reason: "rate_limited", detail: "It asked to come back later." };
  if (status >= 500) return { reason: "registry_5xx", detail: `It answered ${status}.` };
  return { reason: "unreachable", detail: `It answered ${status}.` };
}

/** Why there was no answer. Of an address that anybody may have given, nothing more is told. */
export function failure(error: AppError, mayTell: boolean): { reason: Reason; detail: string } {
  const detail = "It does not answer.";
  if (!mayTell) return { reason: "unreachable", detail };
  const cause = error.cause instanceof Error ? error.cause : null;
  const code = cause !== null && "code" in cause ? String(cause.code) : "";
  if (cause?.name === "TimeoutError" || /TIMEOUT|ETIMEDOUT/.test(code))
    return { reason: "timeout", detail: "It did not answer in time." };
  if (/ENOTFOUND|EAI_AGAIN/.test(code))
    return { reason: "dns", detail: "Its host name could not be found." };
  if (/CERT|TLS|SSL/.test(code))
    return { reason: "tls", detail: "Its certificate is not trusted." };
  return { reason: "unreachable", detail };
}
