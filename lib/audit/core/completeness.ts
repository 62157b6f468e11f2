import { comparedBy, UNCOMPARED_LATE, type SinkKind } from "#lib/audit-sinks/core/sink-kinds.ts";

/** Whether the log is whole as far as the product itself can see, and what is missing, in words. */

export type EpochEnd = "open" | "closed" | "expired" | "fenced" | "lapsed";
/** `held`: writers whose lease is kept up; `lapsed`: open ones that nobody holds any more. */
export type ProcessFacts = {
  process: string;
  /** Since its last heartbeat; null: none in the last hour. */
  lastSeconds: number | null;
  held: number;
  lapsed: number;
};
export type AnchorFacts = {
  anchor: string;
  lastDoneSeconds: number | null;
  /** Since it last took a checkpoint; since it was first given one, where it never did. */
  withoutSeconds: number;
  lastSize: number | null;
  state: "done" | "failed" | "alarm";
  detail: string | null;
  /** Newer checkpoints that it was not given, up to 100. */
  untried: number;
};
export type SinkFacts = {
  name: string;
  kind: SinkKind;
  enabled: boolean;
  lagRecords: number;
  failures: number;
  paused: boolean;
  lastError: string | null;
  lastSentSeconds: number | null;
  letters: number;
  /** Of the newest checkpoint that it has; 0: it has none. */
  checkpointSize: number;
  /** Since the first checkpoint was signed that it has not; null: it has the newest. */
  checkpointLateSeconds: number | null;
  /** Since when something that arrived waits to be compared with what was sent; null: nothing does. */
  uncomparedSeconds: number | null;
};
/** The newest verification of the whole log. */
export type VerificationFacts = {
  /** Since then; since the log began, where there was none. */
  ageSeconds: number;
  /** How many it found; null: there was none. */
  problems: number | null;
};
export type LogFacts = {
  treeSize: number;
  treeAlarm: string | null;
  checkpoint: { size: number; ageSeconds: number } | null;
  /** Committed records without a place in the tree for longer than a minute. */
  waiting: number;
  holes: readonly { writer: string; epoch: number; after: number }[];
  processes: readonly ProcessFacts[];
  anchors: readonly AnchorFacts[];
  sinks: readonly SinkFacts[];
  verification: VerificationFacts;
};

export type Finding = { tone: "danger" | "warning"; text: string };

const HEARTBEAT_LATE = 60;
const CHECKPOINT_LATE = 120;
const ANCHOR_LATE = 900;
const SINK_LATE = 900;
/** More than are signed, one a second, until an anchor that hangs is noted as failed. */
const UNTRIED_MANY = 60;
/** The worker verifies every night. */
const VERIFICATION_LATE = 2 * 86_400;

const number = (value: number) => value.toLocaleString("en");

/** Everything that is missing or late, the worst first; empty: complete, as far as we can see. */
export function findings(facts: LogFacts): Finding[] {
  const all = [
    ...treeFindings(facts),
    ...facts.holes.map(({ writer, epoch, after }) =>
      danger(
        `Records are missing from writer ${writer}, epoch ${epoch}, after record ${number(after)}.`,
      ),
    ),
    ...verificationFindings(facts.verification),
    ...facts.processes.flatMap(processFindings),
    ...anchorFindings(facts),
    ...facts.sinks.flatMap(sinkFindings),
  ];
  return [
    ...all.filter(({ tone }) => tone === "danger"),
    ...all.filter(({ tone }) => tone === "warning"),
  ];
}

const danger = (text: string): Finding => ({ tone: "danger", text });
const warning = (text: string): Finding => ({ tone: "warning", text });

function treeFindings({ treeAlarm, waiting, checkpoint, treeSize }: LogFacts): Finding[] {
  const found: Finding[] = [];
  if (treeAlarm !== null)
    found.push(
      danger(
        `The tree has stopped: ${treeAlarm} What to do: lib/audit/README.md, "After an alarm".`,
      ),
    );
  if (waiting > 0)
    found.push(
      warning(
        `${number(waiting)} records have waited for more than a minute for their place in the tree: is the worker running?`,
      ),
    );
  if (checkpoint === null)
    found.push(warning("No checkpoint was signed yet: nothing can be proven so far."));
  else if (checkpoint.size < treeSize && checkpoint.ageSeconds > CHECKPOINT_LATE)
    found.push(
      warning(
        `The last checkpoint is ${ageInWords(checkpoint.ageSeconds)} old, and ${number(treeSize - checkpoint.size)} records are not under it.`,
      ),
    );
  return found;
}

function verificationFindings({ ageSeconds, problems }: VerificationFacts): Finding[] {
  const age = ageInWords(ageSeconds);
  if (problems !== null && problems > 0)
    return [
      danger(
        `The verification of the whole log ${age} ago found ${problems === 1 ? "a problem: gatehouse audit verify names it" : `${number(problems)} problems: gatehouse audit verify names them`}. After a repair, verify again.`,
      ),
    ];
  if (ageSeconds <= VERIFICATION_LATE) return [];
  return [
    warning(
      `The whole log was ${problems === null ? `never verified in ${age}` : `last verified ${age} ago`}, which the worker does every night: is it running?`,
    ),
  ];
}

function processFindings({ process, lastSeconds, held, lapsed }: ProcessFacts): Finding[] {
  const found: Finding[] = [];
  if (held > 0 && BEATS.has(process) && (lastSeconds === null || lastSeconds > HEARTBEAT_LATE))
    found.push(
      warning(
        `${process} holds writers, but its last heartbeat was ${lastSeconds === null ? "more than an hour" : ageInWords(lastSeconds)} ago.`,
      ),
    );
  if (lapsed > 0)
    found.push(
      warning(
        `${lapsed === 1 ? "A writer" : `${number(lapsed)} writers`} of ${process} did not end in order: a process died, and no other has taken over yet.`,
      ),
    );
  return found;
}

/** A command line ends before it would give a sign of life. */
const BEATS: ReadonlySet<string> = new Set(["web", "worker", "gateway"]);

function anchorFindings({ anchors, sinks }: LogFacts): Finding[] {
  const isOutside = anchors.some(isSetUp) || sinks.some(holdsCheckpoints);
  const found = isOutside
    ? []
    : [
        warning(
          "Checkpoints are kept in the database only: whoever owns it could set the log back, and with the key rewrite it. Set up an anchor, a witness or a sink.",
        ),
      ];
  return [...found, ...anchors.flatMap(anchorFinding)];
}

/** The settings are the worker's: what it gives no checkpoints any more is no anchor any more. */
export const isSetUp = ({ untried }: AnchorFacts): boolean => untried < UNTRIED_MANY;

/** Whoever keeps what a sink gets has the checkpoints too. */
const holdsCheckpoints = ({ enabled, checkpointSize, checkpointLateSeconds }: SinkFacts) =>
  enabled &&
  checkpointSize > 0 &&
  (checkpointLateSeconds === null || checkpointLateSeconds <= SINK_LATE);

function anchorFinding(facts: AnchorFacts): Finding[] {
  const { anchor, state, detail, lastDoneSeconds } = facts;
  // Also when it was removed from the settings since: that answers nothing.
  if (state === "alarm")
    return [danger(`${anchor} has seen another log than this one: ${detail ?? "no detail"}`)];
  if (!isSetUp(facts) || (lastDoneSeconds !== null && lastDoneSeconds <= ANCHOR_LATE)) return [];
  const since =
    lastDoneSeconds === null
      ? "never taken a checkpoint"
      : `taken no checkpoint for ${ageInWords(lastDoneSeconds)}`;
  return [warning(`${anchor} has ${since}${detail === null ? "" : ` (${detail})`}.`)];
}

function sinkFindings(sink: SinkFacts): Finding[] {
  const { name, enabled, lagRecords, letters, lastError, lastSentSeconds } = sink;
  const found: Finding[] = [];
  if (letters > 0)
    found.push(
      warning(
        `${name} did not take ${number(letters)} lots of records: look at them and send them again.`,
      ),
    );
  if (enabled && lagRecords > 0 && (lastSentSeconds === null || lastSentSeconds > SINK_LATE))
    found.push(
      warning(
        `${name} is ${number(lagRecords)} records behind${lastError === null ? "" : `: ${lastError}`}.`,
      ),
    );
  return [...found, ...comparisonFinding(sink)];
}

function comparisonFinding({ name, kind, enabled, uncomparedSeconds }: SinkFacts): Finding[] {
  const by = comparedBy(kind);
  if (!enabled || uncomparedSeconds === null || uncomparedSeconds <= UNCOMPARED_LATE[by]) return [];
  const what = `${name}: what was sent has not been compared with what arrived for ${ageInWords(uncomparedSeconds)}`;
  return [
    warning(
      by === "worker"
        ? `${what}, which the worker does every night: its log lines (log-reconcile) say why not.`
        : `${what}: export what is there, and compare the list on the sink's page.`,
    ),
  ];
}

/** "2 minutes", "3 hours". */
export function ageInWords(seconds: number): string {
  const units: readonly [number, string][] = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
    [1, "second"],
  ];
  const [size, unit] = units.find(([each]) => seconds >= each) ?? [1, "second"];
  const count = Math.floor(seconds / size);
  return `${number(count)} ${unit}${count === 1 ? "" : "s"}`;
}

export const END_WORDS: Readonly<Record<EpochEnd, string>> = {
  open: "open",
  closed: "ended in order",
  expired: "ran out, because the process died",
  fenced: "was taken over",
  lapsed: "open, but nobody holds it any more",
};
