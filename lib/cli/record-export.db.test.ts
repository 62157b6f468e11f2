import "#lib/testing/alone.ts";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { uniqueName } from "#lib/testing/factories.ts";
import { AT } from "#lib/testing/trust-results.ts";
import { evidenceOf, recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { gatehouseProgram } from "./program.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-cli-exports-"));
const inFolder = (name: string) => path.join(folder, name);
afterAll(() => fs.rmSync(folder, { recursive: true }));

const refuseExports = `
  CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW."action" = 'export.download' THEN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER "AuditEvent_fault" BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION fault()`;
const refuseNothing = `DROP TRIGGER IF EXISTS "AuditEvent_fault" ON "AuditEvent"`;
const asks = (statement: string) => asOwner((owner) => owner.query(statement));
afterEach(() => asks(refuseNothing));

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = gatehouseProgram({
    withDatabase: (work) => work(),
    print: (line) => void lines.push(line),
    note: () => undefined,
    setExit: () => undefined,
    input: (async function* () {})(),
  });
  await program.parseAsync(args, { from: "user" });
  return lines.join("\n");
}

const exportsOf = (word: string) =>
  db.auditEvent.findMany({
    where: { action: "export.download", after: { path: ["filters"], string_contains: word } },
    select: { targetId: true, after: true, actorId: true },
  });

async function scanned(): Promise<string> {
  const server = await scannableServer();
  await recordScan(server, { at: AT, evidence: [evidenceOf(server.name, { kind: "tarball" })] });
  return server.name;
}

const address = (asked: Record<string, string>) => new URLSearchParams(asked).toString();

test.each([
  ["report", ["--option", "packages[0]"], { option: "packages[0]" }],
  ["export", [], {}],
])(
  "trust %s is on record with what it was of, like its twin on the web",
  async (what, options, asked) => {
    const name = await scanned();
    await run("trust", what, name, "1.0.0", ...options);
    const filters = address({ server: name, version: "1.0.0", ...asked });
    expect(await exportsOf(address({ server: name }))).toEqual([
      { targetId: `trust-${what}`, after: { filters }, actorId: "command-line" },
    ]);
  },
);

test("what is not there is no export", async () => {
  const name = await scanned();
  for (const what of ["report", "export"])
    await expect(run("trust", what, name, "9.9.9")).rejects.toThrow();
  expect(await exportsOf(address({ server: name }))).toEqual([]);
});

/** An import with a report of it; answers the file and the run. */
async function importReported(format: "csv" | "jsonl") {
  const source = randomUUID();
  const [list, report] = [inFolder(`${source}.json`), inFolder(`${source}.${format}`)];
  fs.writeFileSync(
    list,
    JSON.stringify({ name: uniqueName(), version: "1.0.0", description: "d" }),
  );
  const ended = run("import", list, "--source", source, "--report", report);
  const failed = await ended.then(
    () => null,
    (error: unknown) => error,
  );
  const { id } = await db.importRun.findFirstOrThrow({ where: { label: source } });
  return { report, failed, id };
}

test.each(["csv", "jsonl"] as const)("the %s report of an import is on record", async (format) => {
  const { id, report } = await importReported(format);
  expect(fs.readFileSync(report, "utf8")).not.toBe("");
  expect(await exportsOf(id)).toEqual([
    {
      targetId: "import-report",
      after: { filters: address({ import: id, format }) },
      actorId: "command-line",
    },
  ]);
});

test("not a byte of them is given out that cannot be recorded", async () => {
  const name = await scanned();
  await asks(refuseExports);
  for (const what of ["report", "export"])
    await expect(run("trust", what, name, "1.0.0")).rejects.toMatchObject({ code: "unavailable" });
  const { report, failed } = await importReported("csv");
  expect(failed).toMatchObject({ code: "unavailable" });
  expect(fs.readFileSync(report, "utf8")).toBe("");
});
