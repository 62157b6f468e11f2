/**
 * Who answers for a server, judged from the facts as they are now: what our own processes have to
 * do so that a leaver, or a team that no longer looks, leaves no orphan unnoticed.
 */
export const REMINDER_DAYS = 14;
/** An attestation missed for this long counts as nobody answering. */
export const GRACE_DAYS = 14;
/** From being unowned until the server takes no new requests. */
export const FREEZE_DAYS = 14;

const DAY_MS = 86_400_000;
export const daysAfter = (at: Date, days: number) => new Date(at.getTime() + days * DAY_MS);

/** `before`: two weeks before the attestation is due; `due`: on the day. */
export type ReminderStage = "before" | "due";
export type OrphanReason = "no_team" | "no_member" | "not_attested";

/** Somebody named for a server; inactive when disabled or no longer in the owner team. */
export type Named = { id: string; active: boolean } | null;

export type OwnershipFacts = {
  hasTeam: boolean;
  /** Somebody answered for it once: what never had an owner is nobody's orphan. */
  hadOwner: boolean;
  /** Members of the owner team whose accounts work. */
  activeMembers: number;
  responsible: Named;
  deputy: Named;
  attestationDueAt: Date | null;
  /** The end of the latest exception that suspends the attestation, past or to come. */
  exceptedUntil: Date | null;
  /** Reminders sent about the date that counts (`attestationDeadline`). */
  reminded: ReadonlySet<ReminderStage>;
  unownedSince: Date | null;
};

export type OwnershipStep =
  /** The next in line answers from now on. */
  | { kind: "deputy_takes_over"; from: string; to: string }
  /** Nobody is next in line: the whole team is asked to name one. */
  | { kind: "name_somebody"; from: string }
  | { kind: "deputy_left"; from: string }
  | { kind: "start_attestation"; dueAt: Date }
  | { kind: "remind"; stage: ReminderStage; dueAt: Date }
  | { kind: "orphan"; reason: OrphanReason; freezesAt: Date }
  | { kind: "owned_again" };

/** Everything there is to do, in this order; nothing once it was done. */
export function decideOwnership(
  facts: OwnershipFacts,
  now: Date,
  attestationDays: number,
): OwnershipStep[] {
  const reason = orphanReason(facts, now);
  if (reason !== null) {
    const people = reason === "not_attested" ? peopleSteps(facts) : [];
    if (facts.unownedSince !== null) return people;
    return [...people, { kind: "orphan", reason, freezesAt: daysAfter(now, FREEZE_DAYS) }];
  }
  if (!facts.hasTeam) return [];
  const again: OwnershipStep[] = facts.unownedSince === null ? [] : [{ kind: "owned_again" }];
  return [...peopleSteps(facts), ...again, ...attestationSteps(facts, now, attestationDays)];
}

/** When the attestation is due; an exception puts it off until its own end. */
export function attestationDeadline({
  attestationDueAt: due,
  exceptedUntil: excepted,
}: Pick<OwnershipFacts, "attestationDueAt" | "exceptedUntil">): Date | null {
  if (due === null) return null;
  return excepted !== null && excepted > due ? excepted : due;
}

function orphanReason(facts: OwnershipFacts, now: Date): OrphanReason | null {
  if (!facts.hasTeam) return facts.hadOwner ? "no_team" : null;
  if (facts.activeMembers === 0) return "no_member";
  const deadline = attestationDeadline(facts);
  return deadline !== null && daysAfter(deadline, GRACE_DAYS) <= now ? "not_attested" : null;
}

function peopleSteps({ responsible, deputy }: OwnershipFacts): OwnershipStep[] {
  const steps: OwnershipStep[] = [];
  if (responsible !== null && !responsible.active) {
    if (deputy?.active) return [{ kind: "deputy_takes_over", from: responsible.id, to: deputy.id }];
    steps.push({ kind: "name_somebody", from: responsible.id });
  }
  if (deputy !== null && !deputy.active) steps.push({ kind: "deputy_left", from: deputy.id });
  return steps;
}

function attestationSteps(
  facts: OwnershipFacts,
  now: Date,
  attestationDays: number,
): OwnershipStep[] {
  const dueAt = attestationDeadline(facts);
  if (dueAt === null)
    return [{ kind: "start_attestation", dueAt: daysAfter(now, attestationDays) }];
  const stage = dueAt <= now ? "due" : daysAfter(dueAt, -REMINDER_DAYS) <= now ? "before" : null;
  return stage === null || facts.reminded.has(stage) ? [] : [{ kind: "remind", stage, dueAt }];
}

export const ORPHAN_WORDS: Readonly<Record<OrphanReason, string>> = {
  no_team: "It has no owner team any more.",
  no_member: "Nobody with a working account is left in its owner team.",
  not_attested: "Its owner team has not confirmed that it looks after it.",
};
