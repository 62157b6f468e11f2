import "#lib/testing/alone.ts";
import { beforeEach, expect, test } from "vitest";
import { db, sql, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { systemContext } from "#lib/testing/context.ts";
import { appendEvents } from "../chain/append-events.ts";
import { closeWriters } from "../chain/close-writers.ts";
import { recorded } from "../chain/recorded.ts";
import { recordsOf } from "../chain/records-of.ts";
import { openCheckpoint } from "../tree/checkpoint.ts";
import { appendLeaves, EMPTY_TREE, rootOf } from "../tree/merkle.ts";
import {
  consistencyProof,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from "../tree/proofs.ts";
import { createKey, signerFromJson, verifierOf } from "../tree/signer.ts";
import { tileSource } from "../tree/tiles.ts";
import { readTile } from "./read-tiles.ts";
import { sequenceRound } from "./sequence-round.ts";
import { writeCheckpoint } from "./write-checkpoint.ts";

const signer = signerFromJson(createKey("test.example/log"));
const round = () => transact((tx) => sequenceRound(sqlOf(tx)));
const sign = () => transact((tx) => writeCheckpoint(sqlOf(tx), signer));

const deeds = (count: number, label = "x") =>
  recordsOf(
    systemContext(),
    Array.from({ length: count }, (_, n) => ({
      action: "server.use" as const,
      targetKind: "server" as const,
      targetId: `${label}-${n}`,
      before: null,
      after: { n },
    })),
  );

/** Leaf hashes in the order of the batches, from the records themselves. */
const leaves = () =>
  sql<{ hash: Buffer; id: string }>(
    {
      text: `SELECT a."hash", a."id" FROM "AuditBatch" b JOIN "AuditEvent" a ON a."writer" = b."writer" AND a."epoch" = b."epoch"
        AND a."seq" BETWEEN b."firstSeq" AND b."firstSeq" + b."count" - 1 ORDER BY b."firstLeaf" + a."seq" - b."firstSeq"`,
    },
    [],
  );

beforeEach(async () => {
  await closeWriters();
  await round();
});

test("every committed record has one place, and the signed root is that of the records", async () => {
  await Promise.all([
    appendEvents(deeds(300)),
    ...Array.from({ length: 5 }, (_, n) => recorded((_tx, append) => append(deeds(7, `w${n}`)))),
  ]);
  await round();
  const checkpoint = await sign();
  const all = await leaves();
  expect(all).toHaveLength(await db.auditEvent.count());
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const opened = openCheckpoint(checkpoint?.note ?? "", [verifierOf(signer)]);
  expect(opened.size).toBe(all.length);
  expect(opened.root).toEqual(
    rootOf(
      appendLeaves(
        EMPTY_TREE,
        all.map(({ hash }) => hash),
      ),
    ),
  );
});

test("a record is proven by a few hashes from the tiles, and growth by a few more", async () => {
  await appendEvents(deeds(700));
  await round();
  const first = await sign();
  await appendEvents(deeds(90));
  await round();
  const second = await sign();
  if (!first || !second) throw new Error("No checkpoint was signed.");
  const source = () => tileSource(readTile(sql));
  const all = await leaves();
  for (const leaf of [0, 255, 256, 300, first.size - 1]) {
    const proof = await inclusionProof(leaf, first.size, source());
    const leafHash = all[leaf]?.hash ?? Buffer.alloc(0);
    expect(verifyInclusion({ leaf, size: first.size, leafHash, proof, root: first.root })).toBe(
      true,
    );
    expect(proof.length).toBeLessThanOrEqual(12);
  }
  const proof = await consistencyProof(first.size, second.size, source());
  expect(
    verifyConsistency({
      from: first.size,
      to: second.size,
      fromRoot: first.root,
      toRoot: second.root,
      proof,
    }),
  ).toBe(true);
});

test("what is not committed has no place, whatever was committed after it", async () => {
  let release = () => undefined as void;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const slow = recorded(async (_tx, append) => {
    await append(deeds(1, "slow"));
    await gate;
  });
  await recorded((_tx, append) => append(deeds(1, "fast")));
  await round();
  const places = async (label: string) => (await leaves()).filter(({ id }) => id === label).length;
  const idOf = async (targetId: string) =>
    (await db.auditEvent.findFirst({ where: { targetId } }))?.id ?? "none";
  expect(await places(await idOf("fast-0"))).toBe(1);
  release();
  await slow;
  await round();
  expect(await places(await idOf("slow-0"))).toBe(1);
});

test("one size is signed once, and an idle tree is not signed again", async () => {
  await appendEvents(deeds(3));
  await round();
  expect(await sign()).not.toBeNull();
  expect(await sign()).toBeNull();
});

test("two sequencers at once take every record once", async () => {
  await appendEvents(deeds(500));
  await Promise.all([round(), round(), round()]);
  const all = await leaves();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(all).toHaveLength(await db.auditEvent.count());
});

test("the days of the chart count what is in the tree", async () => {
  await appendEvents(deeds(20, "hour"));
  await round();
  const [counted] = await sql<{ n: string }>(
    { text: `SELECT sum("count") AS n FROM "AuditDay" WHERE "action" = 'server.use'` },
    [],
  );
  expect(Number(counted?.n)).toBe(await db.auditEvent.count({ where: { action: "server.use" } }));
});
