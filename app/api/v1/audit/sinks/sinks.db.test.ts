import "#lib/testing/alone.ts";
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { env } from "#lib/config/env.ts";
import { db, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createSink, twoPeople } from "#lib/testing/audit-changes.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { POST as received } from "./[id]/received/route.ts";
import { POST as reconciliations } from "./[id]/reconciliations/route.ts";
import { POST as replays } from "./[id]/replays/route.ts";
import { POST as tests } from "./[id]/test/route.ts";
import { GET as one } from "./[id]/route.ts";
import { GET as all } from "./route.ts";
import { MAX_LIST_BYTES } from "#lib/audit-sinks/core/received-list.ts";
import { getSink } from "#lib/audit-sinks/get-sink.ts";

const SECRET = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
let made = 0;
const webhook = () =>
  createSink({
    name: `Sink ${(made += 1)}`,
    config: { kind: "webhook", format: "json", url: "http://127.0.0.1:9/in" },
    secrets: { signingSecret: SECRET },
    from: "beginning",
  });

/** A dead letter of the log's newest record, and that record's id. */
async function letterOf(sinkId: string): Promise<string> {
  const [id = ""] = await writeRecords([
    { action: "server.describe", targetKind: "server", targetId: "s" },
  ]);
  await transact((tx) => sequenceRound(sqlOf(tx)));
  const batch = await db.auditBatch.findFirstOrThrow({ orderBy: { firstLeaf: "desc" } });
  const { seq } = await db.auditEvent.findFirstOrThrow({ where: { id } });
  await db.auditSinkLetter.create({
    data: {
      sinkId,
      firstLeaf: batch.firstLeaf + BigInt(seq - batch.firstSeq),
      count: 1,
      cause: "refused",
      reason: "The receiver answered 400.",
      at: new Date(),
    },
  });
  return id;
}

test("a sink is shown with its dead letters and which secrets it has, never with a secret", async () => {
  const id = await webhook();
  const record = await letterOf(id);
  const sink = await getSink(systemContext(), { id });
  expect(sink).toMatchObject({
    secrets: ["signingSecret"],
    letters: 1,
    deadLetters: [{ record: { id: record, action: "server.describe" }, attempts: 0, count: 1 }],
  });
  expect(JSON.stringify(sink)).not.toContain(SECRET.slice(6));
});

test("secrets that cannot be opened any more are told as such, and the rest is still shown", async () => {
  const id = await webhook();
  const { secret } = env;
  Object.assign(env, { secret: randomBytes(32).toString("hex") });
  const sink = await getSink(systemContext(), { id });
  Object.assign(env, { secret });
  expect(sink).toMatchObject({ id, secrets: null });
});

test("engineers see no sink", async () => {
  const id = await webhook();
  await expect(getSink(userContext("engineer"), { id })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("over the API a sink is listed, shown, tested, and its dead letters are sent again", async () => {
  const id = await webhook();
  await letterOf(id);
  const { admin } = await twoPeople();
  const as = await tokenFor(admin);
  const params = { id };
  const listed = await call(all, { as });
  expect(listed.text).toContain(id);
  expect(listed.text).not.toContain(SECRET.slice(6));
  expect((await call(one, { as, params })).body).toMatchObject({ id, letters: 1 });
  const tested = await call(tests, { as, params, method: "POST" });
  expect(tested.body).toMatchObject({ sent: false, reason: expect.any(String) as string });
  expect((await call(replays, { as, params, body: {} })).body).toEqual({ asked: 1 });
  expect((await call(replays, { as, params, body: {} })).status).toBe(404);
  expect((await call(one, { as, params })).body).toMatchObject({ letters: 0, asked: 1 });
});

test("what cannot be compared is refused with the field and what to do", async () => {
  const id = await webhook();
  const { admin } = await twoPeople();
  const as = await tokenFor(admin);
  const params = { id };
  const days = { from: "2026-11-25", to: "2026-11-26" };
  const back = await call(reconciliations, { as, params, body: days });
  expect([back.status, back.body["detail"]]).toEqual([
    400,
    "Gatehouse cannot list what this sink holds: give a list of what arrived there.",
  ]);
  const reversed = { from: days.to, to: days.from };
  expect((await call(reconciliations, { as, params, body: reversed })).body).toMatchObject({
    fields: { to: ["The last day comes before the first."] },
  });
  const query = `?${new URLSearchParams(days).toString()}`;
  const list = (body: string) => call(received, { as, params, query, body, method: "POST" });
  expect((await list("")).body).toMatchObject({ code: "invalid" });
  const long = await list("x\n".repeat(MAX_LIST_BYTES / 2 + 1));
  expect(long.status).toBe(413);
  expect(long.body["detail"]).toContain("command line");
  expect((await call(received, { as, params, body: "{}", method: "POST" })).body).toMatchObject({
    fields: { from: expect.any(Array) as string[], to: expect.any(Array) as string[] },
  });
});

test("a list in pieces is read line by line, wherever its bytes were cut", async () => {
  const id = await webhook();
  const { admin } = await twoPeople();
  const as = await tokenFor(admin);
  const today = new Date().toISOString().slice(0, 10);
  const line = JSON.stringify({ writer: "wéb-1", epoch: 1, seq: 1 });
  const body = `${line}\r\n${line}\nnot ours\n`;
  const answer = await call(received, { as, params: { id }, query: `?from=${today}&to=${today}`, body, method: "POST" }); // prettier-ignore
  expect([answer.status, answer.body]).toMatchObject([
    200,
    { sent: 0, found: 1, repeats: 1, unreadable: 1, missing: [] },
  ]);
});
