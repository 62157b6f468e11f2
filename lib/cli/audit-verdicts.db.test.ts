import "#lib/testing/alone.ts";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { db, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { writeCheckpoint } from "#lib/audit/sequencer/write-checkpoint.ts";
import { createKey, signerFromFile, verifierOf } from "#lib/audit/tree/signer.ts";
import { publicKeyPem } from "#lib/audit/tree/verifier-key.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { createSink } from "#lib/testing/audit-changes.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { addAuditCommands } from "./audit-commands.ts";
import { sentence, type Terminal } from "./terminal.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-verdicts-"));
const inFolder = (name: string) => path.join(folder, name);
Object.assign(env.audit, { key: null, keyFile: inFolder("audit-key.json"), anchorDir: null });
afterAll(() => fs.rmSync(folder, { recursive: true }));

type Ended = { code: number; out: string; err: string };

/** As scripts/gatehouse.ts runs it, over the tests' database. */
async function audit(...args: string[]): Promise<Ended> {
  const ended: Ended = { code: 0, out: "", err: "" };
  const terminal: Terminal = {
    withDatabase: (work) => work(),
    print: (line) => void (ended.out += `${line}\n`),
    note: () => undefined,
    setExit: (code) => void (ended.code = code),
    input: (async function* () {})(),
  };
  const program = new Command("gatehouse").exitOverride();
  addAuditCommands(program, terminal);
  await program.parseAsync(["audit", ...args], { from: "user" }).catch((error: unknown) => {
    ended.err = sentence(error);
    ended.code ||= 1;
  });
  return ended;
}

/** The verifier of one file: its exit status and what it says. */
function verifyAlone(file: string, key: string): Promise<string> {
  const script = path.resolve(import.meta.dirname, "../../scripts/verify-audit.mjs");
  return new Promise((resolve) =>
    execFile(process.execPath, [script, file, "--key", inFolder(key)], (error, stdout) =>
      resolve(`${Number(error?.code ?? 0)} ${stdout}`),
    ),
  );
}

async function settle(): Promise<number> {
  await writeRecords([{ action: "server.describe", targetKind: "server", targetId: "one" }]);
  await transact((tx) => sequenceRound(sqlOf(tx)));
  const signer = signerFromFile(inFolder("audit-key.json"));
  return (await transact((tx) => writeCheckpoint(sqlOf(tx), signer)))?.size ?? 0;
}

let [first, last, record] = [0, 0, ""];
beforeAll(async () => {
  for (const name of ["audit-key", "other"])
    fs.writeFileSync(inFolder(`${name}.json`), createKey(`${name}.example/log`), { mode: 0o600 });
  fs.writeFileSync(
    inFolder("other.pem"),
    publicKeyPem(verifierOf(signerFromFile(inFolder("other.json")))),
  );
  first = await settle();
  last = await settle();
  ({ id: record } = await db.auditEvent.findFirstOrThrow({ where: { targetId: "one" } }));
});

const NOBODY = "00000000-0000-4000-8000-000000000000";

test.each<[string, () => string[], RegExp]>([
  ["a key that is not there", () => ["verify", "--key", "/nope"], /\/nope/],
  ["a key that is none", () => ["fsck", "--key", inFolder("other.json")], /other\.json/],
  ["a checkpoint that is not there", () => ["verify", "--checkpoint", "/nope"], /\/nope/],
  ["no thread at all", () => ["verify", "--threads", "0"], /--threads/],
  ["a size that was never signed", () => ["consistency", "7777", String(last)], /7777/],
  ["a word instead of a size", () => ["consistency", "foo", String(last)], /size/],
  ["a record that is not there", () => ["prove", NOBODY], /no record/],
  ["a sink that is not there", () => ["reconcile", "--sink", "x", "--from", "2026-11-26"], /x/],
])("%s is no verdict: 2, and a machine is told why", async (_what, args, reason) => {
  const { code, out, err } = await audit(...args(), "--json");
  expect(code).toBe(2);
  expect(out.trim().split("\n")).toHaveLength(1);
  const { error } = JSON.parse(out) as { error: { code: string; message: string } };
  expect(error).toEqual({ code: expect.stringMatching(/^[a-z_]+$/) as unknown, message: err });
  expect(err).toMatch(reason);
});

test("a database that is away is no verdict either, and nothing but a sentence", async () => {
  const away = { DATABASE_URL: "postgresql://gatehouse@127.0.0.1:1/gatehouse" };
  const script = path.resolve(import.meta.dirname, "../../scripts/gatehouse.ts");
  const { code, out, err } = await new Promise<Ended>((resolve) => {
    const options = { cwd: folder, env: { ...process.env, ...away } };
    execFile(
      process.execPath,
      [script, "audit", "verify", "--json"],
      options,
      (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), out: stdout, err: stderr }),
    );
  });
  expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
  expect(JSON.parse(out)).toMatchObject({ error: { code: "failed" } });
});

test("checkpoints that were kept outside are named one by one or as a folder", async () => {
  const { note } = await db.auditCheckpoint.findFirstOrThrow({ where: { size: last } });
  fs.mkdirSync(inFolder("kept"));
  fs.writeFileSync(inFolder("kept/latest"), note);
  for (const checkpoint of ["kept", "kept/latest"]) {
    const asked = ["verify", "--threads", "1", "--json", "--checkpoint", inFolder(checkpoint)];
    const { code, out } = await audit(...asked);
    expect([code, JSON.parse(out)]).toMatchObject([0, { problems: [], outside: 1 }]);
  }
});

test("a proof says whether it holds", async () => {
  const whole = await audit("prove", record, "--json");
  expect([whole.code, JSON.parse(whole.out)]).toMatchObject([
    0,
    { format: "gatehouse-audit-proof/1", problems: [] },
  ]);
  fs.writeFileSync(inFolder("proof.json"), whole.out);
  await audit("public-key", "--out", inFolder("key.pem"));
  expect(await verifyAlone(inFolder("proof.json"), "key.pem")).toMatch(new RegExp(`^0 Proven: record ${record} `)); // prettier-ignore
  expect(await verifyAlone(inFolder("proof.json"), "other.pem")).toMatch(/^1 .*none of the given keys/); // prettier-ignore
  const { code, out } = await audit("prove", record, "--json", "--key", inFolder("other.pem"));
  expect([code, JSON.parse(out)]).toMatchObject([
    1,
    { problems: [{ what: "The checkpoint is not signed with the key that was given." }] },
  ]);
});

test("a checkpoint that was changed in the database is a verdict: the log is not consistent", async () => {
  const { note } = await db.auditCheckpoint.findFirstOrThrow({ where: { size: first } });
  const replace = (text: string) =>
    asOwner(async (client) => {
      await client.query("SET LOCAL session_replication_role = replica");
      await client.query(`UPDATE "AuditCheckpoint" SET "note" = $1 WHERE "size" = $2`, [
        text,
        first,
      ]);
    });
  const asked = () => audit("consistency", String(first), String(last), "--json");
  const { note: newest } = await db.auditCheckpoint.findFirstOrThrow({ where: { size: last } });
  for (const forged of [note.replace("audit-key.example", "else.example"), newest]) {
    await replace(forged);
    const { code, out } = await asked();
    expect([code, JSON.parse(out)]).toMatchObject([1, { consistent: false }]);
  }
  await replace(note);
  expect((await asked()).code).toBe(0);
});

const dayOf = (at: Date) => at.toISOString().slice(0, 10);
let hooks = 0;
async function createHook(): Promise<string> {
  const name = `hook ${(hooks += 1)}`;
  await createSink({
    name,
    config: { kind: "webhook", format: "json", url: "https://siem.example.com/in" },
    secrets: { signingSecret: `whsec_${randomBytes(24).toString("base64")}` },
  });
  return name;
}
const reconcileWith = (sink: string, received: string, [from, to] = [new Date(), new Date()]) =>
  audit(
    "reconcile",
    ...["--sink", sink, "--received", received, "--from", dayOf(from), "--to", dayOf(to)],
  );

test("a list of what arrived that cannot be read, or is empty, is no verdict, and no stack trace", async () => {
  const sink = await createHook();
  for (const received of ["/nope/x", folder]) {
    const { code, err } = await reconcileWith(sink, received);
    expect([code, err]).toEqual([2, `${received} cannot be read.`]);
  }
  fs.writeFileSync(inFolder("empty.jsonl"), "");
  const { code, err } = await reconcileWith(sink, inFolder("empty.jsonl"));
  expect([code, err]).toEqual([2, expect.stringMatching(/^The list is empty\./)]);
});

test.each([0, 20, 5_000])(
  "a list with %i lines of others is read whole, and what was not compared before is told",
  async (others) => {
    const sink = await createHook();
    await settle();
    const size = await settle();
    // As if all of it had been sent; the first days were never compared.
    await asOwner(async (client) => {
      await client.query("SET LOCAL session_replication_role = replica");
      await client.query(
        `UPDATE "AuditSink" SET "start" = $2 - 2, "position" = $2, "uncomparedSince" = now(),
          "uncomparedFrom" = current_date - 9, "uncomparedThrough" = current_date WHERE "name" = $1`,
        [sink, size],
      );
    });
    const sent = await db.auditEvent.findMany({
      orderBy: { seq: "desc" },
      take: 2,
      where: { targetId: "one" },
    });
    const lines = [
      ...Array.from({ length: others }, (_, n) => `{"line":${n}}`),
      ...sent.map(({ id, writer, epoch, seq }) => JSON.stringify({ id, writer, epoch, seq })),
    ];
    const file = inFolder(`arrived-${others}.jsonl`);
    fs.writeFileSync(file, lines.join("\n"));
    // The newest first: midnight may lie between them.
    const [to = new Date(), from = to] = sent.map(({ at }) => at);
    const { code, out, err } = await reconcileWith(sink, file, [from, to]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("All 2 records that were sent are there.");
    expect(out).toMatch(/ left out: the record in the log says so\.\n$/);
  },
);
