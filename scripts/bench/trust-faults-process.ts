import { db } from "#lib/db/client.ts";
import { serveParent } from "./child.ts";
import type { Clean, Fault } from "./trust-fault.ts";
import { cleanDraft } from "./trust-fault-draft.ts";
import { CLEAN, FAULTS } from "./trust-fault-cases.ts";
import type { CleanOutcome, FaultOutcome, ScannedResult } from "./trust-fault-report.ts";
import { openFaultWorld, type FaultWorld } from "./trust-fault-world.ts";

let world: FaultWorld | null = null;
let count = 0;

const operations = {
  /** Which cases there are: all, or faults of these controls. */
  open: async (only: readonly string[]) => {
    world = await openFaultWorld();
    const isWanted = ({ control, fault }: Fault) =>
      only.some((part) => part === control || fault.includes(part));
    const wanted = FAULTS.flatMap((fault, at) =>
      only.length === 0 || isWanted(fault) ? [at] : [],
    );
    const clean = only.length === 0 || only.includes("clean") ? [...CLEAN.keys()] : [];
    return { clean, faults: wanted };
  },
  clean: (at: number) => runClean(caseAt(CLEAN, at)),
  fault: (at: number) => runFault(caseAt(FAULTS, at)),
  close: async () => {
    await world?.close();
    await db.$disconnect();
  },
};
export type TrustFaultsOperations = typeof operations;
serveParent(operations);

function caseAt<Case>(cases: readonly Case[], at: number): Case {
  const found = cases[at];
  if (found === undefined) throw new Error(`There is no case ${at}.`);
  return found;
}

async function scanSpoiled({ spoil }: Pick<Fault, "spoil">): Promise<ScannedResult> {
  if (world === null) throw new Error("The bench is not prepared.");
  const draft = cleanDraft((count += 1));
  await spoil(draft, world);
  const registered = await world.register(draft);
  const first = await world.scan(registered);
  if (draft.again === null) return first;
  await draft.again(registered);
  return world.scan(registered);
}

/** A case that breaks is one that was missed, and no reason to leave the others out. */
async function runFault(fault: Fault): Promise<FaultOutcome> {
  const { control, code } = fault;
  const about = { control, code, fault: fault.fault };
  try {
    return { ...about, ...foundIn(await scanSpoiled(fault), { control, code }) };
  } catch (error) {
    return { ...about, found: false, seen: lineOf(error), level: null, seconds: 0 };
  }
}

const lineOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().slice(0, 300);

function foundIn(
  { results, level, seconds }: ScannedResult,
  { control, code }: Pick<Fault, "control" | "code">,
): Pick<FaultOutcome, "found" | "seen" | "level" | "seconds"> {
  const result = results.find((one) => one.control === control);
  const told = (result?.findings ?? []).filter(({ action }) => action !== "info");
  const stands = result !== undefined && result.status !== "pass";
  return {
    found: stands && told.some((one) => one.code === code),
    seen: [result?.status, result?.reason, ...told.map((one) => one.code)]
      .filter(Boolean)
      .join(" "),
    level,
    seconds,
  };
}

async function runClean(clean: Clean): Promise<CleanOutcome> {
  const { results, level, score } = await scanSpoiled(clean);
  const judged = results.filter(({ status }) => status !== "not_applicable");
  const alarms = judged.flatMap(({ findings }) =>
    findings
      .filter(({ action, code }) => action !== "info" && !clean.true.includes(code))
      .map(({ code, title }) => `${code}: ${title}`),
  );
  const notChecked = judged
    .filter(({ status }) => status === "not_checkable" || status === "error")
    .map(({ control, reason, detail }) => `${control} ${reason ?? "error"}: ${detail}`);
  return { what: clean.what, level, score, judged: judged.length, alarms, notChecked };
}
