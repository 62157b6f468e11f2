import type { RevocationKind } from "./words.ts";

/** What follows once a compromised thing is blocked, each after the one before (MTF PK-03). */
export const RECOVERY_STEPS = ["verify", "reset", "review"] as const;
export type RecoveryStep = (typeof RECOVERY_STEPS)[number];

type Words = {
  label: string;
  /** What has to be done, for people. */
  todo: string;
  /** Hours after the revocation: MTF's own. Blocking, within 4 hours, is the revocation itself. */
  hours: number;
};
export const STEP_WORDS: Readonly<Record<RecoveryStep, Words>> = {
  verify: {
    label: "Verify",
    todo: "Ask the publisher over another channel who they are, what happened and since when.",
    hours: 24,
  },
  reset: {
    label: "Reset",
    todo: "Replace the keys, tokens and passwords that it could read here, and remove it from clients.",
    hours: 48,
  },
  review: {
    label: "Review",
    todo: "Look at what was done with it in the meantime, and at the publisher's other servers.",
    hours: 168,
  },
};
/** People are told so many hours before a step is due. */
export const STEP_NOTICE_HOURS = 4;

const HOUR_MS = 3_600_000;

export type DoneStep = { step: string; note: string; by: string; at: Date };
export type RecoveryView = {
  steps: {
    step: RecoveryStep;
    dueAt: Date;
    done: Omit<DoneStep, "step"> | null;
    /** Done after its time, or not done while its time is over. */
    isLate: boolean;
  }[];
  /** The step to do next; null: all are done. */
  next: RecoveryStep | null;
  /** The step to do next is past its time. */
  isOverdue: boolean;
};

export type Compromise = {
  kind: RevocationKind;
  /** When it was revoked. */
  at: Date;
  /** Whether it stops anything here: else there is nothing to recover. */
  stopsSomething: boolean;
};

/** Null: nothing has to be recovered. */
export function recoveryOf(
  { kind, at, stopsSomething }: Compromise,
  done: readonly DoneStep[],
  now: Date,
): RecoveryView | null {
  if (kind !== "compromised" || !stopsSomething) return null;
  const steps = RECOVERY_STEPS.map((step) => {
    const dueAt = new Date(at.getTime() + STEP_WORDS[step].hours * HOUR_MS);
    const { step: _step, ...own } = done.find((one) => one.step === step) ?? { step: null };
    const record = "at" in own ? own : null;
    return { step, dueAt, done: record, isLate: (record?.at ?? now) > dueAt };
  });
  const next = steps.find((one) => one.done === null) ?? null;
  return { steps, next: next?.step ?? null, isOverdue: next?.isLate ?? false };
}

type Answer = { ok: true } | { ok: false; reason: string };

/** Whether this step may be written down now. */
export function mayDoStep(recovery: RecoveryView | null, step: RecoveryStep): Answer {
  if (recovery === null)
    return {
      ok: false,
      reason: "Steps are for what was compromised and stops something here; this is not.",
    };
  if (recovery.next === step) return { ok: true };
  const isDone = recovery.steps.some((one) => one.step === step && one.done !== null);
  return {
    ok: false,
    reason: isDone
      ? "This step is on record already."
      : `One step after the other: first ${STEP_WORDS[recovery.next ?? step].label.toLowerCase()}.`,
  };
}
