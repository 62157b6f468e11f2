/** Requests whose document is scanned, and made-up scans of it. */
import { db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { assessScanned } from "#lib/requests/assess-scanned.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { storedDocument } from "#lib/requests/payload.ts";
import { systemContext } from "#lib/testing/context.ts";
import { reviewCast, serverDocument } from "#lib/testing/factories.ts";
import { recordScan } from "#lib/testing/trust-scans.ts";

/** What the newest revision of a request proposes, by the id that scans know it by. */
export async function submissionOf(requestId: string) {
  const { document } = await db.requestRevision.findFirstOrThrow({
    where: { requestId },
    orderBy: { revision: "desc" },
  });
  const { value, checksum } = storedDocument(document ?? "");
  const row = await db.trustSubmission.findUniqueOrThrow({
    where: { requestId_checksum: { requestId, checksum } },
  });
  return { ...row, document: value };
}

export const scansOf = (versionId: string) =>
  db.trustScan.findMany({ where: { versionId }, orderBy: { requestedAt: "asc" } });

/** Records a made-up scan of what a request proposes, as the worker does. */
export async function scanSubmission(
  requestId: string,
  scan: Parameters<typeof recordScan>[1],
): Promise<void> {
  const { versionId, document } = await submissionOf(requestId);
  await db.trustScan.updateMany({
    where: { versionId, state: "queued" },
    data: { state: "done", startedAt: scan.at, finishedAt: scan.at },
  });
  await recordScan({ versionId, document }, scan);
  await assessScanned(systemContext(), { versionId });
}

type Cast = Awaited<ReturnType<typeof reviewCast>>;

/** Everyone that a review takes, with a new server that somebody asks for. */
export async function listingCast(
  more: Partial<Omit<Cast["listing"], "dataClassification">> & { dataClassification?: string } = {},
  document: Record<string, unknown> = {},
) {
  const people = await reviewCast();
  const named = serverDocument(undefined, document);
  // Its optional fields are absent or JSON, which the type of a document does not say.
  const server = named as unknown as JsonObject;
  const listing = { ...people.listing, server, ...more };
  const { id: requestId, number } = await createRequest(people.requester.ctx(), listing);
  return { ...people, listing, requestId, number: `R-${number}`, name: named.name };
}
