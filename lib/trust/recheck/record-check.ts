import { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import type { EvidenceRecord } from "../collect/reach.ts";
import { concludeOption } from "../conclude-option.ts";
import type { ControlResult } from "../core/result.ts";
import { cadenceOf, withoutExpired, type Cadence } from "../core/validity.ts";
import { unwaived } from "../core/waivers.ts";
import { SCANNED_KINDS } from "../core/words.ts";
import { lockVersion, type LockedVersion } from "../lock-version.ts";
import { nextTry, unreached } from "../next-try.ts";
import { refreshCourse } from "../project-trust.ts";
import { queueScansOf } from "../scan-steps.ts";
import { nextDaily, nextWeekly } from "./check-rows.ts";
import { isSameResult, withFresh } from "./same-results.ts";
import { storedOptions, type StoredOption } from "./stored-option.ts";

export type Checked = {
  option: string;
  /** What the check rests on; where a newer one is there, that knows better. */
  evaluationId: string;
  fresh: readonly ControlResult[];
  evidence: readonly EvidenceRecord[];
  /** Not all that its turn asks for could be seen without a scan. */
  needsScan: boolean;
};

/** Our own processes pass it on: what a check brought is typed already. */
const RecordCheckInput = z.object({
  versionId: z.uuid(),
  isCurrent: z.boolean(),
  isWeekly: z.boolean(),
  checked: z.custom<readonly Checked[]>(),
  /** What went wrong, in words; null: nothing. */
  problem: z.string().max(4_000).nullable(),
});

type CheckOutcome = { changed: number };

/**
 * Keeps what a check without a scan found: a new evaluation of each option that stands otherwise now,
 * and of the others only that they were looked at. Results that were not looked at again are taken
 * over with their time and evidence while they count. For the worker.
 */
export const recordCheck = defineCommand({
  name: "recordCheck",
  permission: "identity.resolve",
  input: RecordCheckInput,

  async run(tx, ctx, { versionId, isCurrent, isWeekly, checked, problem }) {
    const version = await lockVersion(tx, versionId);
    const document = documentOf(version.document);
    const stored = await storedOptions(tx, { id: versionId, document });
    const turn = turnOf(checked, { isWeekly, problem, stored });
    const audit: AuditEntry[] = [];
    for (const option of stored) {
      const found = checked.find((one) => one.evaluationId === option.evaluationId);
      audit.push(...(await keepChange(tx, ctx, { version, option, found, turn })));
    }
    await noteTurn(tx, ctx.now, { versionId, turn });
    await refreshCourse(tx, { id: versionId, document });
    if (isCurrent) await queueOthers(tx, ctx, { version, stored, checked, isWeekly });
    const changed = audit.filter(({ action }) => action === "trust.evaluate").length;
    return { result: { changed } satisfies CheckOutcome, audit };
  },
});

/** Which turns can be noted as done: nothing that they look at failed to answer. */
type Turn = {
  isWeekly: boolean;
  isDone: Record<Cadence, boolean>;
  /** The next week begins: what this check could not see, a scan will. */
  isWeekOver: boolean;
  problem: string | null;
};

function turnOf(checked: readonly Checked[], { isWeekly, problem, stored }: About): Turn {
  const fresh = checked.flatMap(({ fresh: all }) => all);
  const missed = (cadence: Cadence) =>
    unreached(fresh.filter(({ control }) => cadenceOf(control, "npm") === cadence));
  const isWeekOver = isWeekly && problem === null && missed("weekly") === null;
  const isDone = {
    daily: problem === null && missed("daily") === null,
    weekly: isWeekOver && !stored.some((one) => wasUnseen(one, checked)),
    scan: false,
  };
  return { isWeekly, isDone, isWeekOver, problem: problem ?? unreached(fresh) };
}

type About = { isWeekly: boolean; problem: string | null; stored: readonly StoredOption[] };

/** Of kinds that a check can see; the others write down what their scans saw. */
const wasUnseen = (
  { evaluationId, artifact: { kind } }: StoredOption,
  checked: readonly Checked[],
) =>
  kind !== "remote" &&
  kind !== "mcpb" &&
  checked.some((one) => one.evaluationId === evaluationId && one.needsScan);

type Change = {
  version: LockedVersion;
  option: StoredOption;
  found: Checked | undefined;
  turn: Turn;
};

async function keepChange(tx: Tx, ctx: Context, change: Change): Promise<AuditEntry[]> {
  const { version, option, found, turn } = change;
  const at = ctx.now.toISOString();
  if (option.finishedAt >= ctx.now) return [];
  const results = changedResults(option, { fresh: found?.fresh ?? [], at, turn });
  if (results === null) return [];
  const rests = new Set(results.flatMap(({ evidence }) => evidence));
  const { audit } = await concludeOption(tx, ctx, {
    version,
    document: documentOf(version.document),
    option: option.option,
    reference: option.reference,
    artifact: option.artifact,
    ruleSet: option.ruleSet,
    trigger: turn.isWeekly ? "weekly" : "daily",
    startedAt: at,
    at,
    // Whether what fails is waived is asked anew.
    results: results.map(unwaived),
    evidence: evidenceFor(option.evidence, { rests, fresh: found?.evidence ?? [] }),
  });
  return audit;
}

/** A result that was found again, but whose turn cannot be noted, is written down after this long. */
const UNNOTED_MS = 7 * 86_400_000;

/** Null: all is as it was. */
function changedResults(
  { results, artifact: { kind } }: StoredOption,
  { fresh, at, turn }: { fresh: readonly ControlResult[]; at: string; turn: Turn },
): ControlResult[] | null {
  const counting = withoutExpired(withFresh(results, fresh), { kind, at });
  const isChanged = counting.some((now, place) => {
    const before = results[place];
    if (before === undefined || !isSameResult(before, now)) return true;
    const cadence = cadenceOf(now.control, kind);
    const unnotedMs = Date.parse(now.checkedAt) - Date.parse(before.checkedAt);
    return cadence !== "scan" && unnotedMs > UNNOTED_MS && !turn.isDone[cadence];
  });
  return isChanged ? counting : null;
}

/** What results still rest on, and the list of components for the next check. */
export function evidenceFor(
  before: readonly EvidenceRecord[],
  { rests, fresh }: { rests: ReadonlySet<string>; fresh: readonly EvidenceRecord[] },
): EvidenceRecord[] {
  const read = new Set(fresh.map(({ sha256, source }) => `${sha256} ${source}`));
  const kept = before.filter(
    ({ sha256, source, kind }) =>
      (kind === "sbom" || rests.has(sha256)) && !read.has(`${sha256} ${source}`),
  );
  return [...kept, ...fresh];
}

async function noteTurn(tx: Tx, now: Date, { versionId, turn }: { versionId: string; turn: Turn }) {
  const { isDone, isWeekOver, problem } = turn;
  const row = await tx.trustCheck.findUniqueOrThrow({
    where: { versionId },
    select: { attempts: true },
  });
  const attempts = problem === null ? 0 : row.attempts + 1;
  await tx.trustCheck.update({
    where: { versionId },
    data: {
      attempts,
      problem,
      dailyDueAt: problem === null ? nextDaily(versionId, now) : nextTry(attempts, now),
      ...(isDone.daily ? { dailyAt: now } : {}),
      ...(isDone.weekly ? { weeklyAt: now } : {}),
      ...(isWeekOver ? { weeklyDueAt: nextWeekly(versionId, now) } : {}),
    },
    select: { versionId: true },
  });
}

type Others = {
  version: LockedVersion;
  stored: readonly StoredOption[];
  checked: readonly Checked[];
  isWeekly: boolean;
};

/** Remotes every day, and in its week what only a scan can look at. */
async function queueOthers(tx: Tx, ctx: Context, { version, stored, checked, isWeekly }: Others) {
  const taking = new Set(
    checked.filter(({ needsScan }) => needsScan).map(({ evaluationId }) => evaluationId),
  );
  const wanted = stored
    .filter(({ evaluationId }) => taking.has(evaluationId))
    .map(({ artifact: { kind } }) => kind)
    .filter((kind) => SCANNED_KINDS.has(kind));
  if (wanted.length === 0) return;
  await queueScansOf(tx, [version], {
    trigger: isWeekly ? "weekly" : "daily",
    requestedById: null,
    now: ctx.now,
    kinds: [...new Set(wanted)],
  });
}
