import { existsSync } from "node:fs";
import { findFence, NOBODY } from "../sandbox/fence.ts";
import type { Isolation } from "../sandbox/isolation.ts";
import { runChild } from "../sandbox/run-child.ts";

const MEGABYTE = 1_048_576;
const PROBE_MS = 10_000;
/** Processes of their own, too: it can neither see nor signal any of ours, and none outlives it. */
const OWN_PROCESSES = ["-p", "-f", "--kill-child"];

/** Ends what a scan leaves behind that was itself killed in the middle of it. */
const LONGEST_LIFE = ["-s", "KILL", "60"];
const TIMEOUT = ["/usr/bin/timeout", "/bin/timeout"];

/** How a stranger's program is started so that it reaches nothing. */
export type Cage = {
  /** What is put before `node`. */
  wrap: readonly [string, ...string[]];
  /** The user that it runs as, where that is not ours. */
  userId: number | null;
};

let known: Promise<Cage | null> | null = null;

/**
 * A cage in which foreign code may run: without network, as a user without rights, with processes
 * and permissions of its own, all of it tried. Null: this machine has none.
 */
export function findCage(): Promise<Cage | null> {
  known ??= tryCage();
  return known;
}

async function tryCage(): Promise<Cage | null> {
  const fence = await findFence();
  if (fence === null || !isWhole(fence.isolation)) return null;
  const [unshare, ...rest] = fence.wrap;
  const timeout = TIMEOUT.find((file) => existsSync(file));
  if (unshare === undefined || timeout === undefined) return null;
  const cage: Cage = {
    wrap: [timeout, ...LONGEST_LIFE, unshare, ...OWN_PROCESSES, ...rest],
    userId: fence.isolation.user ? NOBODY : null,
  };
  return (await isFirstProcess(cage)) ? cage : null;
}

/** Without root, the namespace of users is what makes the user one without rights. */
const isWhole = ({ permissions, network, user }: Isolation): boolean =>
  permissions && network && (user || process.getuid?.() !== 0);

async function isFirstProcess({ wrap: [file, ...args] }: Cage): Promise<boolean> {
  const code = "process.stdout.write(String(process.pid))";
  const command = { file, args: [...args, process.execPath, "--permission", "-e", code] };
  const tried = await runChild(command, [], {
    timeoutMs: PROBE_MS,
    signal: new AbortController().signal,
    maxOutputBytes: MEGABYTE,
    maxMemoryBytes: 512 * MEGABYTE,
  });
  return tried.ok && tried.output.toString() === "1";
}
