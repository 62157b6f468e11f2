import { Command } from "commander";
import { expect, test } from "vitest";
import { MtfReportAnswer } from "#lib/management-api/answers/trust-details.ts";
import { AT } from "#lib/testing/trust-results.ts";
import { evidenceOf, recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import type { Terminal } from "./terminal.ts";
import { addTrustReport } from "./trust-report-command.ts";

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const terminal: Terminal = {
    withDatabase: (work) => work(),
    print: (line) => void lines.push(line),
    note: () => undefined,
    setExit: () => undefined,
    input: (async function* () {})(),
  };
  const program = new Command("gatehouse").exitOverride();
  addTrustReport(program.command("trust"), terminal);
  await program.parseAsync(["trust", "report", ...args], { from: "user" });
  return lines.join("\n");
}

test("one document in MTF's form is printed, of the version and the way to install that are named", async () => {
  const server = await scannableServer();
  await recordScan(server, { at: AT, evidence: [evidenceOf(server.name, { kind: "tarball" })] });
  const report: unknown = JSON.parse(await run(server.name, "1.0.0", "--option", "packages[0]"));
  expect(MtfReportAnswer.safeParse(report).error).toBeUndefined();
  expect(report).toMatchObject({ bundle: { version: "1.0.0" }, compliance: { level: 4 } });
});

test("what is not there, or was not evaluated, is a sentence and not an empty report", async () => {
  const { name } = await scannableServer();
  await expect(run(name, "9.9.9")).rejects.toThrow("There is no such version in the catalog.");
  await expect(run(name, "1.0.0")).rejects.toThrow(/was not assessed yet: ask for a scan/);
  await expect(run(name, "1.0.0", "--option", "elsewhere")).rejects.toThrow();
});
