import { randomUUID } from "node:crypto";
import { logTrouble } from "#lib/audit/chain/lanes.ts";
import { getAuditFigures, type AuditFigures } from "#lib/audit/get-audit-figures.ts";
import { systemActor } from "#lib/kernel/actor.ts";
import { observeGauge } from "./metrics.ts";
import type { GaugeValue } from "./state.ts";

/** The gauges of one scrape are asked for at once: one query serves them all. */
const KEPT_MS = 1_000;

const GAUGES: Record<string, { help: string; read: (figures: AuditFigures) => GaugeValue }> = {
  gatehouse_audit_heartbeat_age_seconds: {
    help: "Since the newest heartbeat in the log, by kind of process; an hour at most.",
    read: ({ heartbeats }) =>
      heartbeats.map(({ process, ageSeconds }) => ({ labels: { process }, value: ageSeconds })),
  },
  gatehouse_audit_lapsed_writers: {
    help: "Writers of the log that fell silent without closing their chain.",
    read: ({ lapsedWriters }) => lapsedWriters,
  },
  gatehouse_audit_checkpoint_age_seconds: {
    help: "Since the newest signed checkpoint.",
    read: ({ checkpointAgeSeconds }) => checkpointAgeSeconds ?? [],
  },
  gatehouse_audit_verification_age_seconds: {
    help: "Since the whole log was last verified; since it began, where it never was.",
    read: ({ verification }) => verification.ageSeconds,
  },
  gatehouse_audit_verification_problems: {
    help: "What the last verification of the whole log found; 0: it is whole.",
    read: ({ verification }) => verification.problems ?? [],
  },
  gatehouse_audit_tree_records: {
    help: "Records that have a place in the tree.",
    read: ({ treeSize }) => treeSize,
  },
  gatehouse_audit_sequencer_lag_records: {
    help: "Records that have no place in the tree yet.",
    read: ({ sequencerLag }) => sequencerLag,
  },
  gatehouse_audit_sink_lag_records: {
    help: "Records that a sink has not been sent yet.",
    read: ({ sinks }) =>
      sinks.map(({ sink, lagRecords }) => ({ labels: { sink }, value: lagRecords })),
  },
  gatehouse_audit_sink_lag_seconds: {
    help: "Age of the oldest record that a sink has not been sent yet.",
    read: ({ sinks }) =>
      sinks.map(({ sink, lagSeconds }) => ({ labels: { sink }, value: lagSeconds })),
  },
  gatehouse_audit_sink_dead_letters: {
    help: "Records that a sink refused or lacks, and that were not sent again yet.",
    read: ({ sinks }) =>
      sinks.map(({ sink, deadLetters }) => ({ labels: { sink }, value: deadLetters })),
  },
  gatehouse_audit_sink_uncompared_seconds: {
    help: "Since when something that arrived at a sink waits to be compared with what was sent; 0: nothing does.",
    read: ({ sinks }) =>
      sinks.map(({ sink, comparedBy, uncomparedSeconds }) => ({
        labels: { sink, compared_by: comparedBy },
        value: uncomparedSeconds,
      })),
  },
  gatehouse_audit_anchor_age_seconds: {
    help: "Since an anchor last took a checkpoint; since it was first given one, where it took none.",
    read: ({ anchors }) =>
      anchors.map(({ anchor, ageSeconds }) => ({ labels: { anchor }, value: ageSeconds })),
  },
  gatehouse_audit_witness_alarm: {
    help: "1: a witness, an anchor or our own tree contradicts the log.",
    read: ({ alarms }) =>
      alarms.map(({ place, alarmed }) => ({ labels: { place }, value: alarmed ? 1 : 0 })),
  },
};

/**
 * The figures of the audit log, read from the database when somebody scrapes; in the worker, so
 * that they are there once. `gatehouse_audit_figures_up` is 0 while they cannot be read.
 * Returns what ends it.
 */
export function observeAudit(): () => void {
  const figures = keptFor(KEPT_MS, () =>
    getAuditFigures(
      { actor: systemActor("metrics", "Metrics"), now: new Date(), requestId: randomUUID() },
      {},
    ),
  );
  const ends = Object.entries(GAUGES).map(([name, { help, read }]) =>
    observeGauge(name, help, async () => read(await figures())),
  );
  const up = observeGauge(
    "gatehouse_audit_figures_up",
    "1: the figures of the audit log can be read.",
    () =>
      figures().then(
        () => 1,
        () => 0,
      ),
  );
  return () => {
    for (const end of [...ends, up]) end();
  };
}

/** Whether this process can write the log; every process says so of itself. */
export function observeLogWritable(): () => void {
  return observeGauge(
    "gatehouse_audit_log_writable",
    "1: this process can write the audit log; 0: it is read-only until it can.",
    () => (logTrouble() === null ? 1 : 0),
  );
}

/** Failures are kept as long as answers: the gauges must not all ask a database that is away. */
function keptFor<Value>(ms: number, read: () => Promise<Value>): () => Promise<Value> {
  let kept: { value: Promise<Value>; untilMs: number } | null = null;
  return () => {
    const nowMs = performance.now();
    if (kept === null || kept.untilMs < nowMs) kept = { value: read(), untilMs: nowMs + ms };
    return kept.value;
  };
}
