import "#lib/testing/alone.ts";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sql, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { closeWriters } from "#lib/audit/chain/close-writers.ts";
import { directoryAnchor } from "#lib/audit/sequencer/anchors.ts";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { writeCheckpoint } from "#lib/audit/sequencer/write-checkpoint.ts";
import { createKey, signerFromFile, verifierOf } from "#lib/audit/tree/signer.ts";
import { publicKeyPem } from "#lib/audit/tree/verifier-key.ts";
import { backUpLog } from "#lib/testing/log-backup.ts";
import { writeRecords } from "#lib/testing/log.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-outside-"));
const inFolder = (...names: string[]) => path.join(folder, ...names);
afterAll(() => fs.rmSync(folder, { recursive: true }));

const anchors = inFolder("anchors");
const settings: Record<string, string> = {
  AUDIT_KEY_FILE: inFolder("present.json"),
  AUDIT_PUBLIC_KEYS_OLD: inFolder("former.pem"),
};

type Ended = { code: number; out: string; err: string };

function audit(args: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, "scripts", "gatehouse.ts"), "audit", ...args],
      { cwd: folder, env: { ...process.env, ...settings, ...more } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

async function signed(key: string): Promise<number> {
  await writeRecords([{ action: "x.y", targetKind: "server", targetId: "x" }]);
  await transact((tx) => sequenceRound(sqlOf(tx)));
  const signer = signerFromFile(inFolder(`${key}.json`));
  const checkpoint = await transact((tx) => writeCheckpoint(sqlOf(tx), signer));
  if (!checkpoint) throw new Error("Nothing was signed.");
  await directoryAnchor(anchors, sql).publish(checkpoint);
  return checkpoint.size;
}

let [first, kept, lost] = [0, 0, 0];
beforeAll(async () => {
  for (const name of ["former", "present"])
    fs.writeFileSync(inFolder(`${name}.json`), createKey("outside.example/log"), { mode: 0o600 });
  const former = verifierOf(signerFromFile(inFolder("former.json")));
  fs.writeFileSync(inFolder("former.pem"), publicKeyPem(former));
  first = await signed("former");
  kept = await signed("present");
  await closeWriters();
  const restore = await backUpLog();
  lost = await signed("present");
  await closeWriters();
  await restore();
});

test("a former key is one of this installation's, where a setting names it", async () => {
  const { code, out } = await audit(["verify"]);
  expect([code, out]).toEqual([0, expect.stringContaining("Nothing that was kept outside")]);
});

test("the log continues over a change of the key", async () => {
  expect((await audit(["consistency", String(first), String(kept)])).code).toBe(0);
});

test("without the setting the log is not whole, and the setting is named", async () => {
  const { code, out } = await audit(["verify"], { AUDIT_PUBLIC_KEYS_OLD: "" });
  expect([code, out]).toEqual([1, expect.stringContaining("AUDIT_PUBLIC_KEYS_OLD")]);
});

test("a log that was set back is not whole where the anchor folder is there", async () => {
  const words = `covers ${lost} records, and the log has only ${kept}: it was cut off or set back`;
  const own = await audit(["fsck"], { AUDIT_ANCHOR_DIR: anchors });
  expect([own.code, own.out]).toEqual([1, expect.stringContaining(words)]);
});

test("nor for whoever brings a folder of checkpoints", async () => {
  const brought = await audit(["verify", "--checkpoint", anchors, "--json"]);
  expect([brought.code, JSON.parse(brought.out)]).toMatchObject([1, { outside: 3 }]);
});

test("what cannot be compared is no verdict", async () => {
  const { code, err } = await audit(["verify"], { AUDIT_ANCHOR_DIR: inFolder("nowhere") });
  expect([code, err]).toEqual([2, expect.stringContaining("AUDIT_ANCHOR_DIR cannot be read")]);
});

test("what was set aside after a restored backup is named, and not compared", async () => {
  const aside = path.join(anchors, "before-the-restore");
  const names = fs.readdirSync(anchors);
  fs.mkdirSync(aside);
  for (const name of names) fs.renameSync(path.join(anchors, name), path.join(aside, name));
  const { code, out } = await audit(["verify"], { AUDIT_ANCHOR_DIR: anchors });
  expect(code).toBe(0);
  expect(out).toContain(`Set aside, and not compared: ${aside}.`);
});
