import fs from "node:fs";
import { measureAppends, type Appends } from "./audit-append.ts";
import { auditAims } from "./audit-aims.ts";
import { measureExports } from "./audit-export.ts";
import { readAuditOptions, type AuditOptions } from "./audit-options.ts";
import { measurePages } from "./audit-pages.ts";
import { auditText, plansText } from "./audit-report.ts";
import type { AuditResult } from "./audit-result.ts";
import { seedLog } from "./audit-seed.ts";
import { measureVerification } from "./audit-verify.ts";
import { writeSection } from "./benchmarks-file.ts";
import { busyShare, readMachine } from "./machine.ts";
import { startBenchDatabase, type Addresses } from "./seed-database.ts";

const say = (text: string) => process.stderr.write(`${text}\n`);

/**
 * Measures the log. Returns the exit code: 0 even when an aim is missed, which the table says; 1
 * when an acknowledged record is not there or a log that nobody touched does not verify.
 */
export async function runAuditBench(args: string[]): Promise<number> {
  const options = readAuditOptions(args);
  const server = await startBenchDatabase();
  try {
    const result = await measureAll(server, args, options);
    const text = auditText(result);
    process.stdout.write(`\n${text}${plansText(result.pages)}`);
    if (options.json !== null) fs.writeFileSync(options.json, JSON.stringify(result, null, 2));
    if (options.markdown) await writeSection("audit results", text);
    return isWhole(result.appends) ? 0 : 1;
  } finally {
    await server.stop();
  }
}

const isWhole = (appends: Appends | null) =>
  appends === null ||
  (appends.acknowledged === appends.stored && appends.verified.problems.length === 0);

async function measureAll(
  server: Addresses,
  args: string[],
  options: AuditOptions,
): Promise<AuditResult> {
  const started = performance.now();
  const result: AuditResult = {
    startedAt: new Date().toISOString(),
    tookSeconds: 0,
    command: ["npm run bench -- audit", ...args].join(" "),
    machine: await readMachine(server.url),
    options,
    seededInMs: null,
    appends: null,
    verification: null,
    pages: null,
    exports: null,
    foreignBetween: [],
    aims: [],
  };
  say(
    `Other processes keep ${(100 * result.machine.foreignLoad).toFixed(0)} % of the machine busy.`,
  );
  const pause = async (next: string) => {
    result.foreignBetween.push(await busyShare());
    say(next);
  };
  const { rounds, roundMs, samples } = options;
  if (options.parts.includes("appends")) {
    await pause("Appends…");
    result.appends = await measureAppends(server, { rounds, roundMs, say });
  }
  if (options.parts.some((part) => part !== "appends")) {
    say(`Log of ${options.records.toLocaleString("en")} records…`);
    const log = await seedLog(server, options.records, say);
    result.seededInMs = log.seededInMs;
    if (options.parts.includes("pages")) {
      await pause("Pages…");
      result.pages = await measurePages(log, { samples, say });
    }
    if (options.parts.includes("verify")) {
      await pause("Verification…");
      result.verification = await measureVerification(log);
    }
    if (options.parts.includes("export")) {
      await pause("Exports…");
      result.exports = await measureExports(log, rounds);
    }
  }
  result.aims = auditAims(result);
  result.tookSeconds = (performance.now() - started) / 1_000;
  return result;
}
