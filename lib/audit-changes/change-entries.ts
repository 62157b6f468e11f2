import type { AuditEntry, AuditFacts } from "#lib/audit/core/entry.ts";
import { sinkPlace } from "./core/change-facts.ts";
import type { StoredChange } from "./schemas.ts";

type Told = StoredChange & { id: string };

/** The record of what became of a proposal; words about a person are erased with that person. */
export function changeEntry(
  action: Extract<AuditEntry["action"], `change.${string}`>,
  change: Told,
  { words, ...more }: { words: { reason?: string; note?: string | null } } & AuditFacts,
): AuditEntry {
  const subject = subjectOf(change);
  const said: AuditFacts = {
    ...(typeof words.reason === "string" ? { reason: words.reason } : {}),
    ...(typeof words.note === "string" ? { note: words.note } : {}),
  };
  return {
    action,
    targetKind: "change",
    targetId: change.id,
    before: null,
    after: {
      kind: change.kind,
      ...payloadFacts(change),
      ...more,
      ...(subject === null ? said : {}),
    },
    ...(subject === null || Object.keys(said).length === 0
      ? {}
      : { personal: { subject, facts: { after: said } } }),
  };
}

/** Whom it is about. */
export function subjectOf(change: StoredChange): string | null {
  return change.kind === "subject.erase" || change.kind === "hold.set"
    ? change.payload.subject
    : null;
}

/** The payload as facts; of a sink only where it sends, never how it proves itself there. */
export function payloadFacts(change: StoredChange): AuditFacts {
  switch (change.kind) {
    case "retention.set":
      return { records: change.payload.kind, days: change.payload.days };
    case "retention.clear":
      return { records: change.payload.kind, days: null };
    case "sink.create":
    case "sink.change":
      return sinkFacts(change.payload);
    case "hold.set":
    case "hold.lift":
    case "subject.erase":
    case "sink.remove":
      return change.payload;
  }
}

type Sink = Extract<StoredChange, { kind: "sink.create" | "sink.change" }>["payload"];

function sinkFacts({ config, filter, ...plain }: Sink): AuditFacts {
  const told = Object.entries(plain).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(told) as AuditFacts),
    ...(config === undefined ? {} : sinkPlace(config)),
    ...(filter === undefined ? {} : { filter: filterFacts(filter) }),
  };
}

const filterFacts = (filter: object): AuditFacts =>
  JSON.parse(JSON.stringify(filter)) as AuditFacts;
