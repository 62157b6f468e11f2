import { setTimeout as sleep } from "node:timers/promises";
import { SINK_KINDS } from "#lib/audit-sinks/core/sink-kinds.ts";
import { nameWriters } from "#lib/audit/chain/lanes.ts";
import type { NewRecord } from "#lib/audit/chain/new-record.ts";
import { recorded } from "#lib/audit/chain/recorded.ts";
import { auditSigner } from "#lib/audit/sequencer/audit-key.ts";
import { sequenceRound } from "#lib/audit/sequencer/sequence-round.ts";
import { writeCheckpoint } from "#lib/audit/sequencer/write-checkpoint.ts";
import { pool, transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { changeLog, twoPeople } from "#lib/testing/audit-changes.ts";
import { newCertificate, type Certificate } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { newRecords } from "#lib/testing/log.ts";
import { live, newCase, Watch, type Case, type Progress } from "./sinks-cases.ts";
import { count, placesOf } from "./sinks-count.ts";
import { faultCases } from "./sinks-faults.ts";
import { placeOf, type Place } from "./sinks-places.ts";
import type { Counted, SinksResult } from "./sinks-report.ts";
import type { Victim } from "./victim.ts";

/** Records come in so many parts, one a second: each is a batch or more of every sink. */
const PARTS = 24;
/** At a time: each with a writer's chain of its own. */
const WRITERS = 3;
const KILLS = 6;

type Run = { records: number; sender: Victim; root: string };

/** First every fault of every kind, then six sinks whose sender is killed again and again. */
export async function runPhases({ records, sender, root }: Run): Promise<SinksResult> {
  const began = Date.now();
  nameWriters("web");
  const around = { certificate: await newCertificate(), root };
  await sender.start();
  const faults = await runPhase({ records, action: "server.describe" }, () => withFaults(around));
  const killed = await runPhase({ records, action: "server.classify", victim: sender }, () =>
    killCases(around),
  );
  await sender.stop();
  await pool.end();
  return {
    records,
    writers: WRITERS,
    kills: sender.kills,
    seconds: (Date.now() - began) / 1_000,
    counted: [...faults, ...killed],
  };
}

type Around = { certificate: Certificate; root: string };

async function withFaults(around: Around): Promise<Case[]> {
  const cases: Case[] = [];
  for (const { kind, trouble } of faultCases()) {
    const place = placeOf(kind, { ...around, name: `${kind}-${cases.length}` });
    cases.push(await newCase(place, trouble, "server.describe"));
  }
  return cases;
}

async function killCases(around: Around): Promise<Case[]> {
  const cases: Case[] = [];
  for (const kind of SINK_KINDS) {
    const place: Place = placeOf(kind, { ...around, name: `${kind}-killed` });
    // A batch is on its way for a while, so that kills strike within one.
    if (place.http) place.http.fault = { kind: "slow", ms: 300 };
    if (place.syslog) place.syslog.fault = "slow";
    cases.push(await newCase(place, null, "server.classify"));
  }
  return cases;
}

type Phase = { records: number; action: "server.describe" | "server.classify"; victim?: Victim };

async function runPhase(
  { records, action, victim }: Phase,
  cases: () => Promise<Case[]>,
): Promise<Counted[]> {
  const sinks = await cases();
  const told = newRecords(
    Array.from({ length: records }, (_, n) => ({
      action,
      targetKind: "server",
      targetId: `server-${n}`,
      after: { description: `Description number ${n}, long enough to be worth sending` },
    })),
  );
  const ids = told.map(({ id }) => id);
  const progress: Progress = { share: 0 };
  const watch = new Watch(sinks);
  const lives = sinks.map((one) => live(one, { watch, progress, ids }));
  await Promise.all([writeAll(told, progress), ...(victim ? [killOften(victim, progress)] : [])]);
  await Promise.all(lives);
  await watch.stop();
  const places = await placesOf(ids);
  const counted = sinks.map((one) => count(one, places));
  await endAll(sinks);
  return counted;
}

async function writeAll(told: readonly NewRecord[], progress: Progress): Promise<void> {
  const size = Math.ceil(told.length / PARTS);
  for (let at = 0; at < told.length; at += size) {
    const next = sleep(1_000);
    const part = told.slice(at, at + size);
    const share = Math.ceil(part.length / WRITERS);
    const shares = Array.from({ length: WRITERS }, (_, n) =>
      part.slice(n * share, (n + 1) * share),
    );
    await Promise.all(
      shares.filter((one) => one.length > 0).map((one) => recorded((_tx, append) => append(one))),
    );
    await settleLog();
    progress.share = Math.min(1, (at + size) / told.length);
    await next;
  }
}

/** A place in the tree for all of it, and a signature over that: as the sequencer does. */
async function settleLog(): Promise<void> {
  while ((await transact((tx) => sequenceRound(sqlOf(tx)))).added > 0);
  await transact((tx) => writeCheckpoint(sqlOf(tx), auditSigner()));
}

async function killOften(sender: Victim, progress: Progress): Promise<void> {
  for (let kill = 0; kill < KILLS && progress.share < 1; kill += 1) {
    await sleep(1_000 + 2_000 * Math.random());
    await sender.kill();
    await sender.start();
  }
}

/** Sinks of one phase are none of the next one's business. */
async function endAll(sinks: readonly Case[]): Promise<void> {
  const people = await twoPeople("security");
  for (const { id, place } of sinks) {
    await changeLog(people, { kind: "sink.remove", payload: { sinkId: id } });
    await place.close();
  }
}
