import fs from "node:fs";
import { parseArgs } from "node:util";
import { writeSection } from "./benchmarks-file.ts";
import { busyShare, readMachine } from "./machine.ts";
import { machineText } from "./report.ts";
import { faultSections, measureFaults, type FaultFigures } from "./trust-faults.ts";
import { packageSections } from "./trust-package-report.ts";
import { PACKAGES } from "./trust-packages.ts";
import { scanPackages, type PackageRow } from "./trust-scan-packages.ts";

const PARTS = ["packages", "faults"] as const;
type Part = (typeof PARTS)[number];

/**
 * Scans of real packages of the configured registry, and seeded faults. Returns the exit code: 1 where
 * a fault was missed, something clean gave an alarm, or a scan did not complete.
 */
export async function runTrustBench(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      packages: { type: "string", default: String(PACKAGES.length) },
      only: { type: "string", default: PARTS.join(",") },
      faults: { type: "string", default: "" },
      json: { type: "string" },
      markdown: { type: "boolean", default: false },
    },
  });
  const parts = partsOf(values.only);
  const machine = await readMachine(null);
  const rows = parts.has("packages") ? await scanPackages(packagesOf(values.packages)) : null;
  const busy = await busyShare();
  const faults = parts.has("faults") ? await measureFaults(listOf(values.faults)) : null;
  const text = [
    `Measured ${new Date().toISOString().slice(0, 10)} with \`${["npm run bench -- trust", ...args].join(" ")}\`.`,
    "",
    `${machineText(machine)}Other processes kept ${percent(machine.foreignLoad)} of it busy before, and ${percent(busy)} ${rows === null ? "then" : "after the packages"}.`,
    ...(rows === null ? [] : packageSections(rows)),
    ...(faults === null ? [] : faultSections(faults)),
  ].join("\n");
  process.stdout.write(`\n${text}\n`);
  if (values.json !== undefined)
    fs.writeFileSync(values.json, JSON.stringify({ machine, rows, faults }, null, 2));
  if (values.markdown) await writeSection("trust results", text);
  return isFine(rows, faults) ? 0 : 1;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const listOf = (text: string): string[] => text.split(",").filter(Boolean);

function partsOf(text: string): Set<Part> {
  const parts = listOf(text).map((name) => PARTS.find((part) => part === name));
  if (parts.length === 0 || parts.some((part) => part === undefined))
    throw new Error(`--only takes ${PARTS.join(" and ")}.`);
  return new Set(parts.flatMap((part) => part ?? []));
}

/** How many of the pinned ones, or those whose names have one of these parts. */
function packagesOf(text: string): readonly string[] {
  const count = Number(text);
  const chosen = Number.isInteger(count)
    ? PACKAGES.slice(0, count)
    : PACKAGES.filter((name) => listOf(text).some((part) => name.includes(part)));
  if (chosen.length === 0) throw new Error("--packages takes a whole number, or parts of names.");
  return chosen;
}

function isFine(rows: readonly PackageRow[] | null, faults: FaultFigures | null): boolean {
  const isComplete = rows?.every(({ scans }) => scans !== null) ?? true;
  const isSharp =
    faults === null ||
    (faults.faults.every(({ found }) => found) &&
      faults.clean.every(({ alarms }) => alarms.length === 0));
  return isComplete && isSharp;
}
