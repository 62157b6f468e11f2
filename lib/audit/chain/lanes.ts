import { env } from "#lib/config/env.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { Lane } from "./lane.ts";

/** As long as for a connection, of which there are as many. */
const WAIT_MS = 10_000;

/**
 * The chains of this process. One for each transaction that writes at the same time, so that none
 * waits for another, and never more than there are connections.
 */
type Lanes = {
  process: string;
  all: Lane[];
  idle: Lane[];
  waiting: ((lane: Lane) => void)[];
  /** Since when the log cannot be written, and why; null while it can. */
  trouble: { since: Date; reason: string } | null;
};

// Next bundles its own copy of this module; both copies of one process share one set of chains.
const KEY = Symbol.for("gatehouse.audit-lanes");
const shared = globalThis as { [KEY]?: Lanes };
const lanes: Lanes = (shared[KEY] ??= {
  process: "script",
  all: [],
  idle: [],
  waiting: [],
  trouble: null,
});

/** Chains are named after the kind of process: `web-1`, `worker-1`. Before the first record. */
export function nameWriters(process: "web" | "worker" | "cli"): void {
  lanes.process = process;
}

export const allLanes = (): readonly Lane[] => lanes.all;

export const logTrouble = (): Lanes["trouble"] => lanes.trouble;

/** Keeps the moment of the first failure until something is written again. */
export function noteTrouble(reason: string | null): void {
  lanes.trouble = reason === null ? null : { since: lanes.trouble?.since ?? new Date(), reason };
}

/** Lends a chain for as long as `work` takes. */
export async function withLane<Result>(work: (lane: Lane) => Promise<Result>): Promise<Result> {
  const lane = await take();
  try {
    return await work(lane);
  } finally {
    const next = lanes.waiting.shift();
    if (next) next(lane);
    else lanes.idle.push(lane);
  }
}

function take(): Promise<Lane> {
  const idle = lanes.idle.pop();
  if (idle) return Promise.resolve(idle);
  if (lanes.all.length < env.databasePoolSize) {
    const lane = new Lane(lanes.process);
    lanes.all.push(lane);
    return Promise.resolve(lane);
  }
  return new Promise((resolve, reject) => {
    const give = (lane: Lane) => {
      clearTimeout(timer);
      resolve(lane);
    };
    const timer = setTimeout(() => {
      lanes.waiting.splice(lanes.waiting.indexOf(give), 1);
      const message = "Too much is written at once, so nothing was changed. Try again in a moment.";
      reject(new AppError("unavailable", message));
    }, WAIT_MS);
    lanes.waiting.push(give);
  });
}

/** Takes every chain that nobody uses out of service, and returns them. */
export function takeIdleLanes(): Lane[] {
  const idle = lanes.idle.splice(0);
  lanes.all = lanes.all.filter((lane) => !idle.includes(lane));
  return idle;
}
