// npm test: everything there is to check. `node scripts/verify.ts lint types` runs only those.
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { generateClient, ROOT } from "./lifecycle/prepare.ts";

type Check = {
  name: string;
  what: string;
  command: readonly string[];
  /** It reads what these write, or does not bear them beside it. */
  after?: readonly string[];
  /** It has no limit of time: it takes what the others leave of the processor. */
  patient?: true;
};
type Result = { name: string; ok: boolean; seconds: number; counts: string };

const bin = (name: string) => path.join("node_modules", name);
const node = (...args: string[]) => [process.execPath, ...args];

/**
 * How many run side by side. One more than a small machine has cores: those with a database wait
 * for it much of their time. Beside them, and beside the browser, one that is patient.
 */
const LANES = { timed: 3, patient: 1 };
/** Long ones first, so that all lanes end together. */
const CHECKS: readonly Check[] = [
  {
    name: "database",
    what: "verbs, doors and invariants on a real PostgreSQL",
    command: node(bin("vitest/vitest.mjs"), "run", "--project", "db"),
  },
  {
    name: "apart",
    what: "faults, clocks and workers, each file on a database of its own",
    command: node(bin("vitest/vitest.mjs"), "run", "--project", "db-apart"),
  },
  { name: "build", what: "the production build", command: node("scripts/checks/build.ts") },
  {
    name: "unit",
    what: "every rule as a table",
    command: node(bin("vitest/vitest.mjs"), "run", "--project", "unit*"),
  },
  {
    name: "schema",
    what: "migrations make the schema, exactly",
    command: node("scripts/checks/schema-drift.ts"),
  },
  {
    name: "journeys",
    what: "people's journeys in a real browser",
    command: node("scripts/checks/journeys.ts"),
    // They keep both cores busy, and a machine that is busier still would stall a browser.
    after: ["build", "database", "apart", "unit", "schema"],
  },
  {
    name: "lint",
    what: "ESLint without a warning",
    command: node(
      "--max-old-space-size=4096",
      bin("eslint/bin/eslint.js"),
      ".",
      "--max-warnings",
      "0",
    ),
    patient: true,
  },
  {
    name: "types",
    what: "TypeScript",
    command: node("scripts/checks/types.ts"),
    // Both write the types of the routes.
    after: ["build"],
    patient: true,
  },
  {
    name: "format",
    what: "Prettier",
    command: node(bin("prettier/bin/prettier.cjs"), "--check", "."),
    patient: true,
  },
  {
    name: "floors",
    what: "who may import whom",
    command: node("scripts/checks/floors.ts"),
    patient: true,
  },
  {
    name: "deadcode",
    what: "nothing unused",
    command: node(bin("knip/bin/knip.js")),
    patient: true,
  },
  {
    name: "docs",
    what: "paths named in documents exist",
    command: node("scripts/checks/doc-paths.ts"),
    patient: true,
  },
];

const wanted = process.argv.slice(2);

async function main(): Promise<void> {
  const known = CHECKS.map((check) => check.name);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown) throw new Error(`There is no check "${unknown}". The checks: ${known.join(", ")}.`);

  const started = Date.now();
  await generateClient();
  const isWanted = ({ name }: Check) => wanted.length === 0 || wanted.includes(name);
  summarise(await inLanes(CHECKS.filter(isWanted)), Date.now() - started);
}

async function inLanes(checks: readonly Check[]): Promise<Result[]> {
  const running = new Map<Check, Promise<[Check, Result]>>();
  const results: Result[] = [];
  const waiting = new Set(checks);
  const isOver = (name: string) =>
    ![...waiting, ...running.keys()].some((check) => check.name === name);
  const hasRoom = ({ patient }: Check) => {
    const beside = [...running.keys()].filter((check) => check.patient === patient);
    const isBusy = [...waiting, ...running.keys()].some((check) => !check.patient);
    return beside.length < (patient && isBusy ? LANES.patient : LANES.timed);
  };
  while (results.length < checks.length) {
    const next = [...waiting].find((check) => hasRoom(check) && (check.after ?? []).every(isOver));
    if (next) {
      waiting.delete(next);
      running.set(
        next,
        runCheck(next).then((result) => [next, result]),
      );
    } else {
      const [check, result] = await Promise.race(running.values());
      results.push(result);
      running.delete(check);
    }
  }
  return results;
}

function runCheck(check: Check): Promise<Result> {
  const started = Date.now();
  const [file = "", ...args] = check.command;
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: "1",
        NO_COLOR: "1",
        FORCE_COLOR: "0",
        // The product and its command line are started dozens of times.
        NODE_COMPILE_CACHE: path.join(ROOT, "node_modules", ".cache", "gatehouse", "compiled"),
      },
    });
    // Whatever it starts has its priority too.
    if (check.patient && child.pid)
      os.setPriority(child.pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("close", (code) => {
      const seconds = (Date.now() - started) / 1000;
      const counts = countsOf(output);
      const ok = code === 0;
      console.log(
        `${ok ? "ok    " : "FAILED"} ${check.name.padEnd(9)} ${seconds.toFixed(0).padStart(4)} s  ${check.what}${counts}`,
      );
      if (!ok) console.log(output.slice(-20_000));
      resolve({ name: check.name, ok, seconds, counts });
    });
  });
}

/** What a test runner says it ran, for the reader of the summary. */
function countsOf(output: string): string {
  const vitest = /^\s*Tests\s+(.+)$/m.exec(output)?.[1];
  const playwright = /^\s*(\d+ passed.*)$/m.exec(output)?.[1];
  const found = vitest ?? playwright;
  return found ? ` (${found.replaceAll(/\s+/g, " ").trim()})` : "";
}

function summarise(results: readonly Result[], tookMs: number): void {
  const failed = results.filter((result) => !result.ok);
  console.log(`\n${(tookMs / 1000).toFixed(0)} s in all.`);
  if (failed.length > 0) console.log(`Failed: ${failed.map((result) => result.name).join(", ")}.`);
  console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
  process.exit(failed.length === 0 ? 0 : 1);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
