import type { Context } from "#lib/kernel/context.ts";
import { AppError, type ErrorCode } from "#lib/kernel/errors.ts";
import type { Permission } from "#lib/kernel/permissions.ts";
import { log } from "#lib/telemetry/log.ts";
import { appendEvents } from "./chain/append-events.ts";
import { recordsOf } from "./chain/records-of.ts";

const REFUSALS: ReadonlySet<ErrorCode> = new Set(["unauthenticated", "forbidden", "stale_sign_in"]);

/** So many of one actor within a minute are records of their own, whatever they asked for. */
const ALONE_PER_MINUTE = 20;
const MINUTE_MS = 60_000;

type Refusal = { ctx: Context; permission: Permission; error: AppError };
/** Of one permission and code: how many are only counted so far. */
type Kind = { counted: number; last: Refusal };
type Minute = { alone: number; kinds: Map<string, Kind> };
/** By actor; everybody who is not signed in is one. */
const minutes = new Map<string, Minute>();

/**
 * Records that somebody was refused. A refusal stands whether it can be recorded or not, so a log
 * that cannot be written is told to the operators only. An attacker cannot fill the disk with
 * them, and none is left out of the count; nor can one thing be hidden behind many of another: the
 * first of each kind in a minute is always a record of its own.
 */
export async function recordRefusal(
  ctx: Context,
  permission: Permission,
  error: unknown,
): Promise<void> {
  if (!(error instanceof AppError) || !REFUSALS.has(error.code)) return;
  const refusal = { ctx, permission, error };
  if (!isOnlyCounted(refusal)) await write(refusal, {});
}

function isOnlyCounted(refusal: Refusal): boolean {
  const { ctx, permission, error } = refusal;
  const minute = minuteOf(ctx.actor.id);
  const name = `${permission} ${error.code}`;
  const kind = minute.kinds.get(name);
  if (kind !== undefined && minute.alone >= ALONE_PER_MINUTE) {
    kind.counted += 1;
    kind.last = refusal;
    return true;
  }
  minute.alone += 1;
  if (kind === undefined) minute.kinds.set(name, { counted: 0, last: refusal });
  return false;
}

function minuteOf(actorId: string): Minute {
  const running = minutes.get(actorId);
  if (running !== undefined) return running;
  const minute: Minute = { alone: 0, kinds: new Map() };
  minutes.set(actorId, minute);
  setTimeout(() => void endMinute(actorId), MINUTE_MS).unref();
  return minute;
}

async function endMinute(actorId: string): Promise<void> {
  const kinds = [...(minutes.get(actorId)?.kinds.values() ?? [])];
  minutes.delete(actorId);
  const counted = kinds.filter((kind) => kind.counted > 0);
  await Promise.all(counted.map((kind) => write(kind.last, { repeated: kind.counted })));
}

/** What was only counted so far; before a process ends. */
export async function writeCountedRefusals(): Promise<void> {
  await Promise.all([...minutes.keys()].map(endMinute));
}

async function write(
  { ctx, permission, error }: Refusal,
  more: { repeated?: number },
): Promise<void> {
  const entry = {
    action: "authorization.refuse" as const,
    targetKind: error.about?.kind ?? ("permission" as const),
    targetId: error.about?.id ?? permission,
    before: null,
    after: { permission, code: error.code, ...more },
  };
  try {
    await appendEvents(recordsOf(ctx, [entry], { kind: "event", outcome: "refused" }));
  } catch (failure) {
    log.error("refusal-unrecorded", { error: String(failure) });
  }
}
