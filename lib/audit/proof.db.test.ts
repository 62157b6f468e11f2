import { randomUUID } from "node:crypto";
import { afterAll, expect, test, vi } from "vitest";
import { pool, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { createPerson, createServer } from "#lib/testing/factories.ts";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { systemContext, userContext } from "#lib/testing/context.ts";
import { getCompleteness } from "./get-completeness.ts";
import { getConsistency } from "./get-consistency.ts";
import { getAuditCounts } from "./get-counts.ts";
import { getAuditEvent } from "./get-event.ts";
import { getAuditProof } from "./get-proof.ts";
import { listCheckpoints } from "./list-checkpoints.ts";
import { listAuditEvents } from "./list-events.ts";
import { noteVerification } from "./note-verification.ts";
import { sequenceRound } from "./sequencer/sequence-round.ts";
import { writeCheckpoint } from "./sequencer/write-checkpoint.ts";
import { openCheckpoint } from "./tree/checkpoint.ts";
import { verifyConsistency, verifyInclusion } from "./tree/proofs.ts";
import { createKey, signerFromJson, verifierOf } from "./tree/signer.ts";

// The tree of the log is one, and these tests grow it.
const dropDatabase = await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  return ownDatabase("audit_proof");
});
afterAll(async () => {
  await pool.end();
  await dropDatabase();
});

const signer = signerFromJson(createKey("gatehouse.audit/test"));
const auditor = userContext("auditor");

const sequence = () => transact((tx) => sequenceRound(sqlOf(tx)));
const checkpoint = () => transact((tx) => writeCheckpoint(sqlOf(tx), signer));

async function quarantined() {
  const person = await createPerson(["security"]);
  const { name, id } = await createServer();
  await quarantineServer(person.ctx(), { name, reason: "A test asks for it." });
  const { events } = await listAuditEvents(auditor, { targetKind: "server", targetId: id });
  return { person, name, id: events[0]?.id ?? "" };
}

test("a record waits for its place, then for a checkpoint, and is proven under the newest one", async () => {
  const { id } = await quarantined();
  expect(await getAuditProof(auditor, { id })).toMatchObject({ state: "waiting_for_place" });
  await sequence();
  expect(await getAuditProof(auditor, { id })).toMatchObject({ state: "waiting_for_checkpoint" });
  await checkpoint();
  for (let more = 0; more < 3; more += 1) await quarantined();
  await sequence();
  await checkpoint();

  const proof = await getAuditProof(auditor, { id });
  const { size, root } = openCheckpoint(proof?.checkpoint?.note ?? "", [verifierOf(signer)]);
  expect([proof?.state, proof?.checkpoint?.size]).toEqual(["proven", size]);
  const claim = {
    leaf: proof?.leaf ?? -1,
    size,
    leafHash: Buffer.from(proof?.hash ?? "", "hex"),
    proof: (proof?.proof ?? []).map((hash) => Buffer.from(hash, "hex")),
    root,
  };
  expect(verifyInclusion(claim)).toBe(true);
  expect(verifyInclusion({ ...claim, leaf: claim.leaf + 1 })).toBe(false);
  expect(proof?.key).toMatchObject({ name: signer.name, keyId: signer.keyId });
});

test("a record is told with names that are looked up, and what its hash covers to the letter", async () => {
  const { person, name, id } = await quarantined();
  const record = await getAuditEvent(auditor, { id });
  expect(record).toMatchObject({
    id,
    action: "server.quarantine",
    actorId: person.id,
    actorName: "",
    actor: { name: "Test", email: person.email },
    target: { name },
    personal: null,
    facts: { after: { reason: "A test asks for it." } },
  });
  expect(JSON.parse(record?.after ?? "null")).toEqual(record?.facts.after);
  expect(await getAuditEvent(auditor, { id: randomUUID() })).toBeNull();
  expect(await getAuditProof(auditor, { id: randomUUID() })).toBeNull();
});

test("any signed size is proven to continue a smaller one, and nothing else is claimed", async () => {
  await quarantined();
  await sequence();
  await checkpoint();
  const { checkpoints } = await listCheckpoints(auditor, {});
  const [newest, older] = [checkpoints.at(0), checkpoints.at(-1)];
  const [from, to] = [older?.size ?? 0, newest?.size ?? 0];
  expect(from).toBeLessThan(to);
  const answer = await getConsistency(auditor, { from, to });
  const bytes = (text: string) => Buffer.from(text, "base64");
  expect([answer.from.root, answer.to.root]).toEqual([older?.root, newest?.root]);
  expect(
    verifyConsistency({
      from,
      to,
      fromRoot: bytes(answer.from.root),
      toRoot: bytes(answer.to.root),
      proof: answer.proof.map(bytes),
    }),
  ).toBe(true);
  await expect(getConsistency(auditor, { from: to, to: from })).rejects.toMatchObject({
    fields: { from: expect.any(Array) as unknown },
  });
  await expect(getConsistency(auditor, { from: 1, to: to + 1 })).rejects.toMatchObject({
    fields: { to: expect.any(Array) as unknown },
  });
});

test("the completeness page names what waits, and has nothing to say when nothing does", async () => {
  await sequence();
  await checkpoint();
  const whole = await getCompleteness(auditor, {});
  expect(whole).toMatchObject({
    treeAlarm: null,
    waiting: 0,
    holes: [],
    key: { keyId: signer.keyId },
  });
  expect(whole.checkpoint?.size).toBe(whole.treeSize);
  // No anchor is set up here.
  expect(whole.findings.map(({ tone }) => tone)).toEqual(["warning"]);
  expect(whole.epochs.length).toBeGreaterThan(0);

  const { asOwner } = await import("#lib/testing/as-owner.ts");
  const { id } = await quarantined();
  const { id: later } = await quarantined();
  expect(later).not.toBe(id);
  // As whoever owns the database: a record is taken away before it has its place.
  await asOwner(async (client) => {
    await client.query(`SET LOCAL session_replication_role = replica`);
    await client.query(
      `UPDATE "AuditEvent" SET "at" = "at" - interval '5 minutes' WHERE "id" = $1`,
      [later],
    );
    await client.query(`DELETE FROM "AuditEvent" WHERE "id" = $1`, [id]);
  });
  const broken = await getCompleteness(auditor, {});
  expect(broken.holes).toHaveLength(1);
  expect(broken.waiting).toBeGreaterThan(0);
  expect(broken.findings[0]).toMatchObject({
    tone: "danger",
    text: expect.stringMatching(/^Records are missing from writer /) as unknown,
  });
});

test("the completeness page is red from a verification that found something to one that found nothing", async () => {
  const seen = async () => {
    const { verification, findings } = await getCompleteness(auditor, {});
    return [verification.problems, findings.filter(({ text }) => text.includes("verification"))];
  };
  expect(await seen()).toEqual([null, []]);
  await noteVerification(systemContext(), { size: 3, seconds: 1, problems: 4 });
  expect(await seen()).toMatchObject([4, [{ tone: "danger" }]]);
  await noteVerification(systemContext(), { size: 3, seconds: 1, problems: 0 });
  expect(await seen()).toEqual([0, []]);
});

test("counts come from what joined the tree, and stop where counting would be slow", async () => {
  const counts = await getAuditCounts(auditor, { action: "server.quarantine" });
  expect(counts).toMatchObject({ of: "90 days", capped: false, chartIgnores: false });
  expect(counts.count).toBeGreaterThan(4);
  expect(counts.days).toHaveLength(90);
  expect(counts.days.reduce((sum, { success }) => sum + success, 0)).toBe(counts.count);
  const of = await getAuditCounts(auditor, { targetKind: "server" });
  expect(of).toMatchObject({ of: "all", capped: false, chartIgnores: true });
  expect((await getAuditCounts(auditor, { outcome: "failed" })).count).toBe(0);
});
