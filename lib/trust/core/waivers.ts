/**
 * Waivers: people accept what a control found in one artifact, for a time and under four eyes. The
 * control counts as satisfied and half (`waived`); its findings and their risk stay visible.
 */
import type { ControlId } from "./controls.ts";
import type { Outcome, Outcomes, Past } from "./evaluate.ts";
import { neverWaived } from "./never-waived.ts";
import type { ControlResult, Finding } from "./result.ts";
import type { Level } from "./words.ts";

export const MAX_WAIVER_DAYS = 180;
/** Its owners are told so many days before it ends. */
export const WAIVER_NOTICE_DAYS = 7;
/** More than these no reviewer looks at one by one. */
export const MOST_WAIVED_FINDINGS = 100;

/** A finding as reviewers saw it. */
export type SeenFinding = Omit<Finding, "action">;

export type Waiver = {
  id: string;
  control: ControlId;
  /** Of the artifact that was looked at; null: a remote has none. */
  digest: string | null;
  findings: readonly SeenFinding[];
  /** RFC 3339, UTC. */
  expiresAt: string;
};

/**
 * The findings that were stored with a request or a waiver.
 * @throws TypeError for what is none: nothing is then covered.
 */
export function seenFindings(stored: unknown): SeenFinding[] {
  if (stored === null || stored === undefined) return [];
  if (!Array.isArray(stored) || !stored.every(isSeen))
    throw new TypeError("The findings that were stored for a waiver cannot be read.");
  return stored;
}

function isSeen(value: unknown): value is SeenFinding {
  if (typeof value !== "object" || value === null) return false;
  const seen = value as Partial<Record<keyof SeenFinding, unknown>>;
  const { code, severity, title, remediation, file, line } = seen;
  const isText = [code, severity, title, remediation].every((text) => typeof text === "string");
  const isPlace = file === null || typeof file === "string";
  return isText && isPlace && (line === null || typeof line === "number");
}

/** What makes two findings the same one. */
export const fingerprint = ({ code, severity, title, file, line }: SeenFinding): string =>
  JSON.stringify([code, severity, title, file, line]);

/** What stands in the way, as reviewers see it. */
export const waivable = ({ findings }: Pick<ControlResult, "findings">): SeenFinding[] =>
  findings.filter(({ action }) => action === "block").map(({ action: _action, ...seen }) => seen);

const NOT_FAILING = "Only a control that fails can be waived, and this one does not.";

/** Why nobody can ask for a waiver of this, in words; null: they can. A waiver in force may be renewed. */
export function waiverRefusal(result: ControlResult): string | null {
  if (result.status !== "fail" && result.status !== "waived") return NOT_FAILING;
  const never = neverWaived(result.control, result.findings);
  if (never !== null) return never;
  const { length } = waivable(result);
  if (length === 0) return "It names no finding that somebody could look at and accept.";
  if (length > MOST_WAIVED_FINDINGS)
    return `It has ${length.toLocaleString("en")} findings: more than ${MOST_WAIVED_FINDINGS} cannot be looked at one by one. Fix some of them first.`;
  return null;
}

/** Whether all that blocks was seen by the reviewers, in these very bytes. */
export function covers(waiver: Waiver, result: ControlResult, digest: string | null): boolean {
  if (waiver.control !== result.control || waiver.digest !== digest) return false;
  if (waiverRefusal(result) !== null) return false;
  const seen = new Set(waiver.findings.map(fingerprint));
  return waivable(result).every((finding) => seen.has(fingerprint(finding)));
}

/** A result as its control found it, whatever was accepted then. */
export function unwaived(waived: ControlResult): ControlResult {
  const { waiverId: _waiverId, waivedUntil: _waivedUntil, ...result } = waived;
  return result.status === "waived" ? { ...result, status: "fail" } : result;
}

type Waived = {
  results: ControlResult[];
  /** Waivers of what turned out to be something that nobody may waive, and why. */
  voided: { id: string; control: ControlId; reason: string }[];
};

/**
 * Results with the waivers in force applied, and with no others. Of several that cover one control
 * the first one counts.
 */
export function withWaivers(
  results: readonly ControlResult[],
  waivers: readonly Waiver[],
  digest: string | null,
): Waived {
  const found = results.map(unwaived);
  return {
    results: found.map((result) => {
      const waiver = waivers.find((one) => covers(one, result, digest));
      if (waiver === undefined) return result;
      const { id: waiverId, expiresAt: waivedUntil } = waiver;
      return { ...result, status: "waived", waiverId, waivedUntil };
    }),
    voided: waivers.flatMap(({ id, control }) => {
      const result = found.find((one) => one.control === control && one.status === "fail");
      const reason = result === undefined ? null : neverWaived(control, result.findings);
      return reason === null ? [] : [{ id, control, reason }];
    }),
  };
}

/**
 * What is remembered, read by the waivers in force now: one that has ended holds no level, also not
 * for the days of grace.
 */
export function pastWith(past: Past, inForce: ReadonlySet<string>): Past {
  const { complete, known } = past;
  const isOver = ({ status, waiverId }: Outcome) =>
    status === "waived" && !(waiverId !== undefined && inForce.has(waiverId));
  const settled = (outcomes: Outcomes): Outcomes =>
    Object.fromEntries(
      Object.entries(outcomes).map(([control, outcome]) => [
        control,
        isOver(outcome) ? failed(outcome) : outcome,
      ]),
    );
  const isStill = (outcomes: Outcomes) => !Object.values(outcomes).some(isOver);
  if (isStill(known) && isStill(complete?.outcomes ?? {})) return past;
  if (complete === null || isStill(complete.outcomes)) return { complete, known: settled(known) };
  const { unwaived: proven = 0, ...rest } = complete;
  const level = Math.min(proven, rest.level) as Level;
  return {
    complete: { ...rest, level, outcomes: settled(rest.outcomes) },
    known: settled(known),
  };
}

function failed({ waiverId: _waiverId, ...outcome }: Outcome): Outcome {
  return { ...outcome, status: "fail" };
}
