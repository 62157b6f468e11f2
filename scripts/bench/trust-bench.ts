import fs from "node:fs";
import { parseArgs } from "node:util";
import { env } from "#lib/config/env.ts";
import { openScanner } from "#lib/trust/open-scanner.ts";
import { scanAlone, type ScannedAlone } from "#lib/trust/scan-alone.ts";
import { writeSection } from "./benchmarks-file.ts";
import { busyShare, readMachine } from "./machine.ts";
import { watchMemory } from "./memory.ts";
import { machineText, table } from "./report.ts";
import { median } from "./statistics.ts";
import { PACKAGES } from "./trust-packages.ts";

const SCAN_MS = 300_000;
/** Aim of the issue for a typical server with a warm cache, in seconds. */
const WARM_AIM = 60;

type Run = { seconds: number; scanned: ScannedAlone };
type Row = { name: string; cold: Run | null; warm: Run | null; error: string | null };

/** Scans real packages of the configured registry, each twice: first cold, then with what was kept. */
export async function runTrustBench(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      packages: { type: "string", default: String(PACKAGES.length) },
      json: { type: "string" },
      markdown: { type: "boolean", default: false },
    },
  });
  const wanted = PACKAGES.slice(0, Number(values.packages));
  const machine = await readMachine(null);
  const memory = watchMemory();
  const rows: Row[] = [];
  for (const name of wanted) {
    rows.push(await measure(name));
    process.stderr.write(`${lineOf(rows.at(-1))}\n`);
  }
  const text = [
    `Measured ${new Date().toISOString().slice(0, 10)} with \`${["npm run bench -- trust", ...args].join(" ")}\`.`,
    "",
    `${machineText(machine)} At the end other processes kept ${(100 * (await busyShare())).toFixed(0)} % of it busy.`,
    "",
    ...summary(rows, memory.stop().peakMb),
    "",
    ...packageTable(rows),
  ].join("\n");
  process.stdout.write(`\n${text}\n`);
  if (values.json !== undefined) fs.writeFileSync(values.json, JSON.stringify(rows, null, 2));
  if (values.markdown) await writeSection("trust results", text);
  return rows.every(({ error }) => error === null) ? 0 : 1;
}

/** A scanner of its own for each package, so that nothing of another one is warm. */
async function measure(name: string): Promise<Row> {
  const scanner = openScanner(env);
  const once = async (): Promise<Run> => {
    const started = performance.now();
    const scanned = await scanAlone(`npm:${name}`, {
      scanner,
      timeoutMs: SCAN_MS,
      onStep: () => undefined,
    });
    return { seconds: (performance.now() - started) / 1_000, scanned };
  };
  try {
    return { name, cold: await once(), warm: await once(), error: null };
  } catch (error) {
    return {
      name,
      cold: null,
      warm: null,
      error: error instanceof Error ? error.message : String(error),
    };
  }
}

function lineOf(row: Row | undefined): string {
  if (!row?.cold || !row.warm) return `${row?.name ?? ""}: ${row?.error ?? ""}`;
  return `${row.name}: ${row.cold.seconds.toFixed(1)} s, then ${row.warm.seconds.toFixed(1)} s`;
}

function summary(rows: readonly Row[], peakMb: number): string[] {
  const done = rows.flatMap(({ cold, warm }) => (cold && warm ? [{ cold, warm }] : []));
  const seconds = (which: "cold" | "warm") => done.map((row) => row[which].seconds);
  const most = (list: number[]) => Math.max(0, ...list).toFixed(1);
  return [
    `${done.length} of ${rows.length} scans completed. Cold: median ${median(seconds("cold")).toFixed(1)} s, at most ${most(seconds("cold"))} s; warm: median ${median(seconds("warm")).toFixed(1)} s, at most ${most(seconds("warm"))} s (aim ${WARM_AIM} s for a typical server). The process that fetches took at most ${Math.round(peakMb)} MB; the one that reads code may take 512 MB.`,
  ];
}

function packageTable(rows: readonly Row[]): string[] {
  const head = [
    "package",
    "cold s",
    "warm s",
    "level",
    "may be",
    "score",
    "risk",
    "checked",
    "components",
  ];
  return table(
    head,
    rows.map(({ name, cold, warm, error }) => {
      if (!cold || !warm) return [name, error ?? "", "", "", "", "", "", "", ""];
      const { evaluation, results } = warm.scanned.report;
      const { level, ceiling, score, risk, coverage } = evaluation;
      const components = /with (\d+) components/.exec(
        results.find(({ control }) => control === "SC-01")?.detail ?? "",
      )?.[1];
      return [
        name,
        cold.seconds.toFixed(1),
        warm.seconds.toFixed(1),
        `L${level}`,
        `L${ceiling}`,
        score === null ? "–" : String(score),
        risk,
        `${Math.floor((100 * coverage.evaluated) / coverage.applicable)} %`,
        components ?? "–",
      ];
    }),
  );
}
