import "#lib/testing/alone.ts";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { db, sql, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { systemContext } from "#lib/testing/context.ts";
import { backUpLog } from "#lib/testing/log-backup.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { closeWriters } from "../chain/close-writers.ts";
import { configuredAnchors } from "../sequencer/anchors.ts";
import { publishCheckpoint } from "../sequencer/publish-checkpoint.ts";
import { sequenceRound } from "../sequencer/sequence-round.ts";
import { writeCheckpoint } from "../sequencer/write-checkpoint.ts";
import { createKey, signerFromJson, verifierOf } from "../tree/signer.ts";
import { formatVkey, publicKeyPem } from "../tree/verifier-key.ts";
import { checkLog } from "./check-log.ts";

const NAME = "test.example/log";
const [former, present] = [createKey(NAME), createKey(NAME)];
const formerKey = verifierOf(signerFromJson(former));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-check-log-"));
const anchors = path.join(folder, "anchors");
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Records, signed with this key and put into the anchor folder where there is one. */
async function signed(key: string): Promise<number> {
  await writeRecords(
    Array.from({ length: 5 }, () => ({ action: "x.y", targetKind: "server", targetId: "x" })),
  );
  await transact((tx) => sequenceRound(sqlOf(tx)));
  const checkpoint = await transact((tx) => writeCheckpoint(sqlOf(tx), signerFromJson(key)));
  if (!checkpoint) throw new Error("Nothing was signed.");
  await publishCheckpoint(sql, configuredAnchors(sql), checkpoint);
  return checkpoint.size;
}

/** What the nightly check finds, and what it says. */
async function nightly(): Promise<{ problems: unknown; alarm: string | null }> {
  const alarms = () =>
    db.auditEvent.findMany({ where: { action: "log.alarm" }, orderBy: { at: "asc" } });
  const before = (await alarms()).length;
  await checkLog(systemContext());
  const { after } = await db.auditEvent.findFirstOrThrow({
    where: { action: "log.verify" },
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  const told = (await alarms())[before]?.after as { what: string } | undefined;
  return { problems: (after as { problems: unknown }).problems, alarm: told?.what ?? null };
}

beforeEach(() => {
  Object.assign(env.audit, { key: former, oldPublicKeys: [], anchorDir: null });
});

test.each([
  ["its public key", () => formatVkey(formerKey)],
  [
    "the file of its public key",
    () => {
      const file = path.join(folder, "former.pem");
      fs.writeFileSync(file, publicKeyPem(formerKey));
      return file;
    },
  ],
])("a log that was signed with a former key is whole where %s is named", async (_what, named) => {
  await signed(former);
  await signed(present);
  Object.assign(env.audit, { key: present });
  const { problems, alarm } = await nightly();
  expect(problems).not.toBe(0);
  expect(alarm).toContain("AUDIT_PUBLIC_KEYS_OLD");
  Object.assign(env.audit, { oldPublicKeys: [named()] });
  expect(await nightly()).toEqual({ problems: 0, alarm: null });
});

test("what is no key and no file of one is a wrong setting", async () => {
  Object.assign(env.audit, { oldPublicKeys: ["/nowhere/former.pem"] });
  await expect(nightly()).rejects.toThrow(/^AUDIT_PUBLIC_KEYS_OLD/);
});

test("a log that was set back is not whole at night, while what was kept outside is there", async () => {
  Object.assign(env.audit, { key: present, oldPublicKeys: [formatVkey(formerKey)] });
  Object.assign(env.audit, { anchorDir: anchors });
  await signed(present);
  const kept = await signed(present);
  await closeWriters();
  const restore = await backUpLog();
  const lost = await signed(present);
  expect(await nightly()).toEqual({ problems: 0, alarm: null });
  await closeWriters();
  await restore();
  expect(kept).toBeLessThan(lost);
  const { problems, alarm } = await nightly();
  expect(problems).toBe(1);
  expect(alarm).toContain(`kept as latest covers ${lost} records`);
  expect(alarm).toContain("cut off or set back");

  Object.assign(env.audit, { anchorDir: path.join(folder, "gone") });
  expect((await nightly()).alarm).toContain("AUDIT_ANCHOR_DIR");
});
