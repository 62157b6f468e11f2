import { randomUUID } from "node:crypto";
import { afterAll, expect, test, vi } from "vitest";
import { db, pool } from "#lib/db/client.ts";
import { startWorker } from "#lib/jobs/start-worker.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { replayDeliveries } from "./replay-deliveries.ts";
import { writeEvent } from "./write-event.ts";

// The worker sends everything there is, so this test has a database and a mail server to itself.
const { post, dropDatabase } = await vi.hoisted(async () => {
  const { MailReceiver } = await import("#lib/testing/receivers.ts");
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  const post = new MailReceiver();
  process.env["SMTP_URL"] = `smtp://gatehouse:mail-password@127.0.0.1:${await post.listen()}`;
  process.env["MAIL_FROM"] = "gatehouse@test.example";
  return { post, dropDatabase: await ownDatabase("outbox") };
});
afterAll(async () => {
  await post.close();
  await pool.end();
  await dropDatabase();
});

const tell = (to: string) =>
  db.$transaction((tx) =>
    writeEvent(tx, systemContext(), {
      topic: "request.decided",
      subject: { kind: "request", id: randomUUID() },
      title: "R-1",
      link: "/requests/R-1",
      to: [to],
    }),
  );

test("the worker delivers what was written before it began, and what is written within two seconds", async () => {
  const [early, late] = [await createPerson(), await createPerson()];
  await tell(early.id);
  const worker = await startWorker();
  await expect.poll(() => post.to(early.email).length, { timeout: 20_000 }).toBe(1);

  await tell(late.id);
  await expect.poll(() => post.to(late.email).length, { timeout: 2_000, interval: 20 }).toBe(1);

  // Its connection breaks: what is written meanwhile is seen when it is back.
  await db.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = ${`gatehouse-listen-${process.pid}`} AND datname = current_database()`;
  await tell(late.id);
  await expect.poll(() => post.to(late.email).length, { timeout: 20_000 }).toBe(2);

  await db.delivery.updateMany({ where: { userId: early.id }, data: { state: "dead" } });
  const admin = await createPerson(["admin"]);
  await replayDeliveries(admin.ctx(), { all: true });
  await expect.poll(() => post.to(early.email).length, { timeout: 2_000 }).toBe(2);
  await worker.stop();
}, 60_000);
