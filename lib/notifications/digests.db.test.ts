import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { MailReceiver } from "#lib/testing/receivers.ts";
import type { MailChoice } from "./core/mail-choice.ts";
import { claimDigest } from "./claim-digest.ts";
import { deliverDue } from "./deliver-due.ts";
import { fanOutEvents } from "./fan-out-events.ts";
import { pruneNotifications } from "./prune-notifications.ts";
import { sendDigests } from "./send-digests.ts";
import { setPreferences } from "./set-preferences.ts";
import { settleDeliveries } from "./settle-deliveries.ts";
import { writeEvent } from "./write-event.ts";

// Everything that waits is sent, so these tests have a database to themselves.
const dropDatabase = await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  process.env["GATEHOUSE_URL"] = "https://gatehouse.test.example";
  return ownDatabase("digests");
});

const post = new MailReceiver();
let port: number;
beforeAll(async () => {
  port = await post.listen();
});
afterEach(async () => {
  post.mails.length = 0;
  post.refuseWith = null;
  await db.delivery.deleteMany({});
});
afterAll(async () => {
  await post.close();
  await pool.end();
  await dropDatabase();
});

const mail = () => ({
  smtpUrl: `smtp://gatehouse:mail-password@127.0.0.1:${port}`,
  from: "gatehouse@test.example",
  replyTo: null,
});
const at = (iso: string): Context => ({ ...systemContext(), now: new Date(iso) });
const EVENING = at("2026-03-10T18:00:00Z");
const BEFORE = at("2026-03-11T06:59:00Z");
const MORNING = at("2026-03-11T07:00:00Z");
const send = (ctx: Context) => sendDigests(ctx, { mail: mail() });

async function tell(to: string, title: string, ctx = EVENING) {
  await db.$transaction((tx) =>
    writeEvent(tx, ctx, {
      topic: "request.commented",
      subject: { kind: "request", id: randomUUID() },
      title,
      link: `/requests/${title}`,
      to: [to],
    }),
  );
  await fanOutEvents(ctx, { mail: true });
}
const choose = (person: { ctx: () => Context }, choice: MailChoice) =>
  setPreferences(person.ctx(), { topics: { "request.commented": choice } });

describe("the daily digest", () => {
  test("gathers what waited in one mail at the hour, and nothing before", async () => {
    const ada = await createPerson();
    await tell(ada.id, "R-1");
    await tell(ada.id, "R-2");
    await deliverDue(BEFORE, { mail: mail() });
    await send(BEFORE);
    expect(post.mails).toHaveLength(0);
    await send(MORNING);
    const [received, ...others] = post.to(ada.email);
    expect(others).toEqual([]);
    expect(received?.headers.get("subject")).toBe("Your day in Gatehouse: 2 notifications");
    for (const title of ["R-1", "R-2"])
      expect(received?.content).toContain(`https://gatehouse.test.example/requests/${title}`);
    expect(await db.delivery.count({ where: { userId: ada.id, state: "sent" } })).toBe(2);
    await send(at("2026-03-11T07:15:00Z"));
    expect(post.mails).toHaveLength(1);
  });

  test("leaves what came after the hour for the next day", async () => {
    const ada = await createPerson();
    await tell(ada.id, "R-1");
    await tell(ada.id, "R-2", at("2026-03-11T07:00:01Z"));
    await send(at("2026-03-11T07:15:00Z"));
    expect(post.to(ada.email)[0]?.content).not.toContain("R-2");
    await send(at("2026-03-12T07:00:00Z"));
    expect(post.to(ada.email)[1]?.content).toContain("R-2");
  });

  test("is one mail for each person, and none for who was disabled", async () => {
    const [ada, bob, off] = [await createPerson(), await createPerson(), await createPerson()];
    for (const { id } of [ada, bob, off]) await tell(id, "R-1");
    await db.user.update({ where: { id: off.id }, data: { disabledAt: new Date() } });
    await send(MORNING);
    expect(post.mails.flatMap(({ to }) => to).sort()).toEqual([ada.email, bob.email].sort());
  });

  test("that fails is tried again with the same lines and the same id", async () => {
    const ada = await createPerson();
    await tell(ada.id, "R-1");
    post.refuseWith = 451;
    await send(MORNING);
    expect(await db.delivery.findFirstOrThrow({ where: { userId: ada.id } })).toMatchObject({
      state: "pending",
      attempts: 1,
      lastError: "The mail server answered 451.",
    });
    post.refuseWith = null;
    await tell(ada.id, "R-2", at("2026-03-11T07:05:00Z"));
    await send(at("2026-03-11T07:15:00Z"));
    expect(post.mails).toHaveLength(1);
    expect(post.mails[0]?.content).not.toContain("R-2");
  });

  test("sent by a worker that died before writing it down comes again with the same id", async () => {
    const ada = await createPerson();
    await tell(ada.id, "R-1");
    await send(MORNING);
    // As it stands when the worker dies between the two.
    await db.delivery.updateMany({ where: { userId: ada.id }, data: { state: "pending" } });
    await send(at("2026-03-11T07:15:00Z"));
    const ids = post.to(ada.email).map(({ headers }) => headers.get("message-id"));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  test("is taken by one of two workers that begin at once, with every line", async () => {
    const ada = await createPerson();
    for (const title of ["R-1", "R-2", "R-3"]) await tell(ada.id, title);
    const claim = () => claimDigest(MORNING, { userId: ada.id, cutOff: MORNING.now });
    const claims = await db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Delivery" WHERE "userId" = ${ada.id}::uuid FOR UPDATE`;
      const both = Promise.all([claim(), claim()]);
      for (let waiting = 0; waiting < 2; await sleep(10)) {
        const [row] = await db.$queryRaw<{ n: number }[]>`
          SELECT count(*)::int AS n FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        waiting = row?.n ?? 0;
      }
      return { both };
    });
    const taken = (await claims.both).map((digest) => digest?.events.length ?? 0);
    expect(taken.sort()).toEqual([0, 3]);
  });
});

describe("preferences", () => {
  test("decide between a mail at once, the digest and none", async () => {
    const [now, daily, never] = [await createPerson(), await createPerson(), await createPerson()];
    await choose(now, "instant");
    await choose(never, "off");
    for (const { id } of [now, daily, never]) await tell(id, "R-1");
    await deliverDue(EVENING, { mail: mail() });
    expect(post.mails.map(({ to }) => to)).toEqual([[now.email]]);
    await send(MORNING);
    expect(post.mails.map(({ to }) => to)).toEqual([[now.email], [daily.email]]);
    expect(await db.notification.count({ where: { userId: never.id } })).toBe(1);
  });

  test("set to no mail also drop what still waits", async () => {
    const ada = await createPerson();
    await tell(ada.id, "R-1");
    await choose(ada, "off");
    await send(MORNING);
    expect(post.mails).toHaveLength(0);
  });
});

test("a success counts even when somebody else has begun another attempt, a failure does not", async () => {
  const ada = await createPerson();
  await tell(ada.id, "R-1");
  const { id } = await db.delivery.findFirstOrThrow({ where: { userId: ada.id } });
  await db.delivery.update({ where: { id }, data: { attempts: 2 } });
  const settle = (outcome: object) =>
    settleDeliveries(MORNING, { deliveries: [{ id, attempt: 1 }], outcome });
  await settle({ sent: false, reason: "Late." });
  expect(await db.delivery.findUniqueOrThrow({ where: { id } })).toMatchObject({ lastError: null });
  await settle({ sent: true });
  expect(await db.delivery.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "sent" });
});

test("old read notifications and sent deliveries go; unread, recent and dead ones stay", async () => {
  const ada = await createPerson();
  for (const title of ["read", "unread", "recent"]) await tell(ada.id, title);
  const of = (title: string) => ({ event: { title }, userId: ada.id });
  const long = new Date("2025-01-01T00:00:00Z");
  await db.notification.updateMany({
    where: { userId: ada.id, event: { title: { not: "recent" } } },
    data: { createdAt: long },
  });
  await db.notification.updateMany({
    where: { userId: ada.id, event: { title: { not: "unread" } } },
    data: { readAt: EVENING.now },
  });
  await db.delivery.updateMany({ where: of("read"), data: { state: "sent", sentAt: long } });
  await db.delivery.updateMany({ where: of("unread"), data: { state: "dead", createdAt: long } });
  await db.outboxEvent.updateMany({ where: { title: "read" }, data: { fannedOutAt: long } });
  await pruneNotifications(EVENING, {});
  const left = async (rows: Promise<{ event: { title: string } | null }[]>) =>
    (await rows).map(({ event }) => event?.title).sort();
  const select = { event: { select: { title: true } } };
  expect(await left(db.notification.findMany({ where: { userId: ada.id }, select }))).toEqual([
    "recent",
    "unread",
  ]);
  expect(await left(db.delivery.findMany({ where: { userId: ada.id }, select }))).toEqual([
    "recent",
    "unread",
  ]);
  expect(await db.outboxEvent.count({ where: { title: "read" } })).toBe(0);
});
