import type { JsonObject } from "#lib/kernel/json.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { actorNames } from "./actor-names.ts";
import type { Outcome, RecordKind } from "./core/record.ts";
import { findEvents } from "./find-events.ts";
import { readableFacts } from "./personal/readable-facts.ts";
import type { NamedObject } from "./named-objects.ts";
import { NEWEST, type Place } from "./place.ts";
import { readEvents } from "./read-events.ts";
import { resolveFilter } from "./resolve-filter.ts";
import { AuditCursor, ListAuditEventsInput } from "./schemas.ts";
import { targetNames } from "./target-names.ts";

export type AuditEventView = {
  id: string;
  at: Date;
  kind: RecordKind;
  outcome: Outcome;
  actor: { kind: string; id: string; name: string };
  action: string;
  /** `name`: what people call it; null where it has no name, or is gone. */
  target: { kind: string; id: string; name: string | null };
  before: JsonObject | null;
  after: JsonObject | null;
  requestId: string;
};

export type AuditPage = {
  events: AuditEventView[];
  nextCursor: string | null;
  /** What is called as `targetId` says now; null: it is an id, or was not asked for. */
  objects: readonly NamedObject[] | null;
};

/** The log of everything, the newest first. Heartbeats and epochs only when they are asked for. */
export const listAuditEvents = defineQuery({
  name: "listAuditEvents",
  permission: "audit.read",
  input: ListAuditEventsInput,

  async run({ db, sql }, { now }, input): Promise<AuditPage> {
    const filter = await resolveFilter(sql, input, now);
    const after = input.cursor === undefined ? NEWEST : placeOf(input.cursor);
    const found = await findEvents(sql, filter, { after, limit: input.limit + 1 });
    const page = await readEvents(
      sql,
      found.slice(0, input.limit).map(({ id }) => id),
    );
    const [nameOf, targetOf, factsOf] = await Promise.all([
      actorNames(db, page),
      targetNames(db, page),
      readableFacts({ db, sql }, page),
    ]);
    const last = page.at(-1);
    return {
      events: page.map((row) => ({
        id: row.id,
        at: row.at,
        kind: row.kind,
        outcome: row.outcome,
        actor: { kind: row.actorKind, id: row.actorId, name: nameOf(row) },
        action: row.action,
        target: { kind: row.targetKind, id: row.targetId, name: targetOf(row) },
        before: factsOf(row, "before"),
        after: factsOf(row, "after"),
        requestId: row.requestId,
      })),
      objects: filter.objects,
      nextCursor: found.length > input.limit && last ? `${last.at.toISOString()}_${last.id}` : null,
    };
  },
});

function placeOf(cursor: string): Place {
  const [at, id] = AuditCursor.parse(cursor.split("_"));
  return { at, id };
}
