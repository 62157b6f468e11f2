import type { DataClassification, ServerLifecycle } from "#lib/catalog/core/words.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { feedWhere } from "./feed-steps.ts";
import { FEED_PER_PAGE, ListFeedInput } from "./schemas.ts";

export type FeedServer = {
  name: string;
  title: string | null;
  lifecycle: ServerLifecycle;
  classification: DataClassification | null;
  latestVersion: string | null;
  team: string | null;
  exposed: boolean;
  quarantined: boolean;
};
export type FeedPage = {
  servers: FeedServer[];
  /** Of this filter. */
  total: number;
  page: number;
  pages: number;
  /** Of the whole catalog: in the feed, and not in it though they could be. */
  exposedCount: number;
  concealedCount: number;
};

/** What anonymous readers get, or what they could get besides. */
export const listFeed = defineQuery({
  name: "listFeed",
  permission: "server.expose",
  input: ListFeedInput,

  async run({ db }, _ctx, { show, page, ...filter }): Promise<FeedPage> {
    const where = feedWhere(filter, show);
    const [total, exposedCount, concealedCount, rows] = await Promise.all([
      db.server.count({ where }),
      db.server.count({ where: feedWhere({ search: "" }, "exposed") }),
      db.server.count({ where: feedWhere({ search: "" }, "concealed") }),
      db.server.findMany({
        where,
        orderBy: { name: "asc" },
        skip: (page - 1) * FEED_PER_PAGE,
        take: FEED_PER_PAGE,
        select: {
          name: true,
          title: true,
          lifecycle: true,
          classification: true,
          latestVersion: true,
          exposed: true,
          quarantinedAt: true,
          ownerTeam: { select: { name: true } },
        },
      }),
    ]);
    const servers = rows.map(({ ownerTeam, quarantinedAt, ...row }) => ({
      ...row,
      team: ownerTeam?.name ?? null,
      quarantined: quarantinedAt !== null,
    }));
    const pages = Math.max(1, Math.ceil(total / FEED_PER_PAGE));
    return { servers, total, page, pages, exposedCount, concealedCount };
  },
});
