import { documentOf } from "#lib/catalog/server-view.ts";
import type { Db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { ControlResult } from "#lib/trust/core/result.ts";
import { submissionStanding } from "#lib/trust/submissions/submission-standing.ts";
import { standingOf, type Standing } from "#lib/trust/trust-parts.ts";
import type { ProposedDocument } from "./payload.ts";

/** What a review is about: a version of the catalog, or the document of the request as one. */
export type ReviewedVersion = {
  id: string;
  version: string;
  document: JsonObject;
  /** The catalog has it, so its Trust tab says everything. */
  isListed: boolean;
  /** Null: nothing was evaluated yet. */
  standing: Standing | null;
  /** What its standing was worked out from, by the id of the evaluation; null: it was written down. */
  results: ReadonlyMap<string, readonly ControlResult[]> | null;
};

type Asked = {
  /** Of the request; null: it is only about to be made. */
  id: string | null;
  serverId: string | null;
  /** Null: the newest approved version is meant. */
  document: Pick<ProposedDocument, "checksum" | "facts"> | null;
};

/**
 * A step: the very document that is proposed, in the catalog or as this request had it scanned, else the
 * newest approved version. Null: there is no such thing yet. What other requests had scanned is theirs.
 */
export async function reviewedVersion(
  db: Db,
  asked: Asked,
  now: Date,
): Promise<ReviewedVersion | null> {
  const listed = await listedVersion(db, asked, now);
  if (listed !== null && listed.standing !== null) return listed;
  // A mirror may have brought the same document meanwhile, which nobody has scanned there.
  return (await ownSubmission(db, asked, now)) ?? listed;
}

const VERSION = { id: true, version: true, document: true } as const;

async function listedVersion(
  db: Db,
  { serverId, document }: Asked,
  now: Date,
): Promise<ReviewedVersion | null> {
  if (serverId === null) return null;
  const row = await db.serverVersion.findFirst({
    where:
      document === null
        ? { serverId, isLatest: true }
        : { serverId, version: document.facts.version, checksum: document.checksum },
    select: VERSION,
  });
  if (row === null) return null;
  const standing = await standingOf(db, row.id, now);
  return { ...row, document: documentOf(row.document), isListed: true, standing, results: null };
}

async function ownSubmission(
  db: Db,
  { id: requestId, document }: Asked,
  now: Date,
): Promise<ReviewedVersion | null> {
  if (requestId === null || document === null) return null;
  const row = await db.trustSubmission.findUnique({
    where: { requestId_checksum: { requestId, checksum: document.checksum } },
    select: { versionId: true, version: true, proposed: { select: { document: true } } },
  });
  const text = row?.proposed.document ?? null;
  if (row === null || text === null) return null;
  const of = { id: row.versionId, document: documentOf(text) };
  return {
    ...of,
    version: row.version,
    isListed: (await db.serverVersion.count({ where: { id: row.versionId } })) > 0,
    ...((await submissionStanding(db, of, now)) ?? { standing: null, results: null }),
  };
}
