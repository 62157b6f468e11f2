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
/** Of one sort: how many are only counted so far. */
type Kind = { counted: number; last: Refusal };
type Minute = { alone: number; kinds: Map<string, Kind> };
type Refusals = {
  /** By actor; everybody who is not signed in is one. */
  minutes: Map<string, Minute>;
  /** Records on their way. */
  writing: Set<Promise<void>>;
};

// Next bundles its own copy of this module; who ends the process must find what both have counted.
const KEY = Symbol.for("gatehouse.refusals");
const shared = globalThis as { [KEY]?: Refusals };
const { minutes, writing } = (shared[KEY] ??= { minutes: new Map(), writing: new Set() });

/**
 * Records that somebody was refused. A refusal stands whether it can be recorded or not, so a log
 * that cannot be written is told to the operators only. An attacker cannot fill the disk with
 * them, and none is left out of the count; nor can one thing be hidden behind many of another: the
 * first of each kind in a minute is always a record of its own. A kind is a permission, a code, a
 * reason and the person it is about.
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
  const minute = minuteOf(refusal.ctx.actor.id);
  const name = nameOfKind(refusal);
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

/** Only people that there are: a token's id is whatever somebody sent. */
function nameOfKind({ permission, error: { code, reason, about } }: Refusal): string {
  return [permission, code, reason ?? "", about?.kind === "person" ? about.id : ""].join(" ");
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

/** What was only counted so far, and what is on its way; before a process ends. */
export async function writeCountedRefusals(): Promise<void> {
  await Promise.all([...minutes.keys()].map(endMinute));
  await Promise.all(writing);
}

function write(refusal: Refusal, more: { repeated?: number }): Promise<void> {
  const done = append(refusal, more).finally(() => writing.delete(done));
  writing.add(done);
  return done;
}

async function append(
  { ctx, permission, error }: Refusal,
  more: { repeated?: number },
): Promise<void> {
  const { code, reason, about } = error;
  const entry = {
    action: "authorization.refuse" as const,
    targetKind: about?.kind ?? ("permission" as const),
    targetId: about?.id ?? permission,
    before: null,
    after: { permission, code, ...(reason === null ? {} : { reason }), ...more },
  };
  try {
    await appendEvents(recordsOf(ctx, [entry], { kind: "event", outcome: "refused" }));
  } catch (failure) {
    log.error("refusal-unrecorded", { error: String(failure) });
  }
}
