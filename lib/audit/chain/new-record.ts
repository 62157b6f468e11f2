import { v7 as uuidv7 } from "uuid";
import type { AuditFacts } from "#lib/audit/core/entry.ts";
import { canonicalJson } from "#lib/audit/core/canonical-json.ts";
import type { Outcome, RecordKind } from "#lib/audit/core/record.ts";
import type { PersonalPart } from "#lib/audit/personal/commit-personal.ts";
import type { JsonObject } from "#lib/kernel/json.ts";

/** A record before it has its place in a chain. */
export type NewRecord = {
  id: string;
  at: Date;
  kind: RecordKind;
  action: string;
  outcome: Outcome;
  actorKind: string;
  actorId: string;
  /** Empty for people. */
  actorName: string;
  credentialId: string | null;
  targetKind: string;
  targetId: string;
  requestId: string;
  traceId: string | null;
  /** Canonical JSON. */
  before: string | null;
  after: string | null;
  commitment: Buffer | null;
  /** What the commitment is of; absent: nothing. */
  personal?: PersonalPart;
};

/** Ids of one millisecond stay in order too. */
export const newRecordId = (): string => uuidv7();

export const factsText = (facts: AuditFacts | null): string | null =>
  facts === null ? null : canonicalJson(facts as JsonObject);

/** What the log says about itself. */
export function ownRecord(
  action: "writer.open" | "writer.close" | "log.heartbeat",
  target: string,
  facts: AuditFacts,
): NewRecord {
  return {
    id: newRecordId(),
    at: new Date(),
    kind: action === "log.heartbeat" ? "heartbeat" : "epoch",
    action,
    outcome: "success",
    actorKind: "system",
    actorId: "log",
    actorName: "Log",
    credentialId: null,
    targetKind: "writer",
    targetId: target,
    requestId: "",
    traceId: null,
    before: null,
    after: factsText(facts),
    commitment: null,
  };
}
