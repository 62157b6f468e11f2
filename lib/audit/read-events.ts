import type { Sql } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Outcome, RecordKind } from "./core/record.ts";

export type EventRow = {
  id: string;
  at: Date;
  kind: RecordKind;
  action: string;
  outcome: Outcome;
  actorKind: string;
  actorId: string;
  actorName: string;
  targetKind: string;
  targetId: string;
  requestId: string;
  before: JsonObject | null;
  after: JsonObject | null;
  commitment: Buffer | null;
};

const READ = {
  name: "audit-read-events",
  text: `
  SELECT "id", "at", "kind", "action", "outcome", "actorKind", "actorId", "actorName",
    "targetKind", "targetId", "requestId", "before", "after", "commitment"
  FROM "AuditEvent" WHERE "id" = ANY($1::uuid[]) ORDER BY "at" DESC, "id" DESC`,
};

/** Step of the queries over the log: records by their ids, the newest first. */
export async function readEvents(sql: Sql, ids: readonly string[]): Promise<EventRow[]> {
  return ids.length === 0 ? [] : sql<EventRow>(READ, [ids]);
}
