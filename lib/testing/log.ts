import { appendEvents } from "#lib/audit/chain/append-events.ts";
import { newRecordId, factsText, type NewRecord } from "#lib/audit/chain/new-record.ts";
import type { AuditFacts } from "#lib/audit/core/entry.ts";

type Told = Partial<Omit<NewRecord, "before" | "after">> & {
  action: string;
  targetKind: string;
  targetId: string;
  before?: AuditFacts;
  after?: AuditFacts;
};

/** Records as a command would have written them, with what a test says of them. */
export const newRecords = (told: readonly Told[]): NewRecord[] =>
  told.map((one) => ({
    id: newRecordId(),
    at: new Date(),
    kind: "command",
    outcome: "success",
    actorKind: "system",
    actorId: "test",
    actorName: "Test",
    credentialId: null,
    requestId: "test",
    traceId: null,
    commitment: null,
    ...one,
    before: factsText(one.before ?? null),
    after: factsText(one.after ?? null),
  }));

/** The same, stored. */
export async function writeRecords(told: readonly Told[]): Promise<string[]> {
  const records = newRecords(told);
  await appendEvents(records);
  return records.map(({ id }) => id);
}
