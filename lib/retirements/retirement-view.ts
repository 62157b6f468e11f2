import { visibleTo } from "#lib/catalog/visibility.ts";
import type { Sql } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isOpenExtension } from "./core/blockers.ts";
import { nextPhase } from "./core/machine.ts";
import { mayAnswer } from "./core/powers.ts";
import { progressOf, type Progress } from "./core/progress.ts";
import type { RetirementState } from "./core/words.ts";

export type RetirementSummary = {
  id: string;
  serverName: string;
  serverTitle: string | null;
  ownerTeam: { slug: string; name: string } | null;
  state: RetirementState;
  announcedAt: Date;
  retiresAt: Date;
  endedAt: Date | null;
  next: { state: RetirementState; at: Date } | null;
  progress: Progress;
  openExtensions: number;
  /** An answer of mine, or of a team of mine, is expected. */
  awaitsMe: boolean;
};

export const SUMMARY = {
  id: true,
  state: true,
  announcedAt: true,
  deprecatesAt: true,
  brownoutAt: true,
  retiresAt: true,
  endedAt: true,
  server: {
    select: { name: true, title: true, ownerTeam: { select: { slug: true, name: true } } },
  },
  consumers: {
    select: {
      teamId: true,
      userId: true,
      answer: true,
      extendUntil: true,
      extensionAnswer: true,
    },
  },
} as const satisfies Prisma.RetirementSelect;

export type SummaryRow = Prisma.RetirementGetPayload<{ select: typeof SUMMARY }>;

export function summaryOf(row: SummaryRow, actor: Actor): RetirementSummary {
  return {
    id: row.id,
    serverName: row.server.name,
    serverTitle: row.server.title,
    ownerTeam: row.server.ownerTeam,
    state: row.state,
    announcedAt: row.announcedAt,
    retiresAt: row.retiresAt,
    endedAt: row.endedAt,
    next: nextPhase(row, row.state),
    progress: progressOf(row.consumers.map(({ answer }) => answer)),
    openExtensions: row.consumers.filter(isOpenExtension).length,
    awaitsMe: row.consumers.some(
      (consumer) => consumer.answer === "none" && mayAnswer(row, consumer, actor),
    ),
  };
}

/** A step: what this person may know of the successor; null: there is none for them. */
export async function visibleSuccessor(
  sql: Sql,
  ctx: Context,
  successorId: string | null,
): Promise<{ name: string; title: string | null; toolNames: string[] } | null> {
  if (successorId === null) return null;
  const visible = visibleTo(ctx.actor, 2);
  const [row] = await sql<{ name: string; title: string | null; toolNames: string[] }>(
    {
      text: `SELECT s."name", s."title", s."toolNames" FROM "Server" s WHERE s."id" = $1::uuid AND ${visible.text}`,
    },
    [successorId, ...visible.values],
  );
  return row ?? null;
}

/** A step: the campaign of a server that this person may see: the one that runs, else the last. */
export async function findCampaign(
  sql: Sql,
  ctx: Context,
  name: string,
): Promise<{ id: string } | null> {
  const visible = visibleTo(ctx.actor, 2);
  const [row] = await sql<{ id: string }>(
    {
      name: `find-retirement-${visible.values.length}`,
      text: `SELECT r."id" FROM "Retirement" r JOIN "Server" s ON s."id" = r."serverId"
        WHERE s."name" = $1 AND ${visible.text}
        ORDER BY r."state" IN ('retired', 'cancelled'), r."createdAt" DESC LIMIT 1`,
    },
    [name, ...visible.values],
  );
  return row ?? null;
}
