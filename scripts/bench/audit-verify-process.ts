import { hash } from "node:crypto";
import fs from "node:fs";
import { once } from "node:events";
import { chainRecords } from "#lib/audit/chain/chain-records.ts";
import { verifierOf } from "#lib/audit/tree/signer.ts";
import { exportLog } from "#lib/audit/verify/export-log.ts";
import { FIELD, readSequenced } from "#lib/audit/verify/read-entries.ts";
import { readLog } from "#lib/audit/verify/in-snapshot.ts";
import { verifyLog } from "#lib/audit/verify/verify-log.ts";
import { connected } from "#lib/db/connect.ts";
import { recordMaker } from "./audit-records.ts";
import { benchKey } from "./audit-key.ts";
import { serveParent } from "./child.ts";
import { watchMemory } from "./memory.ts";

const operations = { verify, readSlow, hashAlone, chainAlone, exportTail };
export type VerifyOperations = typeof operations;
serveParent(operations);

export type Rate = { records: number; seconds: number };
export type Verified = Rate & {
  threads: number;
  growthMb: number;
  peakMb: number;
  problems: string[];
};

/** The whole log, as `gatehouse audit verify` does it. */
async function verify({ url, threads }: { url: string; threads: number }): Promise<Verified> {
  const memory = watchMemory();
  const started = performance.now();
  const { size, unsequenced, problems } = await readLog(url, (client) =>
    verifyLog(client, {
      keys: [verifierOf(benchKey().signer)],
      outside: [],
      threads: { url, most: threads },
    }),
  );
  const seconds = (performance.now() - started) / 1_000;
  return {
    records: size + unsequenced,
    seconds,
    threads,
    ...memory.stop(),
    problems: problems.map((problem) => JSON.stringify(problem)),
  };
}

type Range = { url: string; from: number; to: number };

/** Reading and hashing where every record was sequenced by itself. */
async function readSlow({ url, from, to }: Range): Promise<Rate> {
  const started = performance.now();
  let records = 0;
  await connected(url, (client) =>
    readSequenced(client, { from, to }, (entry) => {
      if (hash("sha256", entry.hashed, "binary") !== entry.latin1(FIELD.hash))
        throw new Error(`Record ${entry.leaf} has another hash.`);
      records += 1;
    }),
  );
  return { records, seconds: (performance.now() - started) / 1_000 };
}

/** The same bytes from memory: no verifier in this process can be faster. */
async function hashAlone({ url, from, to }: Range): Promise<Rate> {
  const entries: { hashed: Buffer; stored: string }[] = [];
  await connected(url, (client) =>
    readSequenced(client, { from, to }, (entry) =>
      entries.push({ hashed: Buffer.from(entry.hashed), stored: entry.latin1(FIELD.hash) }),
    ),
  );
  const run = () => {
    const started = performance.now();
    for (const entry of entries)
      if (hash("sha256", entry.hashed, "binary") !== entry.stored)
        throw new Error("A record has another hash.");
    return (performance.now() - started) / 1_000;
  };
  run();
  return { records: entries.length, seconds: run() };
}

/** Linking new records to a chain: what an append computes. */
function chainAlone(count: number): Rate {
  const make = recordMaker(5);
  const at = new Date();
  const records = Array.from({ length: count }, () => make(at, "call"));
  const head = { writer: "bench-1", epoch: 1, seq: 0, hash: Buffer.alloc(32) };
  chainRecords(head, records);
  const started = performance.now();
  chainRecords(head, records);
  return { records: count, seconds: (performance.now() - started) / 1_000 };
}

type ExportJob = { url: string; firstLeaf: number; file: string };

/** An export for the independent verifier. */
async function exportTail({ url, firstLeaf, file }: ExportJob): Promise<Rate> {
  const started = performance.now();
  const out = fs.createWriteStream(file);
  const exported = await readLog(url, (client) =>
    exportLog(client, { firstLeaf }, async (text) => {
      if (!out.write(text)) await once(out, "drain");
    }),
  );
  out.end();
  await once(out, "close");
  if (exported === null) throw new Error("The bench's log has no checkpoint.");
  return {
    records: exported.size - firstLeaf,
    seconds: (performance.now() - started) / 1_000,
  };
}
