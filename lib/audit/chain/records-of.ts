import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Outcome, RecordKind } from "#lib/audit/core/record.ts";
import { commitPersonal } from "#lib/audit/personal/commit-personal.ts";
import { partFacts, REMOVED, type Parted } from "#lib/audit/personal/core/part-facts.ts";
import { secretIn } from "#lib/audit/personal/core/secret-shapes.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { currentTraceId } from "#lib/telemetry/trace-id.ts";
import { factsText, newRecordId, type NewRecord } from "./new-record.ts";

type Sort = { kind: RecordKind; outcome: Outcome };

/**
 * What somebody did, as records: people by id only, because their names live outside the log, and
 * what is personal apart.
 * @throws Error when an entry names another person than the one who calls (`by`): only our own
 * processes say who somebody is.
 * @throws AppError `invalid` when somebody sends what looks like a secret; from our own processes,
 * which pass on what strangers wrote, it is left out.
 */
export function recordsOf(
  ctx: Context,
  entries: readonly AuditEntry[],
  { kind, outcome }: Sort = { kind: "command", outcome: "success" },
): NewRecord[] {
  const { actor } = ctx;
  return entries.map((entry) => {
    const parted = partFacts(entry);
    // Some objects have an id that somebody wrote, such as a namespace.
    const inId = secretIn(entry.targetId);
    if (actor.kind === "user")
      refuseSecret(inId === null ? parted.secret : { place: "targetId", looksLike: inId });
    return {
      id: newRecordId(),
      at: ctx.now,
      kind,
      action: entry.action,
      outcome,
      ...actedBy(actor, entry),
      targetKind: entry.targetKind,
      targetId: inId === null ? entry.targetId : REMOVED,
      requestId: ctx.requestId,
      traceId: currentTraceId(),
      before: factsText(parted.before),
      after: factsText(parted.after),
      ...personalPart(entry, parted, actor),
    };
  });
}

function actedBy(
  actor: Actor,
  { by }: AuditEntry,
): Pick<NewRecord, "actorKind" | "actorId" | "actorName" | "credentialId"> {
  if (by !== undefined) {
    if (actor.kind !== "system") throw new Error("Only our own processes say who acted.");
    return { actorKind: "user", actorId: by, actorName: "", credentialId: null };
  }
  return {
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.kind === "user" ? "" : actor.name,
    credentialId: actor.kind === "user" ? (actor.token?.id ?? null) : null,
  };
}

function personalPart(
  entry: AuditEntry,
  { personal, addresses }: Parted,
  actor: Actor,
): Pick<NewRecord, "commitment" | "personal"> {
  if (personal === null) return { commitment: null };
  if (entry.personal)
    return commitPersonal(personal, { subject: entry.personal.subject, addresses: [] });
  const subject = entry.targetKind === "person" ? entry.targetId : (entry.by ?? writerOf(actor));
  return commitPersonal(personal, { subject, addresses });
}

/** Whose words they are, where nobody else is known. */
const writerOf = (actor: Actor) => (actor.kind === "user" ? actor.id : `${actor.kind}:${actor.id}`);

function refuseSecret(secret: Parted["secret"]): void {
  if (secret === null) return;
  throw new AppError(
    "invalid",
    `What you wrote holds what looks like ${secret.looksLike} (${secret.place}). The log keeps every change, so secrets do not go there: take it out, and renew it if it is real.`,
  );
}
