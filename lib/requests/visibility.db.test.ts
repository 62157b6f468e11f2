import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson, reviewCast } from "#lib/testing/factories.ts";
import { createRequest } from "./create-request.ts";
import { lockRequest } from "./lock-request.ts";
import { requestsVisibleTo } from "./visibility.ts";

test("who sees a request in a list may lock it, and nobody else: the two rules are one", async () => {
  const cast = await reviewCast();
  const watcher = await createPerson();
  const people = [
    cast.requester,
    cast.owner,
    cast.first,
    cast.admin,
    watcher,
    await createPerson(["auditor"]),
    await createPerson(),
  ];
  let seen = 0;
  for (const submit of [true, false]) {
    const { listing } = await reviewCast();
    const { id } = await createRequest(cast.requester.ctx(), {
      ...listing,
      ownerTeam: cast.team.slug,
      submit,
    });
    await db.requestWatcher.create({ data: { requestId: id, userId: watcher.id } });
    for (const person of [...people.map((one) => one.ctx()), systemContext()]) {
      const listed = await db.request.count({
        where: { AND: [{ id }, requestsVisibleTo(person.actor)] },
      });
      const locked = await db
        .$transaction((tx) => lockRequest(tx, person, id))
        .then(
          () => 1,
          () => 0,
        );
      expect(locked).toBe(listed);
      seen += listed;
    }
  }
  // Submitted: all but the stranger. Draft: its author and our own processes.
  expect(seen).toBe(7 + 2);
});
