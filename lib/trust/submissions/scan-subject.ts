import { documentOf } from "#lib/catalog/server-view.ts";
import type { Db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { findSubmission, isAwaited } from "./find-submission.ts";

/** What a scan is of: a version of the catalog, or the document of a request. */
type ScanSubject = {
  document: JsonObject;
  /** False: of a request that is closed. */
  isWanted: boolean;
  /** Somebody answers for it: it is tried for as long as it takes. */
  isOwned: boolean;
};

/** A step: null: there is no such thing any more. */
export async function scanSubject(db: Db, versionId: string): Promise<ScanSubject | null> {
  const version = await db.serverVersion.findUnique({
    where: { id: versionId },
    select: { document: true, server: { select: { ownerTeamId: true } } },
  });
  if (version !== null)
    return {
      document: documentOf(version.document),
      isWanted: true,
      isOwned: version.server.ownerTeamId !== null,
    };
  const submission = await findSubmission(db, versionId);
  return (
    submission && {
      document: documentOf(submission.document),
      isWanted: isAwaited(submission),
      isOwned: false,
    }
  );
}
