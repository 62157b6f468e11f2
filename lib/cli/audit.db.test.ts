import "#lib/testing/alone.ts";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appendEvents } from "#lib/audit/chain/append-events.ts";
import { recordsOf } from "#lib/audit/chain/records-of.ts";
import { db, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { writeCheckpoint } from "#lib/audit/sequencer/write-checkpoint.ts";
import { createKey, signerFromFile, verifierOf } from "#lib/audit/tree/signer.ts";
import { publicKeyPem } from "#lib/audit/tree/verifier-key.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { systemContext } from "#lib/testing/context.ts";
import { writeRecords } from "#lib/testing/log.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-log-"));
const inFolder = (name: string) => path.join(folder, name);
afterAll(() => fs.rmSync(folder, { recursive: true }));

type Ended = { code: number; out: string; err: string };

function run(script: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, "scripts", script), ...args],
      { cwd: folder, env: { ...process.env, AUDIT_KEY_FILE: inFolder("audit-key.json") } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}
const audit = (...args: string[]) => run("gatehouse.ts", ["audit", ...args]);
const verifyFile = (...args: string[]) =>
  run("verify-audit.mjs", [inFolder("log.jsonl"), "--key", inFolder("key.pem"), ...args]);

async function settle(): Promise<number> {
  const signer = signerFromFile(inFolder("audit-key.json"));
  await transact((tx) => sequenceRound(sqlOf(tx)));
  return (await transact((tx) => writeCheckpoint(sqlOf(tx), signer)))?.size ?? 0;
}

const deeds = (count: number) =>
  writeRecords(
    Array.from({ length: count }, (_, n) => ({
      action: "server.describe",
      targetKind: "server",
      targetId: `server-${n}`,
      after: { name: "ж ☂ 𝄞", n },
    })),
  );

let sizes: number[] = [];
beforeAll(async () => {
  expect((await audit("create-key", "--out", inFolder("audit-key.json"))).code).toBe(0);
  await deeds(300);
  sizes = [await settle()];
  await deeds(40);
  sizes.push(await settle());
});

test("the key is its owner's alone, and is never overwritten", async () => {
  expect(fs.statSync(inFolder("audit-key.json")).mode & 0o077).toBe(0);
  expect(await audit("create-key", "--out", inFolder("audit-key.json"))).toMatchObject({ code: 1 });
});

test("verify and fsck find a whole log whole", async () => {
  expect(await audit("verify")).toMatchObject({ code: 0, err: "" });
  const { code, out } = await audit("fsck", "--json");
  expect([code, JSON.parse(out)]).toMatchObject([0, { problems: [], checkpoints: 2 }]);
});

test("consistency is proven between sizes that were signed", async () => {
  const { code, out } = await audit("consistency", String(sizes[0]), String(sizes[1]), "--json");
  expect([code, JSON.parse(out)]).toMatchObject([0, { consistent: true }]);
  expect((await audit("consistency", "7", String(sizes[1]))).code).toBe(2);
});

test("a record is proven under the newest checkpoint, or said to be missing", async () => {
  const { id } = await db.auditEvent.findFirstOrThrow({ where: { targetId: "server-123" } });
  expect(await audit("prove", id)).toMatchObject({ code: 0, err: "" });
  const { out } = await audit("prove", id, "--json");
  expect(JSON.parse(out)).toMatchObject({ format: "gatehouse-audit-proof/1", leaf: 124 });
  const nobody = "00000000-0000-4000-8000-000000000000";
  expect((await audit("prove", nobody)).code).toBe(2);
  fs.writeFileSync(inFolder("other.json"), createKey("other.example/log"), { mode: 0o600 });
  fs.writeFileSync(
    inFolder("other.pem"),
    publicKeyPem(verifierOf(signerFromFile(inFolder("other.json")))),
  );
  expect(await audit("prove", id, "--key", inFolder("other.pem"))).toMatchObject({ code: 1 });
});

test("an export is verified by the program of one file, with the public key alone", async () => {
  expect((await audit("export", "--out", inFolder("log.jsonl"))).code).toBe(0);
  expect((await audit("public-key", "--out", inFolder("key.pem"))).code).toBe(0);
  expect(await verifyFile()).toMatchObject({ code: 0 });

  const whole = fs.readFileSync(inFolder("log.jsonl"), "utf8");
  fs.writeFileSync(inFolder("log.jsonl"), whole.replace('"server-200"', '"server-201"'));
  const { code, out, err } = await verifyFile();
  expect(code).toBe(1);
  expect(out + err).toContain("201");
  fs.rmSync(inFolder("log.jsonl"));
  expect((await verifyFile()).code).toBe(2);
});

test("a part of the log is exported with what it takes to verify it", async () => {
  expect((await audit("export", "--from", "100", "--out", inFolder("log.jsonl"))).code).toBe(0);
  expect(await verifyFile()).toMatchObject({ code: 0 });
});

test("personal parts are exported when asked for, compared by the program of one file, and that is recorded", async () => {
  const subject = "0b9a1c1e-0000-4000-8000-000000000001";
  const records = recordsOf(systemContext(), [
    {
      ...({ action: "person.enable", targetKind: "person", targetId: subject } as const),
      ...{ before: null, after: { ok: true } },
      personal: { subject, facts: { after: { name: "Eve \u0436", 10: "a", 2: "b" } } },
    },
  ]);
  await appendEvents(records);
  await settle();
  expect((await audit("verify")).out).toContain(
    "Personal parts: 1 compared with their records, 0 erased",
  );
  expect((await audit("export", "--out", inFolder("log.jsonl"))).code).toBe(0);
  expect(fs.readFileSync(inFolder("log.jsonl"), "utf8")).not.toContain("Eve");
  expect((await audit("export", "--personal", "--out", inFolder("log.jsonl"))).code).toBe(0);
  const told = await verifyFile();
  expect(told).toMatchObject({ code: 0 });
  expect(told.out).toContain("1 personal payload.");
  const whole = fs.readFileSync(inFolder("log.jsonl"), "utf8");
  fs.writeFileSync(inFolder("log.jsonl"), whole.replace("Eve ж", "Eva ж"));
  const { code, out, err } = await verifyFile();
  expect(code).toBe(1);
  expect(out + err).toContain(records[0]?.id);
  await settle();
  expect((await audit("export", "--out", "-")).out).toContain('"personal":true');
});

test("whoever exports the log is in it", async () => {
  expect((await audit("export", "--out", "-")).out).toContain('"type":"export"');
  await settle();
  const { out } = await audit("export", "--out", "-");
  expect(out).toContain('"action":"export.read"');
});

test("verify names what the owner of the database did, and says it with its exit status", async () => {
  const change = (text: string) =>
    asOwner(async (client) => {
      await client.query("SET LOCAL session_replication_role = replica");
      await client.query(
        `UPDATE "AuditEvent" SET "actorName" = $1 WHERE "targetId" = 'server-299'`,
        [text],
      );
    });
  await change("Somebody else");
  const { code, out } = await audit("verify");
  expect(code).toBe(1);
  expect(out).toMatch(/^The log is not whole\.\n- leaf 300, writer script-1, epoch 1, seq 301/);
  await change("Test");
  expect((await audit("verify")).code).toBe(0);
});
