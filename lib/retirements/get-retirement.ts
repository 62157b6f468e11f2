import { ServerRef } from "#lib/catalog/server-schemas.ts";
import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { ToolMapping } from "#lib/requests/schemas.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { blockersOf, type Blocker } from "./core/blockers.ts";
import { nextBrownout, type BrownoutWindow } from "./core/brownout.ts";
import { allowedEvents, type OwnerEvent } from "./core/powers.ts";
import { schedule } from "./core/status-message.ts";
import {
  CONSUMER,
  consumerView,
  lastUses,
  peopleById,
  type ConsumerView,
} from "./consumer-view.ts";
import {
  findCampaign,
  SUMMARY,
  summaryOf,
  visibleSuccessor,
  type RetirementSummary,
} from "./retirement-view.ts";

export type MappedTool = {
  from: string;
  to: string | null;
  note: string | null;
  /** Whether the successor has that tool, as far as the catalog knows; null: it does not know. */
  known: boolean | null;
};

export type RetirementView = RetirementSummary & {
  reason: string;
  deprecatesAt: Date;
  brownoutAt: Date;
  createdBy: string;
  successor: { name: string; title: string | null } | null;
  toolMap: MappedTool[];
  /** Whether clients miss the server now, the window that runs or comes next, and the schedule in words. */
  brownout: { on: boolean; window: BrownoutWindow; words: string };
  consumers: ConsumerView[];
  blockers: Blocker[];
  /** What this person may do as the owner. */
  allowed: OwnerEvent[];
};

/** The campaign of a server: the one that runs, else the last; null where there is none to see. */
export const getRetirement = defineQuery({
  name: "getRetirement",
  permission: "catalog.read",
  input: ServerRef,

  async run({ db, sql }, ctx, { name }): Promise<RetirementView | null> {
    const found = await findCampaign(sql, ctx, name);
    const row = found ? await loadCampaign(db, found.id) : null;
    if (!row) return null;
    const [successor, uses, people] = await Promise.all([
      visibleSuccessor(sql, ctx, row.successorId),
      lastUses(db, row.serverId),
      peopleById(
        db,
        row.consumers.map(({ answeredById }) => answeredById),
      ),
    ]);
    const consumers = row.consumers
      .map((consumer) =>
        consumerView(consumer, { state: row.state, actor: ctx.actor, uses, people }),
      )
      .sort(mineFirst);
    return {
      ...summaryOf(row, ctx.actor),
      reason: row.reason,
      deprecatesAt: row.deprecatesAt,
      brownoutAt: row.brownoutAt,
      createdBy: row.createdBy.name,
      successor: successor && { name: successor.name, title: successor.title },
      toolMap: mapped(row.toolMap, successor?.toolNames ?? []),
      brownout: {
        on: row.server.inBrownout,
        window: nextBrownout(row, ctx.now),
        words: schedule(row),
      },
      consumers,
      blockers: isOver(row.state) ? [] : blockersOf(consumers, row.server.deployments),
      allowed: allowedOf(row, ctx.actor),
    };
  },
});

const SELECT = {
  ...SUMMARY,
  serverId: true,
  successorId: true,
  reason: true,
  toolMap: true,
  createdBy: { select: { name: true } },
  server: {
    select: {
      ...SUMMARY.server.select,
      ownerTeamId: true,
      inBrownout: true,
      deployments: {
        where: { status: { in: ["active", "suspended"] } },
        orderBy: { environment: "asc" },
        select: { environment: true, provider: true },
      },
    },
  },
  consumers: { select: CONSUMER },
} as const satisfies Prisma.RetirementSelect;

type Row = Prisma.RetirementGetPayload<{ select: typeof SELECT }>;

const loadCampaign = (db: Db, id: string): Promise<Row | null> =>
  db.retirement.findUnique({ where: { id }, select: SELECT });

const isOver = (state: Row["state"]) => state === "retired" || state === "cancelled";

function allowedOf(row: Row, actor: Actor): OwnerEvent[] {
  const { state, server } = row;
  return allowedEvents({ state, server: { ownerTeamId: server.ownerTeamId } }, actor);
}

function mapped(stored: unknown, tools: readonly string[]): MappedTool[] {
  return ToolMapping.array()
    .parse(stored)
    .map(({ from, to, note }) => ({
      from,
      to,
      note,
      known: to === null || tools.length === 0 ? null : tools.includes(to),
    }));
}

const WEIGHT = { none: 1, needs_time: 0, moved: 2, not_using: 2 } as const;

/** What I am asked stands first, then who still has to do something. */
function mineFirst(one: ConsumerView, other: ConsumerView): number {
  return (
    Number(other.mine) - Number(one.mine) ||
    WEIGHT[one.answer] - WEIGHT[other.answer] ||
    one.label.localeCompare(other.label)
  );
}
