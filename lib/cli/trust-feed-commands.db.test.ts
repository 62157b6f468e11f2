import "#lib/testing/alone.ts";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { Command } from "commander";
import { afterAll, afterEach, expect, test } from "vitest";
import { env } from "#lib/config/env.ts";
import { db } from "#lib/db/client.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { feedFolder, osvDocument, zipOf } from "#lib/testing/trust-services.ts";
import type { Terminal } from "./terminal.ts";
import { addTrustFeedCommands } from "./trust-feed-commands.ts";

const folder = feedFolder();
Object.assign(env.trust, { feedDir: folder.dir });
afterAll(() => folder.remove());
const mayAdd = (words: string) => asOwner((owner) => owner.query(words));
afterEach(() => mayAdd(`GRANT INSERT ON "AuditEvent" TO gatehouse_app`));

async function run(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  const needsNone = args[0] === "list";
  const terminal: Terminal = {
    withDatabase: (work) =>
      needsNone ? Promise.reject(new Error("A list needs no database.")) : work(),
    print: (line) => void lines.push(line),
    note: () => undefined,
    setExit: () => undefined,
    input: (async function* () {})(),
  };
  const program = new Command("gatehouse").exitOverride();
  addTrustFeedCommands(program.command("trust"), terminal);
  await program.parseAsync(["trust", "feed", ...args], { from: "user" });
  return lines;
}

const recently = new Date(Date.now() - 3_600_000).toISOString();
const long = new Date(Date.now() - 100 * 3_600_000).toISOString();

test("what is imported is listed with its age, and what is old is called stale", async () => {
  expect(await run("list")).toEqual(["Nothing was imported yet: trust feed import KIND FILE."]);
  const osv = folder.write("all.zip", zipOf([osvDocument({ id: "GHSA-1", modified: recently })]));
  expect(await run("import", "osv", osv)).toEqual([`osv-npm: 1 entries, as of ${recently}.`]);
  const revoked = folder.write("revoked.json", { issuedAt: long, revocations: [] });
  const [json] = await run("import", "revocations", revoked, "--json");
  expect(JSON.parse(json ?? "")).toMatchObject([{ kind: "revocations", entries: 0, from: long }]);

  const [list = ""] = await run("list");
  expect(list.split("\n")).toEqual([
    expect.stringMatching(/^feed +state +age +entries +data from +imported +file$/),
    expect.stringMatching(/^osv-npm +fresh +1 h +1 +.* all\.zip$/),
    expect.stringMatching(/^revocations +stale +4 d +0 +.* revoked\.json$/),
  ]);
  const [listed] = await run("list", "--json");
  expect(JSON.parse(listed ?? "")).toMatchObject([
    { kind: "osv-npm", stale: false, ageHours: 1 },
    { kind: "revocations", stale: true, ageHours: 100 },
  ]);
});

const sha256 = (file: string) => createHash("sha256").update(fs.readFileSync(file)).digest("hex");
const imports = () =>
  db.auditEvent.findMany({
    where: { action: "feed.import" },
    orderBy: { id: "asc" },
    select: { actorId: true, targetKind: true, targetId: true, before: true, after: true },
  });

test("each feed that is replaced is on record: by whom, which files, and how old their data are", async () => {
  const known = (await imports()).length;
  const [one, two] = [
    folder.write("one.json", { issuedAt: long, revocations: [] }),
    folder.write("two.json", { issuedAt: recently, revocations: [] }),
  ];
  await run("import", "revocations", one);
  await run("import", "revocations", two);
  const several = ["npm", "PyPI"].map((ecosystem) =>
    osvDocument({ id: `G-${ecosystem}`, ecosystem }),
  );
  const whole = folder.write("both.zip", zipOf(several));
  await run("import", "osv", whole, "--ecosystem", "npm", "--ecosystem", "PyPI");
  const by = { actorId: "command-line", targetKind: "feed" };
  const facts = (file: string, from: string, entries: number) => {
    return { sha256: sha256(file), from, entries };
  };
  const osv = facts(whole, "2026-11-25T10:00:00.000Z", 1);
  expect((await imports()).slice(known)).toMatchObject([
    { ...by, targetId: "revocations", after: facts(one, long, 0) },
    { ...by, targetId: "revocations", before: facts(one, long, 0), after: facts(two, recently, 0) },
    { ...by, targetId: "osv-npm", after: osv },
    { ...by, targetId: "osv-pypi", before: null, after: osv },
  ]);
});

test("a feed that cannot be recorded is not put in place, and nothing of it is left", async () => {
  await run(
    "import",
    "revocations",
    folder.write("kept.json", { issuedAt: long, revocations: [] }),
  );
  const [before] = await run("list", "--json");
  const files = fs.readdirSync(folder.dir);
  await mayAdd(`REVOKE INSERT ON "AuditEvent" FROM gatehouse_app`);
  const list = folder.write("next.json", { issuedAt: recently, revocations: [] });
  await expect(run("import", "revocations", list)).rejects.toMatchObject({ code: "unavailable" });
  expect(await run("list", "--json")).toEqual([before]);
  expect(fs.readdirSync(folder.dir)).toEqual(files);
});

test.each([
  [
    "a kind that there is not",
    ["import", "nvd", "x.json"],
    "The kind must be one of osv, epss, kev, scorecard, sigstore, revocations.",
  ],
  [
    "a file that is not there",
    ["import", "kev", "nowhere.json"],
    "nowhere.json: it cannot be read (ENOENT).",
  ],
  [
    "an ecosystem that is not read",
    [
      "import",
      "osv",
      "--ecosystem",
      "Maven",
      folder.write("b.zip", zipOf([osvDocument({ id: "G-1" })])),
    ],
    "--ecosystem must be one of npm, PyPI.",
  ],
])("%s is refused in a sentence", async (_what, args, message) => {
  await expect(run(...args)).rejects.toThrow(message);
});
