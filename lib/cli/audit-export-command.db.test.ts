import "#lib/testing/alone.ts";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { writeCheckpoint } from "#lib/audit/sequencer/write-checkpoint.ts";
import { createKey, signerFromFile } from "#lib/audit/tree/signer.ts";
import { db, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { writeRecords } from "#lib/testing/log.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-export-"));
const inFolder = (name: string) => path.join(folder, name);
const env = { ...process.env, AUDIT_KEY_FILE: inFolder("audit-key.json") };
afterAll(() => fs.rmSync(folder, { recursive: true }));

beforeAll(async () => {
  fs.writeFileSync(inFolder("audit-key.json"), createKey("export.example/log"), { mode: 0o600 });
  // More than a pipe holds.
  await writeRecords(
    Array.from({ length: 2_000 }, (_, n) => ({
      ...{ action: "server.describe", targetKind: "server", targetId: `server-${n}` },
      after: { text: "a".repeat(200) },
    })),
  );
  await transact((tx) => sequenceRound(sqlOf(tx)));
  const signer = signerFromFile(inFolder("audit-key.json"));
  await transact((tx) => writeCheckpoint(sqlOf(tx), signer));
});
const mayAdd = (words: string) =>
  asOwner((owner) => owner.query(`${words} "AuditEvent" ${words === "REVOKE INSERT ON" ? "FROM" : "TO"} gatehouse_app`)); // prettier-ignore
afterEach(() => mayAdd("GRANT INSERT ON"));

/** `reads: 0`: whoever reads goes away after the first bytes. */
async function exported(args: readonly string[], reads = Infinity) {
  const script = path.join(ROOT, "scripts", "gatehouse.ts");
  const child = spawn(process.execPath, [script, "audit", "export", ...args], { cwd: folder, env });
  const err = text(child.stderr);
  if (reads === 0) child.stdout.once("data", () => child.stdout.destroy());
  const out = reads === 0 ? Promise.resolve("") : text(child.stdout);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out: await out, err: await err };
}

const records = () =>
  db.auditEvent.findMany({ where: { action: "export.read" }, select: { after: true } });

test("whoever takes the log out is recorded, once, with how much it is", async () => {
  const before = (await records()).length;
  const { code, out } = await exported(["--out", "-"]);
  expect(code).toBe(0);
  const { size } = JSON.parse(out.slice(0, out.indexOf("\n"))) as { size: number };
  const after = await records();
  expect(after).toHaveLength(before + 1);
  expect(after).toContainEqual({
    after: { format: "gatehouse-audit-export/1", firstLeaf: 0, size },
  });
});

test("also when they read only its beginning, which ends without a word", async () => {
  const before = (await records()).length;
  const { code, err } = await exported(["--out", "-"], 0);
  expect([code, err]).toEqual([1, ""]);
  expect(await records()).toHaveLength(before + 1);
});

test("not a byte is given out that cannot be recorded", async () => {
  await mayAdd("REVOKE INSERT ON");
  const { code, out, err } = await exported(["--out", "-"]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/log cannot be written/);
  expect((await exported(["--out", inFolder("log.jsonl")])).code).toBe(1);
  expect(fs.readdirSync(folder)).toEqual(["audit-key.json"]);
});

test("a file that cannot be written is one sentence, and takes nothing out", async () => {
  const before = await records();
  const out = inFolder("not-there/log.jsonl");
  const { code, err } = await exported(["--out", out]);
  expect([code, err]).toEqual([1, `${out} cannot be written.\n`]);
  expect(await records()).toEqual(before);
});

test("a file has it all, and nothing beside it", async () => {
  const { code, out } = await exported(["--out", inFolder("log.jsonl"), "--json"]);
  const { size } = JSON.parse(out) as { size: number };
  expect(code).toBe(0);
  const lines = fs.readFileSync(inFolder("log.jsonl"), "utf8").trimEnd().split("\n");
  expect(lines.filter((line) => line.startsWith('{"type":"record"'))).toHaveLength(size);
  expect(fs.statSync(inFolder("log.jsonl")).mode & 0o077).toBe(0);
  expect(fs.readdirSync(folder).sort()).toEqual(["audit-key.json", "log.jsonl"]);
});
