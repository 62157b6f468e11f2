import "#lib/testing/alone.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { db, sql } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import type { WebhookBatchReceiver } from "#lib/testing/audit-receivers/webhook-receiver.ts";
import { arrived, beginShipping, firstLeaf, receiving, record, replayed, rowOf, shipped, webhookTo } from "#lib/testing/shipping.ts"; // prettier-ignore
import { startShipping } from "./start-shipping.ts";

beforeEach(async () => {
  // The record that opens the chain is none of a lot.
  await record(1);
  await beginShipping();
});

/** Of this test's first records, as a comparison that misses them makes it. */
async function lot(sinkId: string, count: number): Promise<string> {
  const letter = await db.auditSinkLetter.create({
    data: {
      sinkId,
      firstLeaf: firstLeaf(),
      count,
      cause: "missing",
      reason: "The other side does not have it.",
      at: new Date(),
      askedAt: new Date(),
    },
  });
  return letter.id;
}

const letter = (id: string) => db.auditSinkLetter.findUniqueOrThrow({ where: { id } });
const toldOf = async (receiver: WebhookBatchReceiver, ids: readonly string[]) =>
  Promise.resolve([...new Set(arrived(receiver))].filter((id) => ids.includes(id)));

/** A sink that was sent all there is so far, of which the receiver then lost everything. */
async function lost(receiver: WebhookBatchReceiver, count: number) {
  const id = await webhookTo(receiver);
  const ids = await record(count);
  await shipped(id);
  receiver.batches.length = 0;
  return { id, ids };
}

async function whileShipping(work: () => Promise<void>): Promise<void> {
  const shipping = startShipping();
  try {
    await work();
  } finally {
    await shipping.stop();
  }
}

test("a lot too large for one call is sent in pieces, and keeps nothing new from being sent", async () => {
  await receiving(async (receiver) => {
    const { id, ids } = await lost(receiver, 300);
    const asked = await lot(id, 300);
    receiver.fault = {
      kind: "hang",
      when: (body) => (JSON.parse(body.toString()) as { count: number }).count > 100,
    };
    const more = await record(20);
    await whileShipping(async () => {
      await expect.poll(() => toldOf(receiver, more), { timeout: 10_000 }).toEqual(more);
      await expect.poll(() => toldOf(receiver, ids), { timeout: 20_000 }).toEqual(ids);
      await expect
        .poll(async () => (await letter(asked)).replayedAt, { timeout: 5_000 })
        .not.toBeNull();
    });
    expect(await letter(asked)).toMatchObject({ sent: 300 });
    expect(await rowOf(id)).toMatchObject({ failures: 0 });
  });
}, 60_000);

describe("while the sink is down", () => {
  test.each([1, 30])("a lot of %d is tried again after rests that grow", async (count) => {
    await receiving(async (receiver) => {
      const { id, ids } = await lost(receiver, count);
      const asked = await lot(id, count);
      await receiver.close();
      for (let n = 1; n <= 4; n += 1) {
        expect(await replayed(id)).toEqual({ moved: false, failed: true });
        expect(await rowOf(id)).toMatchObject({ failures: n });
      }
      const { openUntil } = await rowOf(id);
      expect(openUntil?.getTime()).toBeGreaterThan(Date.now() + 1_000);
      const waiting = await letter(asked);
      expect(waiting).toMatchObject({ replayedAt: null, attempts: 4, sent: 0 });
      expect(waiting.askedAt).not.toBeNull();
      await receiver.listen();
      while ((await replayed(id)).moved);
      expect(await toldOf(receiver, ids)).toEqual(ids);
      expect(await rowOf(id)).toMatchObject({ failures: 0 });
    });
  });
});

test("what is refused of a lot waits for somebody again, alone; the rest of it arrives", async () => {
  await receiving(async (receiver) => {
    const { id, ids } = await lost(receiver, 12);
    const asked = await lot(id, 12);
    receiver.refuses = new Set([ids[4] ?? ""]);
    while ((await replayed(id)).moved);
    expect(await toldOf(receiver, ids)).toEqual(ids.filter((_, n) => n !== 4));
    expect((await letter(asked)).replayedAt).not.toBeNull();
    expect(
      await db.auditSinkLetter.findMany({ where: { sinkId: id, replayedAt: null } }),
    ).toMatchObject([
      { firstLeaf: BigInt(firstLeaf() + 4), count: 1, cause: "refused", askedAt: null },
    ]);
  });
});

test("one record that the receiver refuses alone waits for somebody again, at once", async () => {
  await receiving(async (receiver) => {
    const { id, ids } = await lost(receiver, 1);
    const asked = await lot(id, 1);
    receiver.refuses = new Set(ids);
    expect(await replayed(id)).toEqual({ moved: true, failed: false });
    expect(await letter(asked)).toMatchObject({
      askedAt: null,
      replayedAt: null,
      attempts: 1,
      reason: "The receiver answered 422.",
    });
  });
});

test("a record that a sink hangs on while it takes others does not keep it failing", async () => {
  await receiving(async (receiver) => {
    const { id, ids } = await lost(receiver, 3);
    const asked = await lot(id, 3);
    const poison = ids[1] ?? "";
    receiver.fault = { kind: "hang", when: (body) => body.includes(poison) };
    await whileShipping(async () => {
      await expect
        .poll(
          async () => {
            await record(1);
            return (await letter(asked)).replayedAt;
          },
          { timeout: 40_000, interval: 500 },
        )
        .not.toBeNull();
    });
    expect(await toldOf(receiver, ids)).toEqual(ids.filter((one) => one !== poison));
    expect(
      await db.auditSinkLetter.findMany({ where: { sinkId: id, replayedAt: null } }),
    ).toMatchObject([{ firstLeaf: BigInt(firstLeaf() + 1), count: 1, askedAt: null }]);
  });
}, 60_000);

test.each([
  `DELETE FROM "AuditSinkLetter"`,
  `TRUNCATE "AuditSinkLetter"`,
  `UPDATE "AuditSinkLetter" SET "count" = 1, "sent" = 0`,
])("a dead letter stays as long as its sink, for the owner of the tables too: %s", async (text) => {
  await receiving(async (receiver) => {
    const { id } = await lost(receiver, 2);
    await lot(id, 2);
    await expect(sql({ text }, [])).rejects.toMatchObject({ code: "42501" });
    await expect(asOwner((client) => client.query(text))).rejects.toThrow(/GH001: forbidden/);
  });
});
