import { createHash } from "node:crypto";
import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { ArchiveFile } from "../archive/ledger.ts";
import { ARCHIVE_LIMITS } from "../archive/limits.ts";
import { readArchive } from "../archive/read-archive.ts";
import { fetchEvidence, type Fetched, type Reach } from "../collect/reach.ts";
import type { PromisedBytes } from "../collect/package-facts.ts";
import type { EntryFacts, Got } from "../core/facts.ts";
import { jsonObject } from "../npm/npm-version.ts";

const MEGABYTE = 1_048_576;
const MAX_BUNDLE = 200 * MEGABYTE;
const LIMITS = { ...ARCHIVE_LIMITS, fileBytes: 16 * MEGABYTE };

/** A bundle and what lies in it. */
export type McpbBundle = {
  /** `sha256:…` of the bytes; where they differ or are not here, what the server.json promises. */
  digest: string | null;
  bytes: PromisedBytes;
  /** Null: not read, or not what was promised. */
  archive: Buffer | null;
  files: readonly ArchiveFile[];
  /** Its manifest.json; null: there is none that is a JSON object. */
  manifest: JsonObject | null;
  evidence: readonly string[];
};

/**
 * Fetches a bundle from its address and compares it with the digest of the server.json, which the
 * official registry leaves to whoever reads it. Nothing of it is run or written to disk.
 *
 * @throws AppError `not_found`: there is nothing at the address; `invalid`: it is no web address.
 */
export async function collectMcpb(
  reach: Reach,
  { url, entry }: { url: string; entry: EntryFacts | null },
): Promise<McpbBundle> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new AppError("invalid", `"${url.slice(0, 80)}" is not the web address of a bundle.`);
  reach.onStep("Reading the bundle");
  const promised = promisedFor(url, entry);
  const fetched = await fetchEvidence(reach, url, {
    kind: "mcpb bundle",
    accept: "*/*",
    maxBytes: MAX_BUNDLE,
    digestOnly: true,
  });
  if (!fetched.ok) return withoutBytes(fetched, { url, promised });
  const { body } = fetched.answer;
  const actual = `sha256:${createHash("sha256").update(body).digest("hex")}`;
  const agreed = promised === null || promised === actual;
  const files = agreed ? (await readArchive(body, "zip", LIMITS)).files : [];
  const value = { expected: promised, actual, sizeBytes: body.length };
  const evidence = [fetched.sha256];
  return {
    digest: promised ?? actual,
    bytes: { ok: true, value, evidence },
    archive: agreed ? body : null,
    files,
    manifest: manifestIn(files),
    evidence,
  };
}

/** `fileSha256` of the package with this address. */
function promisedFor(url: string, entry: EntryFacts | null): string | null {
  const named = objectsIn(entry?.document ?? {}, "packages").find(
    (one) => textIn(one, "registryType") === "mcpb" && textIn(one, "identifier") === url,
  );
  const hex = named === undefined ? "" : textIn(named, "fileSha256").toLowerCase();
  return /^[0-9a-f]{64}$/.test(hex) ? `sha256:${hex}` : null;
}

function withoutBytes(
  fetched: Extract<Fetched, { ok: false }>,
  { url, promised }: { url: string; promised: string | null },
): McpbBundle {
  if (fetched.gone)
    throw new AppError(
      "not_found",
      `There is no bundle at ${new URL(url).host}${new URL(url).pathname.slice(0, 200)} (it answered ${fetched.status}).`,
    );
  const bytes: Got<never> = {
    ok: false,
    reason: fetched.reason,
    detail: `The bundle: ${fetched.detail}`,
  };
  return { digest: promised, bytes, archive: null, files: [], manifest: null, evidence: [] };
}

/** Of two files of one name the later one is unpacked. */
function manifestIn(files: readonly ArchiveFile[]): JsonObject | null {
  const bytes = files.filter(({ path }) => path === "manifest.json").at(-1)?.bytes ?? null;
  return bytes === null ? null : jsonObject(bytes);
}
