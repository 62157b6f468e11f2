import { createHash, randomUUID } from "node:crypto";
import type { SequencedRecord } from "#lib/audit/core/record.ts";
import type { CheckpointEvent, Person, RecordEvent } from "#lib/audit-sinks/core/sink-event.ts";

const hex = (text: string) => createHash("sha256").update(text).digest("hex");
export const ADA = "0b7e6d0e-6a5b-4c58-9d0a-000000000001";
export const PEOPLE: ReadonlyMap<string, Person> = new Map([
  [ADA, { name: "Ada Lovelace", email: "ada@example.org" }],
]);

/** A record as it leaves the log; what matters to the test is given. */
export function sampleRecord(more: Partial<SequencedRecord> = {}): SequencedRecord {
  const seq = more.seq ?? 1;
  return {
    id: randomUUID(),
    at: "2026-11-26T17:00:00.000Z",
    writer: "web-1",
    epoch: 1,
    seq,
    kind: "command",
    action: "server.quarantine",
    outcome: "success",
    actorKind: "user",
    actorId: ADA,
    actorName: "",
    credentialId: null,
    targetKind: "server",
    targetId: "org.example/files",
    requestId: "req-1",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    before: { status: "approved" },
    after: { status: "quarantined", reason: "A finding" },
    commitment: null,
    prev: hex(`${seq - 1}`),
    hash: hex(`${seq}`),
    leaf: seq - 1,
    ...more,
  };
}

export const sampleEvent = (more: Partial<SequencedRecord> = {}): RecordEvent => ({
  type: "record",
  record: sampleRecord(more),
  people: PEOPLE,
});

/** So many records of one writer, one after the other. */
export const sampleBatch = (count: number, more: Partial<SequencedRecord> = {}): RecordEvent[] =>
  Array.from({ length: count }, (_, index) => sampleEvent({ seq: index + 1, ...more }));

export const sampleCheckpoint = (size = 10): CheckpointEvent => ({
  type: "checkpoint",
  at: "2026-11-26T17:00:10.000Z",
  origin: "gatehouse.audit/test",
  size,
  root: "4Jz3Uu2mVZQ9o3kq6z1pTqvGb1yI5mA0K0vX5v2b1cE=",
  note: `gatehouse.audit/test\n${size}\n4Jz3Uu2mVZQ9o3kq6z1pTqvGb1yI5mA0K0vX5v2b1cE=\n\n— gatehouse.audit/test AAAA\n`,
});
