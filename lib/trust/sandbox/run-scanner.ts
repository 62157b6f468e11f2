import { parseJsonExact } from "#lib/kernel/json.ts";
import type { Layout } from "../code/roles.ts";
import { findFence } from "./fence.ts";
import { runChild, type ChildResult } from "./run-child.ts";
import { SandboxAnswer } from "./scan-answer.ts";
import { encodeHeader } from "./scanner-input.ts";

const MEGABYTE = 1_048_576;
/** 50,000 names, 200 findings of a kind and three documents. */
const MAX_ANSWER = 32 * MEGABYTE;
const MAX_MEMORY = 512 * MEGABYTE;
const MAX_ARCHIVE = 200 * MEGABYTE;

export type SandboxTask = {
  archive: Buffer;
  layout: Layout;
  /** For the fingerprints of secrets, which are stored in place of the secrets. */
  fingerprintKey: Buffer;
  timeoutMs: number;
  signal: AbortSignal;
};

export type Sandboxed =
  | { ok: true; value: SandboxAnswer }
  /** `error`: the scanner itself broke, which says nothing about the package. */
  | { ok: false; reason: "timeout" | "too_large" | "error"; detail: string };

/**
 * Reads a package in a process of its own, without rights, secrets and, where the system allows
 * it, without network: `code.isolation` says what was in force. Never throws for what is in the
 * archive.
 */
export async function scanInSandbox(task: SandboxTask): Promise<Sandboxed> {
  const { archive, layout, fingerprintKey, timeoutMs, signal } = task;
  if (archive.length > MAX_ARCHIVE)
    return { ok: false, reason: "too_large", detail: "The archive has more than 200 MB." };
  const fence = await findFence();
  if (fence === null)
    return { ok: false, reason: "error", detail: "The scanner does not start on this machine." };
  const header = encodeHeader({
    layout,
    fingerprintKey: fingerprintKey.toString("hex"),
    sizeBytes: archive.length,
    timeMs: timeoutMs,
  });
  const result = await runChild(fence.command, [header, archive], {
    timeoutMs,
    signal,
    maxOutputBytes: MAX_ANSWER,
    maxMemoryBytes: MAX_MEMORY,
  });
  return result.ok ? readAnswer(result.output) : { ok: false, ...FAILURES[result.why] };
}

const FAILURES = {
  timeout: { reason: "timeout", detail: "The scanner was stopped at its time limit." },
  aborted: { reason: "timeout", detail: "The scan was stopped." },
  output: { reason: "too_large", detail: "The scanner had more to say than it may." },
  memory: { reason: "too_large", detail: "The scanner needed more memory than it may use." },
  crash: { reason: "error", detail: "The scanner broke off." },
} as const satisfies Record<
  Extract<ChildResult, { ok: false }>["why"],
  { reason: Extract<Sandboxed, { ok: false }>["reason"]; detail: string }
>;

function readAnswer(output: Buffer): Sandboxed {
  try {
    const answer = SandboxAnswer.safeParse(parseJsonExact(output.toString("utf8")));
    if (answer.success) return { ok: true, value: answer.data };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { ok: false, reason: "error", detail: "The scanner's answer is not what it should be." };
}
