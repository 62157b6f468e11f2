import "#lib/testing/alone.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { sealSinkSecrets } from "#lib/audit-changes/sealed-secrets.ts";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { HecReceiver } from "#lib/testing/audit-receivers/hec-receiver.ts";
import { OtlpReceiver } from "#lib/testing/audit-receivers/otlp-receiver.ts";
import { WebhookBatchReceiver } from "#lib/testing/audit-receivers/webhook-receiver.ts";
import { arrived, beginShipping, firstLeaf, newSink, receiving, record, rowOf, SECRET, shipped, step, webhookTo } from "#lib/testing/shipping.ts"; // prettier-ignore

beforeEach(async () => {
  // The record that opens the chain is none of a test.
  await record(1);
  await beginShipping();
});

const WANTED = { action: "request.submit" };
const FILTER = { actions: ["request."] };
/** More than a sink looks at in one step. */
const NOISE = 600;

const letters = (sinkId: string) =>
  db.auditSinkLetter.findMany({ where: { sinkId }, orderBy: { firstLeaf: "asc" } });
const shippedTo = (receiver: { ids(): string[] }, ids: readonly string[]) =>
  receiver.ids().filter((id) => ids.includes(id));

const KINDS = [
  ["otlp", () => new OtlpReceiver()],
  ["splunk_hec", () => new HecReceiver()],
  ["webhook", () => new WebhookBatchReceiver(SECRET)],
] as const;

describe.each(KINDS)("%s with a filter", (kind, make) => {
  test("sets aside what is refused between many records that it is not sent", async () => {
    const receiver = make();
    await receiver.listen();
    const config = { kind, url: receiver.url, allowedHosts: [receiver.host] };
    const id = await newSink({ config, filter: FILTER });
    await asOwner(async (client) => {
      await client.query("SET LOCAL session_replication_role = replica");
      await client.query(`UPDATE "AuditSink" SET "sealedSecret" = $2 WHERE "id" = $1`, [
        id,
        sealSinkSecrets({ token: "hec-token", signingSecret: SECRET }, id),
      ]);
    });
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      ids.push(...(await record(1, WANTED)));
      await record(NOISE);
    }
    const [first = "", bad = "", last = ""] = ids;
    receiver.refuses = new Set([bad]);
    await shipped(id);
    expect([...new Set(shippedTo(receiver, ids))]).toEqual([first, last]);
    expect(await letters(id)).toMatchObject([
      { cause: "refused", firstLeaf: BigInt(firstLeaf() + 1 + NOISE), count: 1 },
    ]);
    expect(await rowOf(id)).toMatchObject({ failures: 0 });
    await receiver.close();
  });
});

test("the only record that waits stays until a later one is taken, and the sink says why", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver, FILTER);
    const [bad = ""] = await record(1, WANTED);
    receiver.refuses = new Set([bad]);
    for (let n = 0; n < 4; n += 1) {
      await record(50);
      expect(await step(id)).toMatchObject({ moved: false, failed: true });
    }
    expect(await letters(id)).toEqual([]);
    const { lastError } = await db.auditSink.findUniqueOrThrow({ where: { id } });
    expect(lastError).toBe(
      "The receiver answered 422. Nothing is set aside until it has taken a later record: the fault may be in the sink's settings.",
    );
    const later = await record(1, WANTED);
    await shipped(id);
    expect([...new Set(arrived(receiver))]).toEqual(later);
    expect(await letters(id)).toMatchObject([{ cause: "refused", reason: "The receiver answered 422." }]); // prettier-ignore
  });
});

test.each([3, 5, 40, 130])("%d refused ones at the head do not block it", async (count) => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver);
    const ids = await record(count + 20);
    receiver.refuses = new Set(ids.slice(0, count));
    await shipped(id);
    expect([...new Set(shippedTo(receiver, ids))]).toEqual(ids.slice(count));
    expect((await letters(id)).map(({ firstLeaf: leaf }) => Number(leaf) - firstLeaf())).toEqual(
      ids.slice(0, count).map((_, n) => n),
    );
  });
});

describe.each([400, 401, 403, 404])("a receiver that answers %d to everything", (status) => {
  test("makes no dead letters and loses nothing", async () => {
    await receiving(async (receiver) => {
      const id = await webhookTo(receiver);
      const ids = await record(40);
      receiver.fault = { kind: "status", status, times: Infinity };
      for (let n = 0; n < 5; n += 1)
        expect(await step(id)).toMatchObject({ moved: false, failed: true });
      expect(await letters(id)).toEqual([]);
      expect(await rowOf(id)).toMatchObject({ position: firstLeaf(), failures: 5 });
      receiver.fault = null;
      await shipped(id);
      expect([...new Set(shippedTo(receiver, ids))]).toEqual(ids);
      expect(await letters(id)).toEqual([]);
    });
  });
});

test("what is refused for a moment only, as everything is then, is no dead letter", async () => {
  await receiving(async (receiver) => {
    const id = await webhookTo(receiver, FILTER);
    const first = await record(1, WANTED);
    await record(NOISE);
    const second = await record(1, WANTED);
    receiver.fault = { kind: "status", status: 400, times: 1 };
    await shipped(id);
    expect(await letters(id)).toEqual([]);
    expect(new Set(arrived(receiver))).toEqual(new Set([...first, ...second]));
  });
});
