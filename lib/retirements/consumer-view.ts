import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { isOpenExtension, isStillConnecting, type ConsumerFacts } from "./core/blockers.ts";
import { mayAnswer } from "./core/powers.ts";
import { consumerLabel } from "./lock-retirement.ts";
import type { RetirementState } from "./core/words.ts";

export type ConsumerView = ConsumerFacts & {
  id: string;
  /** Slug of the team; null: a person without one. */
  teamSlug: string | null;
  note: string | null;
  answeredBy: string | null;
  extension: "open" | "accepted" | "refused" | null;
  extensionNote: string | null;
  stillConnecting: boolean;
  /** This person may answer for it. */
  mine: boolean;
};

export const CONSUMER = {
  id: true,
  teamId: true,
  userId: true,
  answer: true,
  note: true,
  answeredById: true,
  answeredAt: true,
  extendUntil: true,
  extensionAnswer: true,
  extensionNote: true,
  team: { select: { slug: true, name: true } },
  user: { select: { name: true } },
} as const satisfies Prisma.RetirementConsumerSelect;

type Row = Prisma.RetirementConsumerGetPayload<{ select: typeof CONSUMER }>;

type Around = {
  state: RetirementState;
  actor: Actor;
  /** Last use by team or person. */
  uses: ReadonlyMap<string, Date>;
  people: ReadonlyMap<string, string>;
};

export function consumerView(row: Row, { state, actor, uses, people }: Around): ConsumerView {
  const facts: ConsumerFacts = {
    label: consumerLabel(row),
    answer: row.answer,
    answeredAt: row.answeredAt,
    extendUntil: row.extendUntil,
    extensionAnswer: row.extensionAnswer,
    lastUseAt: uses.get(row.teamId ?? row.userId ?? "") ?? null,
  };
  return {
    ...facts,
    id: row.id,
    teamSlug: row.team?.slug ?? null,
    note: row.note,
    answeredBy: people.get(row.answeredById ?? "") ?? null,
    extension: extensionOf(row),
    extensionNote: row.extensionNote,
    stillConnecting: isStillConnecting(facts),
    mine: mayAnswer({ state }, row, actor),
  };
}

function extensionOf(row: Row): ConsumerView["extension"] {
  if (isOpenExtension(row)) return "open";
  if (row.extensionAnswer === null) return null;
  return row.extensionAnswer ? "accepted" : "refused";
}

/** When each team, or person, last connected to a server. */
export async function lastUses(db: Db, serverId: string): Promise<Map<string, Date>> {
  const rows = await db.serverUse.findMany({
    where: { serverId },
    select: {
      userId: true,
      lastAt: true,
      user: { select: { memberships: { select: { teamId: true } } } },
    },
  });
  const last = new Map<string, Date>();
  for (const { userId, lastAt, user } of rows)
    for (const id of [userId, ...user.memberships.map(({ teamId }) => teamId)]) {
      const before = last.get(id);
      if (!before || before < lastAt) last.set(id, lastAt);
    }
  return last;
}

export async function peopleById(
  db: Db,
  ids: readonly (string | null)[],
): Promise<Map<string, string>> {
  const rows = await db.user.findMany({
    where: { id: { in: ids.filter((id) => id !== null) } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
