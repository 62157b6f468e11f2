import type { Context } from "#lib/kernel/context.ts";
import { fanOutEvents } from "./fan-out-events.ts";

const AT_ONCE = 100;

/** Fans out everything that stands in the outbox. */
export async function drainOutbox(
  ctx: Context,
  { mail, signal }: { mail: boolean; signal?: AbortSignal },
): Promise<void> {
  while (!signal?.aborted) {
    const { events } = await fanOutEvents(ctx, { mail, limit: AT_ONCE });
    if (events < AT_ONCE) return;
  }
}
