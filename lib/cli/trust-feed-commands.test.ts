import { Command } from "commander";
import { afterAll, expect, test } from "vitest";
import { feedFolder, osvDocument, zipOf } from "#lib/testing/trust-services.ts";
import type { Terminal } from "./terminal.ts";

const folder = feedFolder();
process.env["TRUST_FEED_DIR"] = folder.dir;
afterAll(() => folder.remove());

async function run(...args: string[]): Promise<string[]> {
  const { addTrustFeedCommands } = await import("./trust-feed-commands.ts");
  const lines: string[] = [];
  const terminal: Terminal = {
    withDatabase: () => Promise.reject(new Error("No command here needs the database.")),
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
