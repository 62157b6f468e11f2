import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { publicKeyPem } from "#lib/audit/tree/verifier-key.ts";
import { verifierOf } from "#lib/audit/tree/signer.ts";
import { readingThreads } from "#lib/audit/verify/reading-threads.ts";
import { SLOW_FROM } from "./audit-plan.ts";
import { benchKey } from "./audit-key.ts";
import type { SeededLog } from "./audit-seed.ts";
import type { Rate, Verified, VerifyOperations } from "./audit-verify-process.ts";
import { startChild } from "./child.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const MOST_EXPORTED = 1_000_000;
const MOST_IN_MEMORY = 200_000;

export type Verification = {
  /** By as many threads as the command line takes here, and by as many as there are cores. */
  whole: Verified;
  allCores: Verified;
  slow: Rate;
  hashing: Rate;
  chaining: Rate;
  exported: Rate & { megabytes: number };
  independent: Rate & { peakMb: number | null };
};

/** @throws when the log of the bench is not whole, by either verifier. */
export async function measureVerification(log: SeededLog): Promise<Verification> {
  const { folder } = benchKey();
  const child = await startChild<VerifyOperations>("audit-verify", {
    core: 0,
    env: { DATABASE_URL: log.url },
  });
  try {
    const { url, records } = log;
    const whole = await verifyWhole(log, readingThreads());
    const allCores = await verifyWhole(log, os.availableParallelism());
    const from = Math.ceil(records * SLOW_FROM) + 1;
    const slow = { url, from, to: Math.min(records, from + MOST_IN_MEMORY) };
    const file = path.join(folder, "log.jsonl");
    const firstLeaf = Math.max(0, records - MOST_EXPORTED);
    return {
      whole,
      allCores,
      slow: await child.call("readSlow", slow),
      hashing: await child.call("hashAlone", { url, from: 0, to: MOST_IN_MEMORY }),
      chaining: await child.call("chainAlone", MOST_IN_MEMORY),
      exported: {
        ...(await child.call("exportTail", { url, firstLeaf, file })),
        megabytes: fs.statSync(file).size / 1_048_576,
      },
      independent: await verifyIndependently(file, records - firstLeaf),
    };
  } finally {
    await child.stop();
    fs.rmSync(path.join(folder, "log.jsonl"), { force: true });
  }
}

/** The threads and the database share all cores, as they do where somebody verifies a log. */
async function verifyWhole({ url, records }: SeededLog, threads: number): Promise<Verified> {
  const found = await verifyBy(url, { threads, core: null });
  if (found.problems.length > 0 || found.records < records)
    throw new Error(
      `The bench's log of ${records} records is not whole (${found.records} verified): ${found.problems[0] ?? "no problem named"}`,
    );
  return found;
}

/** A log, by a process of its own. */
export async function verifyBy(
  url: string,
  { threads, core }: { threads: number; core: 0 | null },
): Promise<Verified> {
  const child = await startChild<VerifyOperations>("audit-verify", {
    core,
    env: { DATABASE_URL: url },
  });
  try {
    return await child.call("verify", { url, threads });
  } finally {
    await child.stop();
  }
}

async function verifyIndependently(
  file: string,
  records: number,
): Promise<Verification["independent"]> {
  const { folder, signer } = benchKey();
  const key = path.join(folder, "key.pem");
  fs.writeFileSync(key, publicKeyPem(verifierOf(signer)));
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [path.join(ROOT, "scripts", "verify-audit.mjs"), file, "--key", key],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let [peakMb, output]: [number | null, string] = [null, ""];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const watch = setInterval(() => (peakMb = peakOf(child.pid) ?? peakMb), 100);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(watch);
  if (code !== 0)
    throw new Error(`scripts/verify-audit.mjs does not find the bench's log whole: ${output}`);
  return { records, seconds: (performance.now() - started) / 1_000, peakMb };
}

/** Linux says it; elsewhere it stays unknown. */
function peakOf(pid: number | undefined): number | null {
  try {
    const status = fs.readFileSync(`/proc/${pid ?? 0}/status`, "utf8");
    const found = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    return found === undefined ? null : Number(found) / 1_024;
  } catch {
    // It has just ended, or this is no Linux.
    return null;
  }
}
