/** What MTF asks of the registry (scope R) and of the installing client (scope C), judged from facts. */
import { CONTROLS, MTF_IDS, type ControlId } from "./controls.ts";
import type { Built } from "./registry-scope.ts";

export type UpstreamFacts = {
  /** Servers that somebody owns. */
  owned: number;
  /** How many of them were compared with their sources lately, and for how many that was tried. */
  looked: number;
  tried: number;
  /** Since any was last tried; before the first time, since the first of them came here. */
  waitsSeconds: number;
  isFirst: boolean;
  /** RFC 3339, UTC: when the worker looks next. */
  nextAt: string;
};

export type RegistryFacts = {
  built: Built;
  /** The audit log as a signed tree; ages in seconds. */
  log: {
    /** Why the tree has stopped; null: it grows. */
    alarm: string | null;
    checkpointAgeSeconds: number | null;
    /** Records in the tree that no checkpoint covers yet. */
    unsigned: number;
  };
  /** Days since the key that signs checkpoints was first used; null: none has signed. */
  keyAgeDays: number | null;
  /**
   * Compromises that stop something here: those with steps to do, those of them past a deadline, and
   * steps of the last year that were done too late.
   */
  recovery: { open: number; overdue: number; lateSteps: number };
  upstream: UpstreamFacts;
  /** Servers on offer: those with a level, and those with more than one version. */
  offer: { servers: number; assessed: number; withEarlier: number };
};

/** `client`: the installing program's duty; the reason says what we serve for it. */
export type SelfStatus = "met" | "partly" | "not_met" | "client";
export type SelfResult = {
  control: ControlId;
  title: string;
  level: 1 | 2 | 3 | 4;
  scope: "R" | "C";
  status: SelfStatus;
  reason: string;
};

type Verdict = Pick<SelfResult, "status" | "reason">;
const met = (reason: string): Verdict => ({ status: "met", reason });
const partly = (reason: string): Verdict => ({ status: "partly", reason });
const notMet = (reason: string): Verdict => ({ status: "not_met", reason });
const client = (reason: string): Verdict => ({ status: "client", reason });

const HOUR = 3_600;
/** Looked at within these hours counts as lately. */
export const UPSTREAM_HOURS = 48;
/** MTF PK-02: a warning after 12 months, no new publications after 14. */
const KEY_WARN_DAYS = 365;
const KEY_STOP_DAYS = 425;

const RULES: Partial<Record<ControlId, (facts: RegistryFacts) => Verdict>> = {
  "RG-03": ({ built }) =>
    built.signedIndex
      ? met("The list of servers is a signed chain.")
      : notMet(
          "The list of servers is not signed: this version of Gatehouse does not build that. Each answer comes over a secured connection, with a checksum of its document.",
        ),
  "RG-04": ({ built }) =>
    built.signedTime
      ? met("The list of servers carries a signed time.")
      : notMet(
          "Without a signed list there is no signed time on it, so a client cannot tell an old list from a new one.",
        ),
  "RG-06": transparencyLog,
  "PK-02": keyRotation,
  "PK-03": compromiseRecovery,
  "UP-01": updateNotices,
  "IN-01": () =>
    client(
      "Revoked and quarantined servers are left out of what clients get, and documents are checked against the schema before they are served. Nothing checks the client.",
    ),
  "IN-02": () =>
    client(
      "Digests that the publisher registered are served. The client has to compare them after the download.",
    ),
  "IN-03": ({ offer }) =>
    client(
      `Name, version, level and risk are served: a level for ${countOf(offer.assessed)} of ${countOf(offer.servers)} servers on offer. The client has to show them.`,
    ),
  "IN-04": ({ offer }) =>
    client(
      `Versions stay in the registry when newer ones come: ${countOf(offer.withEarlier)} of ${countOf(offer.servers)} servers on offer have more than one. The client has to keep and restore them.`,
    ),
};

const countOf = (count: number) => count.toLocaleString("en");

function transparencyLog({ log }: RegistryFacts): Verdict {
  const { alarm, checkpointAgeSeconds: age, unsigned } = log;
  if (alarm !== null) return notMet(`The audit log's tree has stopped: ${alarm}`);
  if (age === null) return notMet("No checkpoint of the audit log was signed yet.");
  const last = `The last signed checkpoint of the audit log is ${ageWords(age)} old`;
  if (unsigned === 0 || age <= HOUR)
    return met(`${last}. Publishing, retiring, quarantine, identities and keys are in it.`);
  const missing = `${last}, and ${countOf(unsigned)} newer records are not under it.`;
  return age <= 24 * HOUR ? partly(missing) : notMet(missing);
}

function keyRotation({ keyAgeDays: days }: RegistryFacts): Verdict {
  if (days === null) return notMet("No key has signed a checkpoint yet.");
  const old = days === 0 ? "under a day" : `${countOf(days)} ${days === 1 ? "day" : "days"}`;
  const age = `The key that signs the audit log's checkpoints is ${old} old.`;
  if (days > KEY_STOP_DAYS) return notMet(`${age} After 14 months it has to be replaced.`);
  if (days > KEY_WARN_DAYS) return partly(`${age} After 12 months it should be replaced.`);
  return met(age);
}

/** MTF's deadlines: blocked within 4 h, verified within 24 h, reset within 48 h, reviewed within 7 days. */
function compromiseRecovery({ recovery: { open, overdue, lateSteps } }: RegistryFacts): Verdict {
  const isOne = open === 1;
  if (overdue > 0)
    return notMet(
      `${countOf(overdue)} of ${countOf(open)} ${isOne ? "recovery" : "recoveries"} from a compromise ${overdue === 1 ? "is" : "are"} past a deadline: the Revocations page says which step.`,
    );
  const kept =
    "What is compromised is blocked at once; verifying (24 hours), resetting (48 hours) and reviewing (7 days) are steps with a deadline, people are told before it, and a version is never published again under its number.";
  const now =
    open === 0
      ? "None is open."
      : `${countOf(open)} ${isOne ? "is" : "are"} open, within the time.`;
  if (lateSteps > 0)
    return partly(
      `${kept} ${now} In the last year ${countOf(lateSteps)} ${lateSteps === 1 ? "step was" : "steps were"} done too late.`,
    );
  return met(`${kept} ${now}`);
}

function updateNotices({ built, upstream }: RegistryFacts): Verdict {
  const { owned, looked, tried } = upstream;
  if (owned === 0) return notMet("No server has an owner yet who could be told of a new version.");
  const seen = `Owners are told of new versions: ${countOf(looked)} of ${countOf(owned)} owned servers were compared with their sources in the last ${UPSTREAM_HOURS} hours.${unansweredWords(upstream)}`;
  if (tried === 0) return notMet(`${seen} ${notTriedWords(upstream)}`);
  if (looked === 0) return notMet(seen);
  if (!built.securityUpdates)
    return partly(`${seen} Versions that fix a weakness are not told apart from others.`);
  return looked < owned ? partly(seen) : met(seen);
}

/** The worker looks every hour: what came since the last time waits for the next. */
const LOOKS_WITHIN = 2 * HOUR;

function notTriedWords({ waitsSeconds: waits, isFirst, nextAt }: UpstreamFacts): string {
  if (waits <= LOOKS_WITHIN)
    return `The ${isFirst ? "first" : "next"} look is due at ${nextAt.slice(11, 16)} UTC.`;
  return isFirst
    ? `The worker looks every hour, and has not looked in ${ageWords(waits)}: see whether it runs.`
    : `The worker looks every hour, and looked ${ageWords(waits)} ago for the last time: see whether it runs.`;
}

function unansweredWords({ tried, looked }: UpstreamFacts): string {
  if (tried === looked) return "";
  const more = looked === 0 ? "" : " more";
  return ` For ${countOf(tried - looked)}${more} it was tried, and a source did not answer or led to nothing: the desks of their owners say which.`;
}

function ageWords(seconds: number): string {
  if (seconds < 60) return "under a minute";
  const [count, unit] =
    seconds < 2 * HOUR
      ? [Math.floor(seconds / 60), "minute"]
      : seconds < 48 * HOUR
        ? [Math.floor(seconds / HOUR), "hour"]
        : [Math.floor(seconds / (24 * HOUR)), "day"];
  return `${countOf(count)} ${unit}${count === 1 ? "" : "s"}`;
}

/** Every control of scope R, then of scope C, with what is true of it here and why. */
export function assessRegistry(facts: RegistryFacts): SelfResult[] {
  return (["R", "C"] as const).flatMap((scope) =>
    MTF_IDS.flatMap((control): SelfResult[] => {
      const { title, level, scope: own } = CONTROLS[control];
      const verdict = RULES[control]?.(facts);
      return own === scope && verdict !== undefined
        ? [{ control, title, level, scope, ...verdict }]
        : [];
    }),
  );
}

/** Whether the registry itself meets all that MTF asks of it. */
export const isRegistryMet = (results: readonly SelfResult[]): boolean =>
  results.filter(({ scope }) => scope === "R").every(({ status }) => status === "met");
