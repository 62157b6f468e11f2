import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Outcome, RecordKind } from "#lib/audit/core/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { factsText, newRecordId, type NewRecord } from "./new-record.ts";

type Sort = { kind: RecordKind; outcome: Outcome };

/** What somebody did, as records: people by id only, because their names live outside the log. */
export function recordsOf(
  ctx: Context,
  entries: readonly AuditEntry[],
  { kind, outcome }: Sort = { kind: "command", outcome: "success" },
): NewRecord[] {
  const { actor } = ctx;
  return entries.map((entry) => ({
    id: newRecordId(),
    at: ctx.now,
    kind,
    action: entry.action,
    outcome,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.kind === "user" ? "" : actor.name,
    credentialId: actor.kind === "user" ? (actor.token?.id ?? null) : null,
    targetKind: entry.targetKind,
    targetId: entry.targetId,
    requestId: ctx.requestId,
    traceId: null,
    before: factsText(entry.before),
    after: factsText(entry.after),
    commitment: null,
  }));
}
