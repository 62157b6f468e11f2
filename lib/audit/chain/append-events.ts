import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "#lib/kernel/errors.ts";
import { recorded } from "./recorded.ts";
import type { NewRecord } from "./new-record.ts";

/** Records that ride in one commit. */
const GROUP = 200;

type Waiting = {
  records: readonly NewRecord[];
  resolve: () => void;
  reject: (error: unknown) => void;
};
const waiting: Waiting[] = [];
let running = false;

/**
 * Records of what changes no state: refusals, exports, calls. Resolves when they are stored for
 * good. What comes while a commit is on its way rides in the next one together.
 * @throws AppError `unavailable` when the log cannot be written.
 */
export function appendEvents(records: readonly NewRecord[]): Promise<void> {
  if (records.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    waiting.push({ records, resolve, reject });
    if (!running) void drain();
  });
}

async function drain(): Promise<void> {
  running = true;
  while (waiting.length > 0) {
    // Whoever was just answered may have more: their records ride in this group, not behind it.
    await nextTurn();
    const group = nextGroup();
    try {
      await recorded((_tx, append) => append(group.flatMap(({ records }) => records)));
      for (const { resolve } of group) resolve();
    } catch (error) {
      // What waited for this group would wait as long again, one group after the other.
      const unavailable = error instanceof AppError && error.code === "unavailable";
      const failed = unavailable ? [...group, ...waiting.splice(0)] : group;
      for (const { reject } of failed) reject(error);
    }
  }
  running = false;
}

function nextGroup(): Waiting[] {
  const group: Waiting[] = [];
  let size = 0;
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    size += next.records.length;
    if (group.length > 0 && size > GROUP) break;
    group.push(next);
    waiting.shift();
  }
  return group;
}
