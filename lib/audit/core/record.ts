import type { JsonObject } from "#lib/kernel/json.ts";

export const RECORD_KINDS = ["command", "event", "heartbeat", "epoch", "call"] as const;
/** `command`: a change of state; `event`: a fact without one (a refusal, an export). */
export type RecordKind = (typeof RECORD_KINDS)[number];

export const OUTCOMES = ["success", "refused", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One fact of the log, as it is exported and shipped. Hashes are lower-case hex. */
export type AuditRecord = {
  id: string;
  /** UTC with milliseconds: 2026-11-26T17:00:00.000Z. */
  at: string;
  writer: string;
  epoch: number;
  seq: number;
  kind: RecordKind;
  action: string;
  outcome: Outcome;
  actorKind: string;
  actorId: string;
  /** Empty for people: their names live outside the log. */
  actorName: string;
  /** The token that was used, if one was. */
  credentialId: string | null;
  targetKind: string;
  targetId: string;
  requestId: string;
  traceId: string | null;
  before: JsonObject | null;
  after: JsonObject | null;
  /** Of the personal payload, which is kept apart and can be erased. */
  commitment: string | null;
  prev: string;
  hash: string;
};

/** `leaf`: its place in the tree, from 0. */
export type SequencedRecord = AuditRecord & { leaf: number };
