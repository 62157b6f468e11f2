import { spawn, type ChildProcessByStdio } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";

export type ChildCommand = {
  file: string;
  args: readonly string[];
  uid?: number;
  gid?: number;
};

type ChildLimits = {
  timeoutMs: number;
  signal: AbortSignal;
  maxOutputBytes: number;
  /** Resident memory of the process; watched where there is /proc. */
  maxMemoryBytes: number;
};

export type ChildResult =
  | { ok: true; output: Buffer; peakMemoryBytes: number }
  | {
      ok: false;
      why: "timeout" | "aborted" | "output" | "memory" | "crash";
      peakMemoryBytes: number;
    };

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
const WATCH_MS = 50;
const MAX_COMPLAINT = 16_384;

/**
 * Runs a program with nothing but its input: no environment, no files of ours, in a process group
 * of its own that is killed as one. Never throws: whatever happens is a result.
 */
export function runChild(
  { file, args, ...user }: ChildCommand,
  input: readonly Buffer[],
  limits: ChildLimits,
): Promise<ChildResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      ...user,
      cwd: "/",
      // Next declares NODE_ENV as always there; here nothing is.
      env: {} as NodeJS.ProcessEnv,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    watch(child, limits, resolve);
    // A child that ends early does not read on; how it ended is told by its exit.
    child.stdin.on("error", () => child.stdin.destroy());
    for (const part of input) child.stdin.write(part);
    child.stdin.end();
  });
}

function watch(child: Child, limits: ChildLimits, resolve: (result: ChildResult) => void): void {
  let why: Extract<ChildResult, { ok: false }>["why"] | null = null;
  let peakMemoryBytes = 0;
  let size = 0;
  let complaint = "";
  const chunks: Buffer[] = [];
  const stop = (reason: NonNullable<typeof why>): void => {
    why ??= reason;
    killGroup(child);
  };
  const onAbort = (): void => stop("aborted");
  const timer = setTimeout(() => stop("timeout"), limits.timeoutMs);
  const meter = setInterval(() => {
    peakMemoryBytes = Math.max(peakMemoryBytes, memoryOf(child.pid));
    if (peakMemoryBytes > limits.maxMemoryBytes) stop("memory");
  }, WATCH_MS);
  limits.signal.addEventListener("abort", onAbort, { once: true });
  if (limits.signal.aborted) onAbort();
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > limits.maxOutputBytes) return stop("output");
    chunks.push(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    if (complaint.length < MAX_COMPLAINT) complaint += chunk.toString("latin1");
  });
  let settled = false;
  const settle = (code: number | null): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    clearInterval(meter);
    limits.signal.removeEventListener("abort", onAbort);
    // A grandchild could outlive its parent.
    killGroup(child);
    if (why === null && code === 0)
      return resolve({ ok: true, output: Buffer.concat(chunks), peakMemoryBytes });
    const starved = /heap out of memory|Array buffer allocation failed/.test(complaint);
    resolve({ ok: false, why: why ?? (starved ? "memory" : "crash"), peakMemoryBytes });
  };
  child.on("error", () => settle(null));
  child.on("close", (code) => settle(code));
}

/** Ends a process and all that it started, where it leads a group of its own. */
export function killGroup({ pid }: Pick<Child, "pid">): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It has ended already.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Bytes that a process holds in memory; 0 where that cannot be read. */
export function memoryOf(pid: number | undefined): number {
  if (pid === undefined || process.platform !== "linux") return 0;
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(line?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
