import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { CONTROLS, type ControlId } from "../controls.ts";
import type { ArtifactFacts, Got } from "../facts.ts";
import type { Place } from "../code-facts.ts";
import type { ControlResult, Finding } from "../result.ts";
import { SEVERITIES, type Reason } from "../words.ts";

/** What a rule says about one control; `judge` adds which one and when. */
export type Verdict = Omit<ControlResult, "control" | "checkedAt">;
export type At = {
  /** RFC 3339, UTC. */
  now: string;
};
export type Rule = (facts: ArtifactFacts, at: At) => Verdict;

type ControlLevel = 1 | 2 | 3 | 4;
/** A finding, and for one that blocks the level from which it does. */
export type Found = Finding & { from: ControlLevel | null };
type Told = Omit<Finding, "action" | "file" | "line"> & { place?: Place | undefined };

export function blocks(from: ControlLevel, told: Told): Found {
  return { ...whole(told), action: "block", from };
}
export function warns(told: Told): Found {
  return { ...whole(told), action: "warn", from: null };
}
export function informs(told: Omit<Told, "severity">): Found {
  return { ...whole({ ...told, severity: "info" }), action: "info", from: null };
}

/** What scanners tell ends as a sentence; titles do not. */
function whole({ place, title, ...told }: Told): Omit<Found, "action" | "from"> {
  const file = place?.file ?? null;
  return { ...told, title: title.replace(/\.$/, ""), file, line: place?.line ?? null };
}

export type Missing = Extract<Got<unknown>, { ok: false }>;
export const missing = (reason: Reason, detail: string): Missing => ({ ok: false, reason, detail });

type Seen = {
  /** All that has to be known before the control can pass. */
  needs: readonly Got<unknown>[];
  found: readonly Found[];
  /** One sentence for when nothing speaks against it. */
  fine: string;
};

/** More would drown the reader: the worst are kept. */
const MOST_FINDINGS = 200;

/**
 * Fail for what blocks, not checkable where something is unknown, warn, or pass. A block that is
 * felt only above the control's own level does not outweigh what is unknown: the level below it
 * could not be granted either.
 */
export function conclude(control: ControlId, { needs, found, fine }: Seen): Verdict {
  const evidence = [...new Set(needs.flatMap((got) => (got.ok ? got.evidence : [])))];
  const findings = worstFirst(found).map(withoutLevel);
  const base = { reason: null, failsFromLevel: null, findings, evidence };
  const unknown = needs.find((got) => !got.ok);
  const from = lowestLevel(found);
  if (from !== null && (unknown === undefined || from <= CONTROLS[control].level))
    return { ...base, status: "fail", failsFromLevel: from, detail: summary(found, "block") };
  if (unknown)
    return { ...base, status: "not_checkable", reason: unknown.reason, detail: unknown.detail };
  if (found.some(({ action }) => action === "warn"))
    return { ...base, status: "warn", detail: summary(found, "warn") };
  return { ...base, status: "pass", detail: fine };
}

/** The control means nothing for this artifact. */
export function notApplicable(detail: string, needs: readonly Got<unknown>[] = []): Verdict {
  const evidence = [...new Set(needs.flatMap((got) => (got.ok ? got.evidence : [])))];
  return {
    status: "not_applicable",
    reason: null,
    failsFromLevel: null,
    findings: [],
    evidence,
    detail,
  };
}

const byWeight = ({ action, severity }: Found): number =>
  (action === "block" ? 10 : 0) + SEVERITIES.indexOf(severity);
const worstFirst = (found: readonly Found[]): Found[] =>
  [...found].sort((one, other) => byWeight(other) - byWeight(one)).slice(0, MOST_FINDINGS);

function withoutLevel({ from: _from, ...finding }: Found): Finding {
  return finding;
}

const LEVELS = [1, 2, 3, 4] as const;

function lowestLevel(found: readonly Found[]): ControlLevel | null {
  return LEVELS.find((level) => found.some(({ from }) => from === level)) ?? null;
}

function summary(found: readonly Found[], action: Finding["action"]): string {
  const [first, ...others] = worstFirst(found.filter((one) => one.action === action));
  const rest = others.length === 0 ? "" : `, and ${others.length} more`;
  return `${first?.title ?? ""}${rest}.`;
}

/** The code of a finding whose rule's name comes from a scanner, with the control's id in front. */
export function codeIn(control: ControlId, name: string): string {
  return name.startsWith(`${control}/`) ? named(name) : `${control}/${named(name)}`;
}

const LONGEST_NAME = 120;
const LONGEST_READ = 4_000;
/** Addresses carry passwords and tokens, which are never repeated. */
const LOGIN = /\/\/[^/\s@]*@/g;

/** Words from outside for a title: cut, without logins, and with what they hide written out. */
export function named(text: string): string {
  const plain = text.slice(0, LONGEST_READ).replace(LOGIN, "//");
  const line = showHidden(plain.slice(0, LONGEST_NAME + 1)).replace(/[\r\n\t]/g, " ");
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME)}…` : line;
}

/** The first few of a list, for a sentence. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map(named).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
