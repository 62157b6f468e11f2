import { z } from "zod";
import { anyObject, time } from "./common.ts";

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z.string();
const person = z.object({ name: z.string().nullable(), email: z.string().nullable() });

export const AuditList = z.object({
  events: z.array(
    z.object({
      id: z.uuid(),
      at: time,
      kind: z.string(),
      outcome: z.string(),
      actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
      action: z.string(),
      target: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }),
      before: anyObject.nullable(),
      after: anyObject.nullable(),
      requestId: z.string(),
    }),
  ),
  objects: z
    .array(z.object({ kind: z.string(), id: z.uuid(), name: z.string(), key: z.string() }))
    .nullable()
    .meta({
      description:
        "What is called as `targetId` says now, all of which is looked for; null: it is an id, or was not given.",
    }),
  nextCursor: z.string().nullable(),
});

export const AuditCountsAnswer = z.object({
  days: z.array(
    z.object({
      day: z.iso.date(),
      success: z.number(),
      refused: z.number(),
      failed: z.number(),
    }),
  ),
  chartIgnores: z.boolean().meta({ description: "The days follow action and outcome only." }),
  count: z.number(),
  capped: z.boolean().meta({ description: "There are more: counting stopped." }),
  of: z.enum(["all", "90 days"]),
});

/** A record with the very texts that its hash covers. */
const Entry = z.object({
  prev: hex,
  writer: z.string(),
  epoch: z.number().int(),
  seq: z.number().int(),
  id: z.uuid(),
  at: time,
  kind: z.string(),
  action: z.string(),
  outcome: z.string(),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  credentialId: z.string().nullable(),
  targetKind: z.string(),
  targetId: z.string(),
  requestId: z.string(),
  traceId: z.string().nullable(),
  before: z.string().nullable().meta({ description: "Canonical JSON (RFC 8785), as text." }),
  after: z.string().nullable().meta({ description: "Canonical JSON (RFC 8785), as text." }),
  commitment: hex.nullable(),
});

export const AuditEventAnswer = Entry.extend({
  hash: hex,
  actor: z.object({ name: z.string(), email: z.string().nullable() }),
  target: person,
  credential: z.object({ name: z.string().nullable() }).nullable(),
  facts: z.object({ before: anyObject.nullable(), after: anyObject.nullable() }),
  personal: z
    .union([anyObject, z.enum(["erased", "expired", "unreadable", "changed", "missing"])])
    .nullable(),
  leaf: z.number().int().nullable(),
});

export const LogKeyAnswer = z.object({
  name: z.string(),
  keyId: z.string(),
  vkey: z.string().meta({ description: "C2SP verifier key." }),
  fingerprint: hex.meta({ description: "SHA-256 of the key as DER SubjectPublicKeyInfo." }),
});

export const AuditProofAnswer = z.object({
  format: z.literal("gatehouse-audit-proof/1"),
  state: z.enum(["proven", "waiting_for_place", "waiting_for_checkpoint", "stopped"]),
  entry: Entry,
  hash: hex,
  leaf: z.number().int().nullable(),
  proof: z.array(hex).meta({ description: "From the leaf up to the root (RFC 9162)." }),
  checkpoint: z.object({ size: z.number().int(), at: time, note: z.string() }).nullable(),
  key: LogKeyAnswer.nullable(),
});

export const CheckpointList = z.object({
  checkpoints: z.array(
    z.object({
      size: z.number().int(),
      at: time,
      root: base64,
      keyId: z.string(),
      note: z.string().meta({ description: "C2SP signed note." }),
    }),
  ),
  nextCursor: z.string().nullable(),
});

const Root = z.object({ size: z.number().int(), root: base64 });
export const ConsistencyAnswer = z.object({ from: Root, to: Root, proof: z.array(base64) });

export const CompletenessAnswer = z.object({
  findings: z
    .array(z.object({ tone: z.enum(["danger", "warning"]), text: z.string() }))
    .meta({ description: "Empty: complete, as far as the product can see." }),
  treeSize: z.number(),
  treeAlarm: z.string().nullable(),
  checkpoint: z.object({ size: z.number(), ageSeconds: z.number() }).nullable(),
  checkpointAt: time.nullable(),
  key: LogKeyAnswer.nullable(),
  verification: z
    .object({ ageSeconds: z.number(), problems: z.number().nullable() })
    .meta({ description: "The newest one of the whole log; `problems` is null before the first." }),
  waiting: z.number(),
  holes: z.array(anyObject),
  processes: z.array(anyObject),
  writers: z.number(),
  epochs: z.array(anyObject),
  ends: z.array(anyObject),
  anchors: z.array(anyObject),
  sinks: z.array(anyObject),
});
