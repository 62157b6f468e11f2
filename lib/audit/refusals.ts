import type { Context } from "#lib/kernel/context.ts";
import { AppError, type ErrorCode } from "#lib/kernel/errors.ts";
import type { Permission } from "#lib/kernel/permissions.ts";
import { log } from "#lib/telemetry/log.ts";
import { appendEvents } from "./chain/append-events.ts";
import { recordsOf } from "./chain/records-of.ts";

const REFUSALS: ReadonlySet<ErrorCode> = new Set(["unauthenticated", "forbidden", "stale_sign_in"]);

/** Equal refusals of one actor within a minute beyond these are one record with their number. */
const EACH_PER_MINUTE = 20;
const MINUTE_MS = 60_000;

type Refusal = { ctx: Context; permission: Permission; error: AppError };
type Window = { seen: number; last: Refusal };
const windows = new Map<string, Window>();

/**
 * Records that somebody was refused. A refusal stands whether it can be recorded or not, so a log
 * that cannot be written is told to the operators only. An attacker cannot fill the disk with
 * them, and none is left out of the count.
 */
export async function recordRefusal(
  ctx: Context,
  permission: Permission,
  error: unknown,
): Promise<void> {
  if (!(error instanceof AppError) || !REFUSALS.has(error.code)) return;
  const refusal = { ctx, permission, error };
  const key = `${ctx.actor.id} ${permission} ${error.code}`;
  const window = windows.get(key);
  if (window === undefined) {
    windows.set(key, { seen: 1, last: refusal });
    setTimeout(() => void closeWindow(key), MINUTE_MS).unref();
  } else {
    window.seen += 1;
    window.last = refusal;
    if (window.seen > EACH_PER_MINUTE) return;
  }
  await write(refusal, {});
}

async function closeWindow(key: string): Promise<void> {
  const window = windows.get(key);
  windows.delete(key);
  if (window === undefined || window.seen <= EACH_PER_MINUTE) return;
  await write(window.last, { repeated: window.seen - EACH_PER_MINUTE });
}

/** What was only counted so far; before a process ends. */
export async function writeCountedRefusals(): Promise<void> {
  await Promise.all([...windows.keys()].map(closeWindow));
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
