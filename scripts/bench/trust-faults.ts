import path from "node:path";
import { startEmbedded } from "#lib/db/embedded/start-embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { CONTROLS, MTF_IDS, CONTROL_IDS, type ControlId } from "#lib/trust/core/controls.ts";
import { startChild } from "./child.ts";
import { table } from "./report.ts";
import { freshDatabase } from "./seed-database.ts";
import type { CleanOutcome, FaultOutcome } from "./trust-fault-report.ts";
import type { TrustFaultsOperations } from "./trust-faults-process.ts";

export type FaultFigures = { clean: CleanOutcome[]; faults: FaultOutcome[] };

/** Why a control has no seeded fault here. */
const NOT_SEEDED: Partial<Record<ControlId, string>> = {
  "CQ-06": "nobody watches a package run: never checked, so nothing can be found",
  ...perhaps(["RG-03", "RG-04"], "about the registry, which does not build it yet"),
  ...perhaps(
    ["RG-06", "PK-02", "PK-03", "UP-01"],
    "about the registry itself: its unit tests seed an old checkpoint, an old key, a late recovery and no comparison",
  ),
  ...perhaps(["IN-01", "IN-02", "IN-03", "IN-04"], "the duty of the client that installs"),
};

function perhaps(ids: readonly ControlId[], why: string): Partial<Record<ControlId, string>> {
  return Object.fromEntries(ids.map((id) => [id, why]));
}

/** Seeds one fault at a time in a registry of its own. `only`: faults of these controls; empty: all. */
export async function measureFaults(only: readonly string[]): Promise<FaultFigures> {
  // Not the one of the other benches: these are about time, and this one may run beside them.
  const server = await startEmbedded({
    root: path.resolve(import.meta.dirname, "../../.data/bench-trust-postgres"),
    database: "postgres",
    durable: false,
  });
  try {
    const { url, ownerUrl } = await freshDatabase(server, "bench_trust");
    await migrate(ownerUrl);
    const child = await startChild<TrustFaultsOperations>("trust-faults", {
      core: null,
      env: { DATABASE_URL: url, DATABASE_POOL_SIZE: "8" },
    });
    const cases = await child.call("open", only);
    const clean: CleanOutcome[] = [];
    for (const at of cases.clean) {
      const outcome = await child.call("clean", at);
      clean.push(outcome);
      process.stderr.write(`clean: ${outcome.what}: ${outcome.alarms.join(" ") || "no alarm"}\n`);
    }
    const faults: FaultOutcome[] = [];
    for (const at of cases.faults) {
      const outcome = await child.call("fault", at);
      faults.push(outcome);
      process.stderr.write(`${lineOf(outcome)}\n`);
    }
    await child.call("close");
    await child.stop();
    return { clean, faults };
  } finally {
    await server.stop();
  }
}

const lineOf = ({ control, fault, found, seen }: FaultOutcome): string =>
  `${found ? "found" : "MISSED"} ${control} ${fault}${found ? "" : ` (${seen})`}`;

export function faultSections({ clean, faults }: FaultFigures): string[] {
  const found = faults.filter((one) => one.found).length;
  const alarms = clean.reduce((sum, one) => sum + one.alarms.length, 0);
  return [
    "",
    "### Seeded faults",
    "",
    `One fault at a time is put into a server with which nothing is wrong. It is published to an npm registry over a real socket, registered, and scanned as the worker does it: fetched, read in the fenced process, run in the sandbox for its tools, judged, recorded and read back from PostgreSQL. A fault counts as found if its own finding is there. ${found} of ${faults.length} faults were found.`,
    "",
    ...faultTable(faults),
    "",
    ...missedLines(faults),
    "#### False alarms",
    "",
    `${clean.length} servers with which nothing is wrong, some of which look as if: ${alarms} false alarms in ${clean.reduce((sum, one) => sum + one.judged, 0)} results.`,
    "",
    ...table(
      ["server", "level", "score", "false alarms", "not checkable"],
      clean.map(({ what, level, score, alarms: wrong, notChecked }) => [
        what,
        `L${level}`,
        String(score),
        wrong.length === 0 ? "none" : wrong.join("; ").replaceAll("|", "\\|"),
        notChecked.map((text) => text.split(":")[0]).join(", ") || "none",
      ]),
    ),
  ];
}

function faultTable(faults: readonly FaultOutcome[]): string[] {
  const seeded = new Set(faults.map(({ control }) => control));
  const ids = CONTROL_IDS.filter((id) => seeded.has(id) || id in NOT_SEEDED);
  return table(
    ["control", "seeded", "found", "missed", "faults"],
    ids.map((id) => {
      const own = faults.filter(({ control }) => control === id);
      const found = own.filter((one) => one.found).length;
      return [
        `${id} ${CONTROLS[id].title}`,
        String(own.length),
        String(found),
        String(own.length - found),
        own.length === 0
          ? `not seeded: ${NOT_SEEDED[id] ?? ""}`
          : own.map(({ fault }) => fault).join("; "),
      ];
    }),
  );
}

function missedLines(faults: readonly FaultOutcome[]): string[] {
  const missed = faults.filter(({ found }) => !found);
  const silent = MTF_IDS.filter(
    (id) => !(id in NOT_SEEDED) && !faults.some(({ control }) => control === id),
  );
  return [
    ...(silent.length === 0
      ? []
      : [`Without a seeded fault in this run: ${silent.join(", ")}.`, ""]),
    ...missed.flatMap(({ control, fault, code, seen }) => [
      `- Missed: ${control}, ${fault}: ${code} was wanted, and the control says ${seen || "nothing"}.`,
    ]),
    ...(missed.length === 0 ? [] : [""]),
  ];
}
