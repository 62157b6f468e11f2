import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { isJsonObject } from "#lib/kernel/json.ts";
import {
  attestationDeadline,
  type Named,
  type OwnershipFacts,
  type ReminderStage,
} from "./core/ownership.ts";

/** Servers that somebody has to answer for: those on offer which have an owner, or had one. */
export const OWNED: Prisma.ServerWhereInput = {
  lifecycle: { in: ["approved", "deprecated"] },
  OR: [
    { ownerTeamId: { not: null } },
    { responsibleId: { not: null } },
    { deputyId: { not: null } },
    { attestedAt: { not: null } },
    { unownedSince: { not: null } },
  ],
};

const PERSON = {
  id: true,
  disabledAt: true,
  memberships: { select: { teamId: true } },
} as const;

export const OWNERSHIP_SELECT = {
  id: true,
  name: true,
  title: true,
  ownerTeamId: true,
  attestedAt: true,
  attestationDueAt: true,
  unownedSince: true,
  freezesAt: true,
  responsible: { select: PERSON },
  deputy: { select: PERSON },
  ownerTeam: {
    select: {
      slug: true,
      name: true,
      members: { where: { user: { disabledAt: null } }, select: { userId: true } },
    },
  },
  exceptions: {
    where: { rule: "ownership_attestation" },
    select: { expiresAt: true, endedAt: true },
  },
} as const satisfies Prisma.ServerSelect;

export type OwnershipRow = Prisma.ServerGetPayload<{ select: typeof OWNERSHIP_SELECT }>;

export const REMINDED = "server.remind_attestation" as const;

/** A step: the facts of these servers; the log says which reminders were sent. */
export async function ownershipFacts(
  db: Db,
  rows: readonly OwnershipRow[],
): Promise<Map<string, OwnershipFacts>> {
  const log = await db.auditEvent.findMany({
    where: { targetKind: "server", targetId: { in: rows.map(({ id }) => id) }, action: REMINDED },
    select: { targetId: true, after: true },
  });
  return new Map(
    rows.map((row) => {
      const exceptedUntil = latest(row.exceptions.map((one) => earliest(one)));
      const deadline = attestationDeadline({ ...row, exceptedUntil });
      const reminded = log
        .filter(({ targetId }) => targetId === row.id)
        .flatMap(({ after }) => stageOf(after, deadline));
      return [row.id, { ...factsOf(row), exceptedUntil, reminded: new Set(reminded) }];
    }),
  );
}

function factsOf(row: OwnershipRow): Omit<OwnershipFacts, "exceptedUntil" | "reminded"> {
  return {
    hasTeam: row.ownerTeamId !== null,
    hadOwner: row.attestedAt !== null || row.responsible !== null || row.deputy !== null,
    activeMembers: row.ownerTeam?.members.length ?? 0,
    responsible: named(row.responsible, row.ownerTeamId),
    deputy: named(row.deputy, row.ownerTeamId),
    attestationDueAt: row.attestationDueAt,
    unownedSince: row.unownedSince,
  };
}

function named(person: OwnershipRow["responsible"], teamId: string | null): Named {
  if (person === null) return null;
  const member = teamId !== null && person.memberships.some((one) => one.teamId === teamId);
  return { id: person.id, active: member && person.disabledAt === null };
}

const earliest = ({ expiresAt, endedAt }: OwnershipRow["exceptions"][number]) =>
  endedAt !== null && endedAt < expiresAt ? endedAt : expiresAt;

const latest = (dates: readonly Date[]): Date | null =>
  dates.reduce<Date | null>((last, date) => (last === null || date > last ? date : last), null);

function stageOf(after: unknown, deadline: Date | null): ReminderStage[] {
  if (!isJsonObject(after) || deadline === null || after["due"] !== deadline.toISOString())
    return [];
  const { stage } = after;
  return stage === "before" || stage === "due" ? [stage] : [];
}
