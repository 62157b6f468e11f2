import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { anonymousContext, userContext } from "#lib/testing/context.ts";
import { createUser } from "#lib/testing/factories.ts";
import { listViews } from "./list-views.ts";
import { removeView } from "./remove-view.ts";
import { saveView } from "./save-view.ts";

async function person() {
  const user = await createUser();
  return userContext("engineer", { id: user.id });
}
const actions = async (id: string) =>
  (await db.auditEvent.findMany({ where: { targetId: id }, orderBy: { at: "asc" } })).map(
    (event) => event.action,
  );

test("a view keeps the filters and forgets page, name and nonsense", async () => {
  const ctx = await person();
  const saved = await saveView(ctx, {
    name: " Vendors ",
    query: "origin=vendor&after=abc&saved=x&evil=%3Cscript%3E",
    shared: "false",
  });
  expect(await listViews(ctx, {})).toContainEqual({
    id: saved.id,
    name: "Vendors",
    query: "origin=vendor",
    shared: false,
    mine: true,
    ownerName: null,
  });
  expect(await actions(saved.id)).toEqual(["view.save"]);
});

test("others see a view only while it is shared, and can neither change nor remove it", async () => {
  const [owner, other] = [await person(), await person()];
  const { id } = await saveView(owner, { name: "Mine", query: "q=git", shared: false });
  const seenByOther = async () => (await listViews(other, {})).find((view) => view.id === id);

  expect(await seenByOther()).toBeUndefined();
  await saveView(owner, { id, name: "Ours", query: "q=git", shared: "true" });
  expect(await seenByOther()).toMatchObject({ name: "Ours", mine: false, ownerName: "Test" });
  await expect(saveView(other, { id, name: "Theirs", query: "" })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(removeView(other, { id })).rejects.toMatchObject({ code: "not_found" });
  await removeView(owner, { id });
  expect(await seenByOther()).toBeUndefined();
  // All at the one moment of the context, so in no order.
  expect((await actions(id)).sort()).toEqual(["view.remove", "view.save", "view.save"]);
});

test("two views of one person never have the same name", async () => {
  const ctx = await person();
  await saveView(ctx, { name: "Same", query: "" });
  await expect(saveView(ctx, { name: "Same", query: "q=x" })).rejects.toMatchObject({
    code: "invalid",
    fields: { name: [expect.any(String)] },
  });
});

test("views need a person who is signed in", async () => {
  await expect(listViews(anonymousContext(), {})).rejects.toMatchObject({
    code: "unauthenticated",
  });
});

test("filters named like members of an object are nonsense like any other", async () => {
  const ctx = await person();
  const query = "constructor=x&__proto__=y&toString=z&q=git";
  expect(await saveView(ctx, { name: "Odd", query, shared: false })).toMatchObject({
    query: "q=git",
  });
});
