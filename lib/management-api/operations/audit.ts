import { z } from "zod";
import { exportAuditEvents } from "#lib/audit/export-events.ts";
import { getCompleteness } from "#lib/audit/get-completeness.ts";
import { getConsistency } from "#lib/audit/get-consistency.ts";
import { getAuditCounts } from "#lib/audit/get-counts.ts";
import { getAuditEvent } from "#lib/audit/get-event.ts";
import { getAuditProof } from "#lib/audit/get-proof.ts";
import { listCheckpoints } from "#lib/audit/list-checkpoints.ts";
import { listAuditEvents } from "#lib/audit/list-events.ts";
import { requestVerification } from "#lib/audit/request-verification.ts";
import {
  AuditFilterInput,
  ConsistencyInput,
  ExportAuditInput,
  ListAuditEventsInput,
  ListCheckpointsInput,
} from "#lib/audit/schemas.ts";
import {
  AuditCountsAnswer,
  AuditEventAnswer,
  AuditList,
  AuditProofAnswer,
  CheckpointList,
  CompletenessAnswer,
  ConsistencyAnswer,
} from "../answers/audit.ts";
import { pageSize } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";

const tag = "Audit";
const RECORD = { path: { id: "0197b2c0-1111-7222-8333-444455556666" } };

export const LIST_AUDIT_EVENTS = defineOperation({
  method: "GET",
  path: "/api/v1/audit/events",
  tag,
  summary: "The log of everything, the newest first",
  notes:
    "`actor`: an id, an e-mail address or a name. `action`: one, or all of a noun (`request.`). `targetId`: an id, or what people call it now: R-12, a server's name, a team's slug or name, a person's address; all that are called so are looked for and named in `objects`, of `targetKind` if it is given. `q`: words of what changed; `word*` is a beginning. Heartbeats and epochs only with `kind`.",
  permission: listAuditEvents.permission,
  query: ListAuditEventsInput.extend({ limit: pageSize(50) }),
  answer: { status: 200, schema: AuditList, description: "One page." },
  example: { query: { action: "request.approve", from: "2026-01-01T00:00:00Z" } },
});

export const GET_AUDIT_COUNTS = defineOperation({
  method: "GET",
  path: "/api/v1/audit/counts",
  tag,
  summary: "How many records match, and the last 90 days day by day",
  permission: getAuditCounts.permission,
  query: AuditFilterInput,
  answer: { status: 200, schema: AuditCountsAnswer, description: "Counts, capped." },
  example: { query: { action: "server." } },
});

export const GET_AUDIT_EVENT = defineOperation({
  method: "GET",
  path: "/api/v1/audit/events/{id}",
  tag,
  summary: "One record with everything that its hash covers",
  permission: getAuditEvent.permission,
  answer: { status: 200, schema: AuditEventAnswer, description: "The record." },
  example: RECORD,
});

export const GET_AUDIT_PROOF = defineOperation({
  method: "GET",
  path: "/api/v1/audit/events/{id}/proof",
  tag,
  summary: "The proof that a record stands in the log, under the newest checkpoint",
  notes:
    "RFC 9162 inclusion proof; the checkpoint is a C2SP signed note. Compare the key with one that you were given elsewhere.",
  permission: getAuditProof.permission,
  answer: { status: 200, schema: AuditProofAnswer, description: "The proof." },
  example: RECORD,
});

export const LIST_CHECKPOINTS = defineOperation({
  method: "GET",
  path: "/api/v1/audit/checkpoints",
  tag,
  summary: "Signed heads of the tree, the newest first",
  permission: listCheckpoints.permission,
  query: ListCheckpointsInput.extend({ limit: pageSize(50) }),
  answer: { status: 200, schema: CheckpointList, description: "One page." },
});

export const GET_LATEST_CHECKPOINT = defineOperation({
  method: "GET",
  path: "/api/v1/audit/checkpoints/latest",
  tag,
  summary: "The newest checkpoint, as the signed note itself",
  permission: listCheckpoints.permission,
  own: true,
  answer: { status: 200, schema: null, description: "A C2SP signed note, as text." },
});

export const GET_CONSISTENCY = defineOperation({
  method: "GET",
  path: "/api/v1/audit/consistency",
  tag,
  summary: "The proof that the log at one size continues the log at a smaller one",
  permission: getConsistency.permission,
  query: ConsistencyInput,
  answer: { status: 200, schema: ConsistencyAnswer, description: "RFC 9162 consistency proof." },
  example: { query: { from: "1", to: "2" } },
});

export const GET_COMPLETENESS = defineOperation({
  method: "GET",
  path: "/api/v1/audit/completeness",
  tag,
  summary: "What the product can see of its own log's wholeness",
  permission: getCompleteness.permission,
  query: z.object({}),
  answer: { status: 200, schema: CompletenessAnswer, description: "What is missing, and facts." },
});

export const VERIFY_LOG = defineOperation({
  method: "POST",
  path: "/api/v1/audit/verifications",
  tag,
  summary: "Verify the whole log now: the worker is told",
  permission: requestVerification.permission,
  answer: {
    status: 201,
    schema: z.object({
      asked: z.boolean().meta({ description: "False: one waits or is under way already." }),
    }),
    description: "Asked for; `completeness` and a record `log.verify` tell what was found.",
  },
});

export const EXPORT_AUDIT_EVENTS = defineOperation({
  method: "GET",
  path: "/api/v1/audit/export",
  tag,
  summary: "The records of a filter as CSV, JSON lines or OCSF, the oldest first",
  notes:
    "Streamed. Recorded before the first byte and after the last one. A list of records cannot be verified as a whole: for that there is `gatehouse audit export`.",
  permission: exportAuditEvents.permission,
  query: ExportAuditInput,
  own: true,
  answer: { status: 200, schema: null, description: "A file in that format." },
  example: { query: { format: "csv", action: "request." } },
});
