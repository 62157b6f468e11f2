import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Webhook } from "standardwebhooks";
import { db, pool } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { CallReceiver, gate, MailReceiver } from "#lib/testing/receivers.ts";
import { createWebhook } from "#lib/webhooks/create-webhook.ts";
import type { Topic } from "./core/topics.ts";
import { deliverDue } from "./deliver-due.ts";
import { discardDelivery } from "./discard-delivery.ts";
import { drainOutbox } from "./drain-outbox.ts";
import { fanOutEvents } from "./fan-out-events.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { replayDeliveries } from "./replay-deliveries.ts";
import { writeEvent } from "./write-event.ts";

// Everything that waits is sent, so these tests have a database to themselves.
const dropDatabase = await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  process.env["GATEHOUSE_URL"] = "https://gatehouse.test.example";
  return ownDatabase("deliver");
});

/** The worker dies between sending and writing that down. */
const crash = vi.hoisted(() => ({ next: false }));
vi.mock(import("./settle-deliveries.ts"), async (original) => {
  const actual = await original();
  const settleDeliveries: typeof actual.settleDeliveries = Object.assign(
    (ctx: Context, input: unknown) => {
      if (!crash.next) return actual.settleDeliveries(ctx, input);
      crash.next = false;
      return Promise.reject(new Error("killed"));
    },
    { permission: actual.settleDeliveries.permission, verb: actual.settleDeliveries.verb },
  );
  return { settleDeliveries };
});

const MINUTE = 60_000;
const post = new MailReceiver();
let port: number;
beforeAll(async () => {
  port = await post.listen();
});
afterEach(async () => {
  post.mails.length = 0;
  post.refuseWith = null;
  post.before = () => Promise.resolve();
  await db.delivery.deleteMany({});
  await db.webhookEndpoint.deleteMany({});
});
afterAll(async () => {
  await post.close();
  await pool.end();
  await dropDatabase();
});

const mail = (password = "mail-password") => ({
  smtpUrl: `smtp://gatehouse:${password}@127.0.0.1:${port}`,
  from: "Gatehouse <gatehouse@test.example>",
  replyTo: "Platform <platform@test.example>",
});
const later = (minutes: number): Context => ({
  ...systemContext(),
  now: new Date(Date.now() + minutes * MINUTE),
});
const deliver = (minutes = 0, settings: ReturnType<typeof mail> | null = mail()) =>
  deliverDue(later(minutes), { mail: settings });

type Word = { topic?: Topic; title?: string; body?: string; link?: string };

/** An event, written and fanned out. */
async function tell(
  to: string[],
  { topic = "request.decided", ...word }: Word = {},
  ctx = systemContext(),
) {
  const subject = { kind: "request" as const, id: randomUUID() };
  await db.$transaction((tx) =>
    writeEvent(tx, ctx, {
      topic,
      subject,
      title: "R-1: approved",
      link: "/requests/R-1",
      ...word,
      to,
    }),
  );
  await drainOutbox(systemContext(), { mail: true });
  return db.outboxEvent.findFirstOrThrow({ where: { subjectId: subject.id } });
}
const deliveryOf = (eventId: string) => db.delivery.findFirstOrThrow({ where: { eventId } });

async function webhook(more: Record<string, unknown> = {}) {
  const receiver = new CallReceiver();
  const base = await receiver.listen();
  const admin = await createPerson(["admin"]);
  const { id, secret } = await createWebhook(admin.ctx(), {
    name: randomUUID(),
    url: `${base}/hook?token=sesame`,
    allowedHosts: [new URL(base).host],
    ...more,
  });
  return { receiver, id, secret, admin };
}

describe("fanning out", () => {
  test("makes one inbox line and one mail each, however often it is done", async () => {
    const [ada, bob] = [await createPerson(), await createPerson()];
    const { id } = await tell([ada.id, bob.id]);
    await db.outboxEvent.update({ where: { id }, data: { fannedOutAt: null } });
    await drainOutbox(systemContext(), { mail: true });
    expect(await db.notification.count({ where: { eventId: id } })).toBe(2);
    expect(await db.delivery.count({ where: { eventId: id } })).toBe(2);
  });

  test("leaves out who did it, disabled people and people who are gone", async () => {
    const [ada, off] = [await createPerson(), await createPerson()];
    await db.user.update({ where: { id: off.id }, data: { disabledAt: new Date() } });
    const { id } = await tell([ada.id, off.id, randomUUID()], {}, ada.ctx());
    await db.outboxEvent.update({
      where: { id },
      data: { fannedOutAt: null, recipients: [ada.id, off.id, randomUUID()] },
    });
    await drainOutbox(systemContext(), { mail: true });
    expect(await db.notification.count({ where: { eventId: id } })).toBe(0);
    expect(await db.delivery.count({ where: { eventId: id } })).toBe(0);
  });

  test("by two workers at once makes each line once", async () => {
    const ada = await createPerson();
    const subject = { kind: "request" as const, id: randomUUID() };
    await db.$transaction((tx) =>
      writeEvent(tx, systemContext(), {
        topic: "request.decided",
        subject,
        title: "T",
        link: "/x",
        to: [ada.id],
      }),
    );
    const fanOut = () => fanOutEvents(systemContext(), { mail: true });
    const first = await db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${ada.id}::uuid FOR UPDATE`;
      const waiting = fanOut();
      await expect
        .poll(async () => {
          const [row] = await db.$queryRaw<{ n: number }[]>`
            SELECT count(*)::int AS n FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'`;
          return row?.n;
        })
        .toBe(1);
      expect(await fanOut()).toMatchObject({ events: 0 });
      return { waiting };
    });
    expect(await first.waiting).toMatchObject({ events: 1, inbox: 1, deliveries: 1 });
    expect(await db.notification.count({ where: { userId: ada.id } })).toBe(1);
  });

  test("makes no mail where there is no mail server", async () => {
    const ada = await createPerson();
    await db.$transaction((tx) =>
      writeEvent(tx, systemContext(), {
        topic: "request.decided",
        subject: { kind: "request", id: randomUUID() },
        title: "T",
        link: "/x",
        to: [ada.id],
      }),
    );
    await drainOutbox(systemContext(), { mail: false });
    expect(await db.notification.count({ where: { userId: ada.id } })).toBe(1);
    expect(await db.delivery.count({ where: { userId: ada.id } })).toBe(0);
  });
});

describe("a mail", () => {
  test("arrives with text, HTML, an absolute link, a reply address and its delivery's id", async () => {
    const ada = await createPerson();
    const event = await tell([ada.id], { body: "Looks <b>fine</b>." });
    const { id } = await deliveryOf(event.id);
    await deliver();
    const [received] = post.to(ada.email);
    expect(post.to(ada.email)).toHaveLength(1);
    expect(Object.fromEntries(received?.headers ?? [])).toMatchObject({
      subject: "R-1: approved",
      from: "Gatehouse <gatehouse@test.example>",
      "reply-to": "Platform <platform@test.example>",
      "message-id": `<${id}@gatehouse.test.example>`,
      "auto-submitted": "auto-generated",
    });
    expect(received?.content).toContain("https://gatehouse.test.example/requests/R-1");
    expect(received?.content).toContain("Looks <b>fine</b>."); // the plain text
    expect(received?.content).toContain("Looks &lt;b&gt;fine&lt;/b&gt;."); // the HTML
    expect(await deliveryOf(event.id)).toMatchObject({ state: "sent", attempts: 1 });
    await deliver(60);
    expect(post.to(ada.email)).toHaveLength(1);
  });

  test("gets no further header by a title or a name with line breaks", async () => {
    const ada = await createPerson();
    await db.user.update({
      where: { id: ada.id },
      data: { name: "Ada\r\nBcc: bcc@evil.example" },
    });
    await tell([ada.id], {
      title: "Hi\r\nBcc: bcc@evil.example\r\n\r\n<script>alert(1)</script>",
      body: "b\r\n.\r\nRCPT TO:<bcc@evil.example>",
    });
    await deliver();
    const [received] = post.to(ada.email);
    expect(post.mails).toHaveLength(1);
    expect(received?.to).toEqual([ada.email]);
    expect([...(received?.headers.keys() ?? [])]).not.toContain("bcc");
    expect(received?.headers.get("subject")).toMatch(/^Hi Bcc: bcc@evil\.example/);
    const html = received?.content.slice(received.content.indexOf("<!doctype html>")) ?? "";
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).not.toContain("<script");
  });

  test("that is refused comes again after a minute, then five, and at the tenth failure is dead", async () => {
    const ada = await createPerson();
    const event = await tell([ada.id]);
    post.refuseWith = 451;
    await deliver();
    let row = await deliveryOf(event.id);
    expect(row).toMatchObject({
      state: "pending",
      attempts: 1,
      lastError: "The mail server answered 451.",
    });
    const wait = (row.nextAttemptAt.getTime() - Date.now()) / MINUTE;
    expect(wait).toBeGreaterThan(0.7);
    expect(wait).toBeLessThan(1.3);
    await deliver(0.5);
    expect((await deliveryOf(event.id)).attempts).toBe(1);
    await deliver(1.5);
    row = await deliveryOf(event.id);
    expect(row.attempts).toBe(2);
    expect((row.nextAttemptAt.getTime() - Date.now()) / MINUTE).toBeGreaterThan(5);
    for (let day = 2; day <= 9; day += 1) await deliver(day * 2 * 1_440);
    expect(await deliveryOf(event.id)).toMatchObject({ state: "dead", attempts: 10 });
    await deliver(99_999);
    expect((await deliveryOf(event.id)).attempts).toBe(10);
  });

  test("whose server refuses the password says so without it", async () => {
    const ada = await createPerson();
    const event = await tell([ada.id]);
    await deliver(0, mail("wrong-password"));
    const { lastError } = await deliveryOf(event.id);
    expect(lastError).toBe("The mail server refused the sign-in of SMTP_URL.");
  });

  test("whose server is down waits, and so does one without a server", async () => {
    const ada = await createPerson();
    const event = await tell([ada.id]);
    await deliver(0, null);
    expect(await deliveryOf(event.id)).toMatchObject({ state: "pending", attempts: 0 });
    await deliver(0, { ...mail(), smtpUrl: "smtp://127.0.0.1:1" });
    expect((await deliveryOf(event.id)).lastError).toMatch(/could not be reached/);
  });

  test("is not sent unencrypted where SMTP_URL asks for TLS", async () => {
    const ada = await createPerson();
    const event = await tell([ada.id]);
    await deliver(0, { ...mail(), smtpUrl: `${mail().smtpUrl}?requireTLS=true` });
    expect(post.mails).toHaveLength(0);
    expect(await deliveryOf(event.id)).toMatchObject({ state: "pending", attempts: 1 });
  });

  test("is not sent to somebody who was disabled meanwhile", async () => {
    const ada = await createPerson();
    await tell([ada.id]);
    await db.user.update({ where: { id: ada.id }, data: { disabledAt: new Date() } });
    await deliver(60);
    expect(post.to(ada.email)).toHaveLength(0);
  });
});

describe("a crash", () => {
  test("between sending and writing that down sends again with the same id, and loses nothing", async () => {
    const ada = await createPerson();
    const event = await tell([ada.id]);
    crash.next = true;
    await expect(deliver()).rejects.toThrow("killed");
    expect(await deliveryOf(event.id)).toMatchObject({ state: "pending", attempts: 1 });
    await deliver();
    expect(post.to(ada.email)).toHaveLength(1);
    await deliver(2);
    const ids = post.to(ada.email).map(({ headers }) => headers.get("message-id"));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await deliveryOf(event.id)).toMatchObject({ state: "sent", attempts: 2 });
  });

  test("at every attempt ends as a dead letter, not in a circle", async () => {
    const ada = await createPerson();
    const event = await tell([ada.id]);
    await db.delivery.updateMany({ where: { eventId: event.id }, data: { attempts: 10 } });
    await deliver();
    expect(await deliveryOf(event.id)).toMatchObject({ state: "dead", attempts: 10 });
    expect(post.to(ada.email)).toHaveLength(0);
  });
});

describe("two workers at once", () => {
  test("send a mail once while one of them is still at it", async () => {
    const ada = await createPerson();
    await tell([ada.id]);
    const held = gate();
    post.before = held.wait;
    const first = deliver();
    await held.arrived;
    await deliver();
    held.open();
    await first;
    expect(post.to(ada.email)).toHaveLength(1);
  });

  test("do not wait for a row that the other is just taking", async () => {
    const ada = await createPerson();
    const event = await tell([ada.id]);
    const { id } = await deliveryOf(event.id);
    await db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Delivery" WHERE "id" = ${id}::uuid FOR UPDATE`;
      await deliver();
    });
    expect(post.to(ada.email)).toHaveLength(0);
    await Promise.all([deliver(), deliver(), deliver()]);
    expect(post.to(ada.email)).toHaveLength(1);
  });

  test("a late failure does not undo the attempt that another has begun", async () => {
    const { receiver } = await webhook();
    const event = await tell([]);
    const held = gate();
    receiver.answer = async () => {
      await held.wait();
      return 500;
    };
    const slow = deliver();
    await held.arrived;
    receiver.answer = () => 204;
    await deliver(2);
    held.open();
    await slow;
    expect(await deliveryOf(event.id)).toMatchObject({ state: "sent", attempts: 2 });
    receiver.close();
  });
});

describe("a webhook", () => {
  test("gets a signed call that the reference implementation accepts", async () => {
    const { receiver, secret } = await webhook();
    const event = await tell([], { title: "R-7: approved" });
    await deliver();
    const [call] = receiver.calls;
    expect(call?.headers["webhook-id"]).toBe(event.id);
    expect(call?.headers["content-type"]).toBe("application/json");
    expect(new Webhook(secret).verify(call?.body ?? "", call?.headers ?? {})).toMatchObject({
      type: "request.decided",
      data: { title: "R-7: approved", url: "https://gatehouse.test.example/requests/R-1" },
    });
    expect(await deliveryOf(event.id)).toMatchObject({ state: "sent" });
    receiver.close();
  });

  test("hears of its topics only, of its own accord even where no person is told", async () => {
    const { receiver } = await webhook({ topics: ["server.notice"] });
    await tell([], { topic: "request.decided" });
    const wanted = await tell([], { topic: "server.notice" });
    await deliver();
    expect(receiver.calls.map(({ headers }) => headers["webhook-id"])).toEqual([wanted.id]);
    receiver.close();
  });

  test.each(["slack", "teams"] as const)("in the %s format is signed too", async (format) => {
    const { receiver, secret } = await webhook({ format });
    await tell([], { title: "<!here> @channel" });
    await deliver();
    const { body = "", headers = {} } = receiver.calls[0] ?? {};
    expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
    expect(body).not.toContain("@channel");
    receiver.close();
  });

  test("that fails is called again with the same id, and with a fresh time and signature", async () => {
    const { receiver, secret } = await webhook();
    const event = await tell([]);
    receiver.answer = () => (receiver.calls.length === 1 ? 500 : 204);
    await deliver();
    expect(await deliveryOf(event.id)).toMatchObject({
      state: "pending",
      lastError: "The receiver answered 500.",
    });
    await deliver(2);
    expect(receiver.calls.map(({ headers }) => headers["webhook-id"])).toEqual([
      event.id,
      event.id,
    ]);
    expect(receiver.calls[0]?.body).toBe(receiver.calls[1]?.body);
    const [first, second] = receiver.calls.map(({ headers }) =>
      Number(headers["webhook-timestamp"]),
    );
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(120);
    expect(() =>
      new Webhook(secret).verify(receiver.calls[0]?.body ?? "", receiver.calls[0]?.headers ?? {}),
    ).not.toThrow();
    receiver.close();
  });

  test.each([301, 302, 303, 307, 308])("that redirects (%i) is not followed", async (status) => {
    const other = new CallReceiver();
    const elsewhere = await other.listen();
    const { receiver } = await webhook();
    receiver.answer = (_call, response) => {
      response.writeHead(status, { location: `${elsewhere}/` }).end();
      return status;
    };
    const event = await tell([]);
    await deliver();
    expect(other.calls).toHaveLength(0);
    expect(await deliveryOf(event.id)).toMatchObject({
      state: "pending",
      lastError: `The receiver answered ${status}.`,
    });
    other.close();
    receiver.close();
  });

  test("at an internal address is refused unless an administrator allows it, without saying where", async () => {
    const { receiver } = await webhook({ allowedHosts: [] });
    const event = await tell([]);
    await deliver();
    expect(receiver.calls).toHaveLength(0);
    const { state, lastError } = await deliveryOf(event.id);
    expect(state).toBe("pending");
    expect(lastError).toMatch(/an administrator can allow a host/);
    expect(lastError).not.toMatch(/sesame|127\.0\.0\.1/);
    receiver.close();
  });

  test("that is gone (410) is switched off, on the record, and keeps what waits", async () => {
    const { receiver, id } = await webhook();
    receiver.answer = () => 410;
    const event = await tell([]);
    await deliver();
    expect(await deliveryOf(event.id)).toMatchObject({ state: "dead", attempts: 1 });
    expect(await db.webhookEndpoint.findUniqueOrThrow({ where: { id } })).toMatchObject({
      enabled: false,
    });
    expect(
      await db.auditEvent.findFirstOrThrow({ where: { targetId: id, action: "webhook.change" } }),
    ).toMatchObject({ actorKind: "system" });
    await tell([]);
    await deliver(60);
    expect(receiver.calls).toHaveLength(1);
    receiver.close();
  });

  test("that is slow holds up neither mails nor other webhooks", async () => {
    const [slow, quick] = [await webhook(), await webhook()];
    const held = gate();
    slow.receiver.answer = async () => {
      await held.wait();
      return 204;
    };
    const ada = await createPerson();
    await tell([ada.id]);
    const all = deliver();
    await held.arrived;
    await expect
      .poll(() => [post.to(ada.email).length, quick.receiver.calls.length])
      .toEqual([1, 1]);
    held.open();
    await all;
    slow.receiver.close();
    quick.receiver.close();
  });
});

describe("dead letters", () => {
  const dead = async () => {
    const hook = await webhook();
    const event = await tell([]);
    await db.delivery.updateMany({
      where: { eventId: event.id },
      data: { state: "dead", attempts: 10, lastError: "The receiver answered 500." },
    });
    return { ...hook, event, delivery: await deliveryOf(event.id) };
  };

  test("are listed with their reason, and replayed with the same id", async () => {
    const { admin, receiver, event, delivery } = await dead();
    expect(await listDeliveries(admin.ctx(), {})).toMatchObject({
      dead: 1,
      deliveries: [{ id: delivery.id, lastError: "The receiver answered 500.", attempts: 10 }],
    });
    await replayDeliveries(admin.ctx(), { id: delivery.id });
    await deliver();
    expect(receiver.calls.map(({ headers }) => headers["webhook-id"])).toEqual([event.id]);
    expect(await deliveryOf(event.id)).toMatchObject({ id: delivery.id, state: "sent" });
    expect(
      await db.auditEvent.count({ where: { targetId: delivery.id, action: "delivery.replay" } }),
    ).toBe(1);
    receiver.close();
  });

  test("are replayed all at once; one that is no longer dead is not found", async () => {
    const [one, two] = [await dead(), await dead()];
    const { replayed } = await replayDeliveries(one.admin.ctx(), { all: true });
    // The second event went to both webhooks.
    expect(replayed).toBe(3);
    await expect(replayDeliveries(one.admin.ctx(), { id: two.delivery.id })).rejects.toMatchObject({
      code: "not_found",
    });
    one.receiver.close();
    two.receiver.close();
  });

  test("can be discarded, on the record", async () => {
    const { admin, receiver, event, delivery } = await dead();
    await discardDelivery(admin.ctx(), { id: delivery.id });
    expect(await db.delivery.count({ where: { eventId: event.id } })).toBe(0);
    expect(
      await db.auditEvent.findFirstOrThrow({ where: { targetId: delivery.id } }),
    ).toMatchObject({ action: "delivery.discard", before: { event: event.id } });
    await expect(discardDelivery(admin.ctx(), { id: delivery.id })).rejects.toMatchObject({
      code: "not_found",
    });
    receiver.close();
  });
});
