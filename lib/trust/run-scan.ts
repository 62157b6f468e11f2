import { storableText } from "#lib/catalog/core/document-text.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { assessScanned } from "#lib/requests/assess-scanned.ts";
import { log } from "#lib/telemetry/log.ts";
import type { Reach } from "./collect/reach.ts";
import type { ArtifactKind } from "./core/words.ts";
import { findScanCredential } from "./credentials/find-scan-credential.ts";
import { finishScan } from "./finish-scan.ts";
import { artifactKey } from "./install-options.ts";
import { loadEntryFacts } from "./load-entry-facts.ts";
import { unreached } from "./next-try.ts";
import { noteScanStep } from "./note-scan-step.ts";
import { recordEvaluation } from "./record-evaluation.ts";
import type { FindOtherTools, ScanArtifact, Scanned } from "./scanned.ts";
import { startScan, type StartedScan } from "./start-scan.ts";
import { listOtherTools } from "./tools/list-other-tools.ts";

/** Less than the queue's 900 s, so that a scan is put down in words before its job is cut off. */
const LIMIT_MS = 840_000;

type Options = {
  /** The worker stops. */
  signal: AbortSignal;
  scan: ScanArtifact;
  /** Kinds that can be scanned; all, unless told otherwise. */
  kinds?: ReadonlySet<ArtifactKind>;
  /** Where scans read, without what belongs to one scan. */
  open: () => Omit<Reach, "signal" | "evidence" | "onStep">;
  limitMs?: number;
};

/** What came of one install option: recorded, with what was out of reach; or not, and why. */
type Came = { recorded: boolean; problem: string | null; again: boolean };

/**
 * Carries a waiting scan out: each install option is scanned outside any transaction and recorded
 * before the next. For the worker. False: it did not wait any more, or waits for another one.
 */
export async function runScan(ctx: Context, scanId: string, options: Options): Promise<boolean> {
  const started = await startScan(later(ctx), { scanId });
  if (started === null) return false;
  const { signal, kinds, limitMs = LIMIT_MS } = options;
  const limit = AbortSignal.timeout(limitMs);
  const steps = noteSteps(ctx, scanId);
  const came: Came[] = [];
  const done = new Map<string, Scanned>();
  for (const option of started.options) {
    if (signal.aborted) break;
    if (kinds?.has(option.reference.kind) === false) continue;
    const work = { ctx, started, option, done, steps };
    const artifacts = done.size;
    came.push(await scanOption(work, { ...options, signal: AbortSignal.any([signal, limit]) }));
    // Reviewers see it from now on, and the next one may take minutes.
    if (done.size > artifacts && option !== started.options.at(-1))
      await assess(ctx, started, { came, isScanOver: false });
  }
  await steps.written();
  // Before its end is written down: what is cut off here is done again with the scan.
  await assess(ctx, started, { came, isScanOver: !signal.aborted });
  await finishScan(later(ctx), { scanId, ...outcomeOf(came, signal.aborted) });
  return true;
}

type SoFar = { came: readonly Came[]; isScanOver: boolean };

async function assess(ctx: Context, { versionId }: StartedScan, { came, isScanOver }: SoFar) {
  if (came.some(({ recorded }) => recorded))
    await assessScanned(later(ctx), { versionId, isScanOver });
}

const later = (ctx: Context): Context => ({ ...ctx, now: new Date() });

function outcomeOf(came: readonly Came[], isStopped: boolean) {
  const problems = came.flatMap(({ problem }) => problem ?? []);
  const error =
    problems.length === 0 ? null : storableText([...new Set(problems)].join(" ").slice(0, 4_000));
  if (isStopped) return { outcome: "stopped" as const, error: null, again: false };
  if (came.length === 0)
    return {
      outcome: "failed" as const,
      error: "It is installed in no way that Gatehouse can scan yet.",
      again: false,
    };
  const outcome = came.every(({ recorded }) => recorded) ? ("done" as const) : ("failed" as const);
  return { outcome, error, again: came.some(({ again }) => again) };
}

type Work = {
  ctx: Context;
  started: StartedScan;
  option: StartedScan["options"][number];
  /** Artifacts of this run: two options may be of one. */
  done: Map<string, Scanned>;
  steps: Steps;
};

async function scanOption(work: Work, options: Options): Promise<Came> {
  const { ctx, started, option, done } = work;
  const { versionId, trigger } = started;
  const { reference } = option;
  try {
    const key = artifactKey(reference);
    const scanned = done.get(key) ?? (await scanOne(work, options));
    done.set(key, scanned);
    await recordEvaluation(later(ctx), {
      versionId,
      option: option.option,
      trigger,
      reference,
      scanned,
    });
    const problem = unreached(scanned.results);
    return { recorded: true, problem, again: problem !== null };
  } catch (error) {
    return { recorded: false, ...failureOf(error, options.signal) };
  }
}

async function scanOne({ ctx, started, option, steps }: Work, { open, scan, signal }: Options) {
  const { versionId } = started;
  const entry = await loadEntryFacts(later(ctx), { versionId, option: option.option });
  const credential =
    option.reference.kind === "remote"
      ? await findScanCredential(later(ctx), { versionId, url: option.reference.name })
      : null;
  const reach: Reach = { ...open(), signal, evidence: [], onStep: steps.note };
  const others: FindOtherTools = (asked) => listOtherTools(later(ctx), asked);
  return scan(option.reference, { entry, reach, others, credential });
}

function failureOf(error: unknown, signal: AbortSignal): Pick<Came, "problem" | "again"> {
  if (signal.aborted) return { problem: "It took too long and was ended.", again: true };
  // Another attempt would find the same.
  if (error instanceof AppError)
    return {
      problem: error.message,
      again: error.code !== "not_found" && error.code !== "invalid",
    };
  log.error("trust scan", { error });
  return {
    problem: "The scan failed by a fault of Gatehouse's own; the log of the worker says more.",
    again: true,
  };
}

type Steps = { note: (step: string) => void; written: () => Promise<void> };

/** Writes what is being done, the newest only: a scan does not wait for its own progress. */
function noteSteps(ctx: Context, scanId: string): Steps {
  let next: string | null = null;
  let writing: Promise<void> | null = null;
  const write = async () => {
    while (next !== null) {
      const step = storableText(next.slice(0, 1_000));
      next = null;
      try {
        await noteScanStep(later(ctx), { scanId, step });
      } catch (error) {
        log.warn("trust scan step", { error });
      }
    }
    writing = null;
  };
  return {
    note: (step) => {
      next = step;
      writing ??= write();
    },
    written: async () => {
      await writing;
    },
  };
}
