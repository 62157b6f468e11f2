import type { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { isBelow, RISK_TIERS, type RiskTier } from "./core/words.ts";
import { countingVotes, loadVotes } from "./load-votes.ts";
import { personId } from "./lock-request.ts";
import { SUMMARY, summaryOf, type RequestSummary } from "./request-view.ts";
import { ListRequestsInput, type ListRequests } from "./list-schemas.ts";
import { requestsVisibleTo } from "./visibility.ts";

export type RequestPage = {
  requests: RequestSummary[];
  total: number;
  nextCursor: string | null;
};

/**
 * Requests this person may see. Open ones stand by their due date, the most urgent first; a list of
 * anything else by number, the newest first.
 */
export const listRequests = defineQuery({
  name: "listRequests",
  permission: "request.read",
  input: ListRequestsInput,

  async run({ db }, ctx, input): Promise<RequestPage> {
    const where = {
      AND: [requestsVisibleTo(ctx.actor), queueWhere(ctx, input), filtersWhere(input)],
    };
    const cursor =
      input.cursor !== undefined && /^\d{1,9}$/.test(input.cursor) ? Number(input.cursor) : null;
    const open = input.queue !== "all" && input.queue !== "requested";
    const [total, rows] = await Promise.all([
      db.request.count({ where }),
      db.request.findMany({
        where,
        orderBy: open
          ? [{ decisionDueAt: { sort: "asc", nulls: "last" } }, { number: "asc" }]
          : [{ number: "desc" }],
        ...(cursor === null ? {} : { cursor: { number: cursor }, skip: 1 }),
        take: input.limit + 1,
        select: SUMMARY,
      }),
    ]);
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    const votes = await loadVotes(
      db,
      page.map(({ id }) => id),
    );
    return {
      requests: page.map((row) => summaryOf(row, countingVotes(votes.get(row.id)), ctx.now)),
      total,
      nextCursor: rows.length > input.limit && last ? String(last.number) : null,
    };
  },
});

const WAITING = ["submitted", "in_review"] as const;

/** A step: what each queue holds. */
export function queueWhere(
  ctx: Context,
  { queue }: Pick<ListRequests, "queue">,
): Prisma.RequestWhereInput {
  const me = personId(ctx);
  switch (queue) {
    case "all":
      return {};
    case "open":
      return { state: { in: [...WAITING, "changes_requested"] } };
    case "requested":
      return { requesterId: me ?? "" };
    case "mine":
      return { assigneeId: me ?? "", state: { in: [...WAITING, "changes_requested"] } };
    case "unassigned":
      return { assigneeId: null, state: { in: [...WAITING] } };
    case "overdue":
      return {
        state: { in: [...WAITING] },
        pausedAt: null,
        OR: [
          { decisionDueAt: { lt: ctx.now } },
          { respondedAt: null, responseDueAt: { lt: ctx.now } },
        ],
      };
  }
}

/** As `tierOf` has it: the higher of the two counts. */
function hasTier(tier: RiskTier): Prisma.RequestWhereInput[] {
  const upTo = { in: RISK_TIERS.filter((one) => !isBelow(tier, one)) };
  return [
    { raisedTier: tier, riskTier: upTo },
    { riskTier: tier, OR: [{ raisedTier: null }, { raisedTier: upTo }] },
  ];
}

function filtersWhere({
  state,
  kind,
  tier,
  team,
  server,
  q,
}: ListRequests): Prisma.RequestWhereInput {
  const tiers: Prisma.RequestWhereInput[] =
    tier.length === 0 ? [] : [{ OR: tier.flatMap(hasTier) }];
  return {
    ...(state.length > 0 ? { state: { in: state } } : {}),
    ...(kind.length > 0 ? { kind: { in: kind } } : {}),
    ...(team === "" ? {} : { ownerTeam: { slug: team } }),
    ...(server === "" ? {} : { serverName: server }),
    AND: [...tiers, ...(q === "" ? [] : [wordsWhere(q)])],
  };
}

function wordsWhere(q: string): Prisma.RequestWhereInput {
  const number = /^r-?(\d{1,9})$/i.exec(q)?.[1];
  if (number !== undefined) return { number: Number(number) };
  const has = { contains: q, mode: "insensitive" as const };
  return { OR: [{ title: has }, { serverName: has }, { requester: { name: has } }] };
}
