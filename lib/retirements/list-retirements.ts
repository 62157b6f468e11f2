import { visibleTo } from "#lib/catalog/visibility.ts";
import { teamIdsOf } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { SUMMARY, summaryOf, type RetirementSummary } from "./retirement-view.ts";
import { ListRetirementsInput, type RetirementFilter } from "./schemas.ts";

export type RetirementPage = {
  retirements: RetirementSummary[];
  total: number;
  counts: Record<RetirementFilter, number>;
  nextCursor: string | null;
};

/** Campaigns of servers this person may see: running ones by their end, ended ones the last first. */
export const listRetirements = defineQuery({
  name: "listRetirements",
  permission: "catalog.read",
  input: ListRetirementsInput,

  async run(readers, ctx, { show, q, cursor, limit }): Promise<RetirementPage> {
    const [running, mine, ended] = await Promise.all([
      idsOf(readers, ctx, { show: "running", q }),
      idsOf(readers, ctx, { show: "mine", q }),
      idsOf(readers, ctx, { show: "ended", q }),
    ]);
    const ids = { running, mine, ended }[show];
    const start = cursor === undefined ? 0 : ids.indexOf(cursor) + 1;
    const page = ids.slice(start, start + limit);
    const rows = await readers.db.retirement.findMany({
      where: { id: { in: page } },
      select: SUMMARY,
    });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return {
      retirements: page.flatMap((id) => {
        const row = byId.get(id);
        return row ? [summaryOf(row, ctx.actor)] : [];
      }),
      total: ids.length,
      counts: { running: running.length, mine: mine.length, ended: ended.length },
      nextCursor: start + limit < ids.length ? (page.at(-1) ?? null) : null,
    };
  },
});

/** A company retires tens of servers a year: their ids fit in one answer. */
const MAX_IDS = 2_000;

const RUNNING = `r."state" NOT IN ('retired', 'cancelled')`;
const BY_END = `r."retiresAt", r."id"`;
const ORDER: Record<RetirementFilter, string> = {
  running: BY_END,
  mine: BY_END,
  ended: `r."endedAt" DESC, r."id"`,
};

async function idsOf(
  { sql }: Readers,
  ctx: Context,
  { show, q }: { show: RetirementFilter; q: string },
): Promise<string[]> {
  const values: unknown[] = [q];
  const value = (one: unknown) => `$${values.push(one)}`;
  const shown = filterOf(show, ctx, value);
  const visible = visibleTo(ctx.actor, values.length + 1);
  const rows = await sql<{ id: string }>(
    {
      text: `SELECT r."id" FROM "Retirement" r JOIN "Server" s ON s."id" = r."serverId"
        WHERE ${shown} AND ${visible.text}
          AND ($1 = '' OR position(lower($1) IN lower(s."name" || ' ' || coalesce(s."title", ''))) > 0)
        ORDER BY ${ORDER[show]} LIMIT ${MAX_IDS}`,
    },
    [...values, ...visible.values],
  );
  return rows.map(({ id }) => id);
}

function filterOf(
  show: RetirementFilter,
  { actor }: Context,
  value: (one: unknown) => string,
): string {
  if (show === "running") return RUNNING;
  if (show === "ended") return `NOT (${RUNNING})`;
  const me = value(actor.kind === "user" ? actor.id : null);
  const teams = value(teamIdsOf(actor));
  return `${RUNNING} AND EXISTS (SELECT 1 FROM "RetirementConsumer" c WHERE c."retirementId" = r."id"
    AND c."answer" = 'none' AND (c."userId" = ${me}::uuid OR c."teamId" = ANY(${teams}::uuid[])))`;
}
