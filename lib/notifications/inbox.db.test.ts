import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { countUnread } from "./count-unread.ts";
import { getPreferences } from "./get-preferences.ts";
import { listNotifications } from "./list-notifications.ts";
import { markRead } from "./mark-read.ts";
import { setPreferences } from "./set-preferences.ts";

/** A person with `count` notifications, a minute apart; the newest is the last. */
async function withInbox(count: number) {
  const person = await createPerson();
  for (let minute = 0; minute < count; minute += 1) {
    const createdAt = new Date(Date.UTC(2026, 2, 10, 8, minute));
    const event = await db.outboxEvent.create({
      data: {
        topic: "request.decided",
        actorId: "x",
        actorName: "Bob",
        subjectKind: "request",
        subjectId: randomUUID(),
        title: `R-${minute}`,
        link: `/requests/R-${minute}`,
        recipients: [person.id],
        fannedOutAt: createdAt,
      },
    });
    await db.notification.create({ data: { userId: person.id, eventId: event.id, createdAt } });
  }
  return person;
}

describe("the inbox", () => {
  test("holds one's own notifications only, the newest first", async () => {
    const [ada] = [await withInbox(3), await withInbox(1)];
    const { notifications, total } = await listNotifications(ada.ctx(), {});
    expect(total).toBe(3);
    expect(notifications.map(({ title }) => title)).toEqual(["R-2", "R-1", "R-0"]);
    expect(notifications[0]).toMatchObject({
      label: "Decisions on your requests",
      link: "/requests/R-2",
      actorName: "Bob",
      readAt: null,
    });
  });

  test("comes in pages, without gaps when something is read or arrives between them", async () => {
    const ada = await withInbox(5);
    const first = await listNotifications(ada.ctx(), { limit: 2, unread: true });
    const [, last] = first.notifications;
    await markRead(ada.ctx(), { id: last?.id });
    const second = await listNotifications(ada.ctx(), {
      limit: 2,
      unread: true,
      cursor: first.nextCursor,
    });
    expect(second.notifications.map(({ title }) => title)).toEqual(["R-2", "R-1"]);
    const third = await listNotifications(ada.ctx(), { limit: 2, cursor: second.nextCursor });
    expect(third).toMatchObject({ nextCursor: null, notifications: [{ title: "R-0" }] });
  });

  test("counts what is unread, down to none", async () => {
    const ada = await withInbox(3);
    expect(await countUnread(ada.ctx(), {})).toBe(3);
    const { notifications } = await listNotifications(ada.ctx(), {});
    await markRead(ada.ctx(), { id: notifications[0]?.id });
    expect(await countUnread(ada.ctx(), {})).toBe(2);
    expect(await markRead(ada.ctx(), { all: true })).toEqual({ marked: 2 });
    expect(await countUnread(ada.ctx(), {})).toBe(0);
  });

  test("of somebody else cannot be read from, marked or paged through", async () => {
    const [ada, bob] = [await withInbox(1), await withInbox(2)];
    const { notifications } = await listNotifications(bob.ctx(), {});
    const id = notifications[0]?.id;
    await expect(markRead(ada.ctx(), { id })).rejects.toMatchObject({ code: "not_found" });
    await markRead(ada.ctx(), { all: true });
    expect(await countUnread(bob.ctx(), {})).toBe(2);
    expect((await listNotifications(ada.ctx(), { cursor: id })).notifications).toHaveLength(1);
  });

  test("is for people: our own processes have none", async () => {
    await expect(listNotifications(systemContext(), {})).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test.each([{ id: "x" }, { all: false }, {}, { id: null }])("%j marks nothing", async (input) => {
    const ada = await withInbox(1);
    await expect(markRead(ada.ctx(), input)).rejects.toMatchObject({ code: "invalid" });
    expect(await countUnread(ada.ctx(), {})).toBe(1);
  });
});

describe("preferences", () => {
  test("begin with what is usual, and each change is on the record", async () => {
    const ada = await createPerson();
    const of = async (topic: string) =>
      (await getPreferences(ada.ctx(), {})).find((row) => row.topic === topic);
    expect(await of("request.commented")).toMatchObject({ mail: "digest", usual: "digest" });
    await setPreferences(ada.ctx(), {
      topics: { "request.commented": "off", "request.decided": "instant" },
    });
    expect(await of("request.commented")).toMatchObject({ mail: "off", usual: "digest" });
    const records = await db.auditEvent.findMany({
      where: { targetId: ada.id, action: "notification.set_preferences" },
    });
    // What was so already is no change.
    expect(records).toMatchObject([
      { before: { "request.commented": "digest" }, after: { "request.commented": "off" } },
    ]);
  });

  test.each([{ "no.such": "off" }, { "request.decided": "loud" }])(
    "%j is refused",
    async (topics) => {
      const ada = await createPerson();
      await expect(setPreferences(ada.ctx(), { topics })).rejects.toMatchObject({
        code: "invalid",
      });
    },
  );
});
