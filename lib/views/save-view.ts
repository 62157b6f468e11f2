import { randomUUID } from "node:crypto";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { SaveViewInput, storedQuery } from "./schemas.ts";

const MAX_VIEWS = 100;

/** Saves the filters of a page under a name, or changes one's own view. */
export const saveView = defineCommand({
  name: "saveView",
  permission: "view.save",
  input: SaveViewInput,

  async run(tx, ctx, { id, name, shared, ...given }) {
    if (ctx.actor.kind !== "user") throw new AppError("forbidden", "Only people keep views.");
    const userId = ctx.actor.id;
    const mine = await tx.savedView.findMany({
      where: { userId },
      select: { id: true, page: true, name: true, query: true, shared: true },
    });
    const before = mine.find((view) => view.id === id) ?? null;
    if (id !== undefined && !before)
      throw new AppError("not_found", "That view does not exist, or it is somebody else's.");
    const page = before?.page ?? given.page;
    const query = storedQuery(page, given.query);
    requireRoom(mine, { id: before?.id ?? null, page, name });

    const after = { name, query, shared };
    const view = before
      ? await tx.savedView.update({ where: { id: before.id }, data: after, select: { id: true } })
      : await tx.savedView.create({
          data: { id: randomUUID(), userId, page, ...after },
          select: { id: true },
        });
    const facts = factsOf(before);
    return {
      result: { id: view.id, query },
      audit: [{ action: "view.save", targetKind: "view", targetId: view.id, before: facts, after }],
    };
  },
});

const factsOf = (view: { name: string; query: string; shared: boolean } | null) =>
  view && { name: view.name, query: view.query, shared: view.shared };

type Known = { id: string; page: string; name: string };

/** @throws AppError for a name that another view of the page has, and for one view too many. */
function requireRoom(
  mine: readonly Known[],
  view: Omit<Known, "id"> & { id: string | null },
): void {
  const { id, page, name } = view;
  if (mine.some((other) => other.page === page && other.name === name && other.id !== id))
    throw fieldError("name", "You have a view of that name: choose another one.");
  if (id === null && mine.length >= MAX_VIEWS)
    throw new AppError("conflict", `You keep ${MAX_VIEWS} views: remove one first.`);
}
