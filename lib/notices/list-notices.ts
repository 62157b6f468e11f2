import { findVisibleServer } from "#lib/catalog/find-visible-server.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { noticePhase, type NoticeKind, type NoticePhase } from "./core/notices.ts";
import { ListNoticesInput } from "./schemas.ts";

export type NoticeView = {
  id: string;
  kind: NoticeKind;
  phase: NoticePhase;
  title: string;
  body: string;
  startsAt: Date;
  endsAt: Date | null;
  endedAt: Date | null;
  author: string;
  createdAt: Date;
};

const MAX = 50;

/** Notices of one server: what goes on and what is planned, the nearest first. */
export const listNotices = defineQuery({
  name: "listNotices",
  permission: "catalog.read",
  input: ListNoticesInput,

  async run({ db, sql }, ctx, { name, past }): Promise<NoticeView[]> {
    const server = await findVisibleServer(sql, ctx, name);
    if (!server) return [];
    const rows = await db.serverNotice.findMany({
      where: {
        serverId: server.id,
        ...(past ? {} : { endedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: ctx.now } }] }),
      },
      orderBy: { startsAt: past ? "desc" : "asc" },
      take: MAX,
      select: {
        id: true,
        kind: true,
        title: true,
        body: true,
        startsAt: true,
        endsAt: true,
        endedAt: true,
        createdAt: true,
        author: { select: { name: true } },
      },
    });
    return rows.map(({ author, ...row }) => ({
      ...row,
      phase: noticePhase(row, ctx.now),
      author: author.name,
    }));
  },
});
