import { defineQuery } from "#lib/verbs/define-query.ts";
import { ListViewsInput } from "./schemas.ts";

export type SavedView = {
  id: string;
  name: string;
  /** Query string of its page. */
  query: string;
  shared: boolean;
  mine: boolean;
  /** Who shares it; null for one's own. */
  ownerName: string | null;
};

/** One's own views of a page and those that others share, one's own first. */
export const listViews = defineQuery({
  name: "listViews",
  permission: "view.save",
  input: ListViewsInput,

  async run({ db }, { actor }, { page }): Promise<SavedView[]> {
    const rows = await db.savedView.findMany({
      where: {
        page,
        OR: [
          ...(actor.kind === "user" ? [{ userId: actor.id }] : []),
          { shared: true, user: { disabledAt: null } },
        ],
      },
      orderBy: [{ name: "asc" }, { createdAt: "asc" }],
      take: 200,
      select: {
        id: true,
        name: true,
        query: true,
        shared: true,
        userId: true,
        user: { select: { name: true } },
      },
    });
    const views = rows.map((row) => ({
      id: row.id,
      name: row.name,
      query: row.query,
      shared: row.shared,
      mine: row.userId === actor.id,
      ownerName: row.userId === actor.id ? null : row.user.name,
    }));
    return [...views.filter((view) => view.mine), ...views.filter((view) => !view.mine)];
  },
});
