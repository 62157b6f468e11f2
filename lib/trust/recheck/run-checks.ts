import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { log } from "#lib/telemetry/log.ts";
import type { Reach } from "../collect/reach.ts";
import type { EntryFacts } from "../core/facts.ts";
import { loadEntryFacts } from "../load-entry-facts.ts";
import { claimChecks, type DueCheck } from "./claim-checks.ts";
import { loadCheck, type CheckSubject } from "./load-check.ts";
import type { Rechecked } from "./recheck-option.ts";
import { recordCheck, type Checked } from "./record-check.ts";

/** Looks again at one install option without its artifact. */
export type Recheck = (
  subject: CheckSubject,
  options: { entry: EntryFacts; reach: Reach; isWeekly: boolean },
) => Promise<Rechecked>;

type Options = {
  /** The worker stops. */
  signal: AbortSignal;
  recheck: Recheck;
  /** Where checks read, without what belongs to one of them. */
  open: () => Omit<Reach, "signal" | "evidence" | "onStep">;
  /** Versions that are taken at once. */
  most?: number;
};

/**
 * Versions whose turn it is are looked at again without their artifacts, each outside any transaction
 * and recorded before the next. For the worker.
 */
export async function runChecks(ctx: Context, options: Options): Promise<{ looked: number }> {
  const { signal, most = 500 } = options;
  const at = (): Context => ({ ...ctx, now: options.open().now() });
  let looked = 0;
  for (const due of await claimChecks(at(), { most })) {
    if (signal.aborted) break;
    if (await checkOne(due, { ...options, at })) looked += 1;
  }
  return { looked };
}

type Checking = Options & { at: () => Context };

async function checkOne(due: DueCheck, checking: Checking): Promise<boolean> {
  const { at, signal } = checking;
  try {
    const { checked, problem } = await lookAt(due, checking);
    // A stop cut the questions short: what they did not answer is no news.
    if (signal.aborted) return false;
    await recordCheck(at(), { ...due, checked, problem });
    return true;
  } catch (error) {
    // It went meanwhile.
    if (error instanceof AppError && error.code === "not_found") return false;
    throw error;
  }
}

async function lookAt(
  { versionId, isWeekly }: DueCheck,
  { at, open, signal, recheck }: Checking,
): Promise<{ checked: Checked[]; problem: string | null }> {
  const checked: Checked[] = [];
  const problems: string[] = [];
  for (const subject of await loadCheck(at(), { versionId })) {
    const { option, evaluationId } = subject;
    const reach: Reach = { ...open(), signal, evidence: [], onStep: () => undefined };
    try {
      const entry = await loadEntryFacts(at(), { versionId, option });
      const { results, needsScan } = await recheck(subject, { entry, reach, isWeekly });
      const { evidence } = reach;
      checked.push({ option, evaluationId, fresh: results, evidence, needsScan });
    } catch (error) {
      if (signal.aborted) break;
      problems.push(problemOf(error));
    }
  }
  return { checked, problem: problems.length === 0 ? null : problems.join(" ").slice(0, 4_000) };
}

function problemOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  log.error("trust check", { error });
  return "The check failed by a fault of Gatehouse's own; the log of the worker says more.";
}
