import type { ServerLifecycle } from "#lib/catalog/core/words.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { AudienceSummary } from "./list-audiences.ts";
import { AudienceRef } from "./schemas.ts";

const SHOWN = 500;

export type AudienceServerView = {
  name: string;
  title: string | null;
  lifecycle: ServerLifecycle;
  latestVersion: string | null;
  exposed: boolean;
  quarantined: boolean;
  /** Its readers get it: there is something approved, and anonymous readers may have it. */
  served: boolean;
};
/** `list` holds the first 500 of the audience's servers. */
export type AudienceView = AudienceSummary & { list: AudienceServerView[]; servedCount: number };

/** One audience with its servers, by name; null when there is none of this address. */
export const getAudience = defineQuery({
  name: "getAudience",
  permission: "audience.manage",
  input: AudienceRef,

  async run({ db }, _ctx, { slug }): Promise<AudienceView | null> {
    const row = await db.audience.findUnique({ where: { slug }, select: AUDIENCE });
    if (!row) return null;
    const inAudience = { audiences: { some: { audience: { slug } } } };
    const [list, servedCount] = await Promise.all([
      db.server.findMany({
        where: inAudience,
        orderBy: { name: "asc" },
        take: SHOWN,
        select: {
          name: true,
          title: true,
          lifecycle: true,
          latestVersion: true,
          exposed: true,
          quarantinedAt: true,
        },
      }),
      db.server.count({
        where: {
          ...inAudience,
          latestVersion: { not: null },
          ...(row.anonymous ? { exposed: true } : {}),
        },
      }),
    ]);
    const { teams, _count, ...facts } = row;
    return {
      ...facts,
      teams: teams.map(({ team }) => team),
      servers: _count.servers,
      servedCount,
      list: list.map(({ quarantinedAt, ...server }) => ({
        ...server,
        quarantined: quarantinedAt !== null,
        served: server.latestVersion !== null && (!row.anonymous || server.exposed),
      })),
    };
  },
});

const AUDIENCE = {
  slug: true,
  name: true,
  description: true,
  anonymous: true,
  demo: true,
  teams: {
    select: { team: { select: { slug: true, name: true } } },
    orderBy: { team: { name: "asc" } },
  },
  _count: { select: { servers: true } },
} as const;
