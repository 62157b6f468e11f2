import { z } from "zod";
import { KEPT_KINDS } from "#lib/audit/core/retention.ts";
import { confirmAuditChange } from "#lib/audit-changes/confirm-audit-change.ts";
import { CHANGE_EVENTS, STORED_STATES } from "#lib/audit-changes/core/four-eyes.ts";
import { CHANGE_KINDS } from "#lib/audit-changes/core/kinds.ts";
import { declineAuditChange } from "#lib/audit-changes/decline-audit-change.ts";
import { getLogSettings } from "#lib/audit-changes/get-log-settings.ts";
import { listAuditChanges } from "#lib/audit-changes/list-audit-changes.ts";
import { proposeAuditChange } from "#lib/audit-changes/propose-audit-change.ts";
import {
  ConfirmAuditChangeInput,
  DeclineAuditChangeInput,
  ListAuditChangesInput,
} from "#lib/audit-changes/schemas.ts";
import { withdrawAuditChange } from "#lib/audit-changes/withdraw-audit-change.ts";
import { SinkSecrets } from "#lib/audit-sinks/schemas.ts";
import { anyObject, time } from "../answers/common.ts";
import { bodyOf, pageSize } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { ID } from "./examples.ts";

const tag = "Audit";
const named = z.object({ id: z.uuid(), name: z.string() });
const kind = z.enum(CHANGE_KINDS);
const count = z.number().int();

const Change = z.object({
  id: z.uuid(),
  kind,
  state: z.enum([...STORED_STATES, "expired"]),
  lines: z
    .array(z.object({ term: z.string(), now: z.string().nullable(), then: z.string() }))
    .meta({ description: "What it changes, in words." }),
  reason: z.string(),
  proposedBy: named,
  proposedAt: time,
  expiresAt: time,
  decidedBy: named.nullable(),
  decidedAt: time.nullable(),
  note: z.string().nullable(),
  allowed: z.array(z.enum(CHANGE_EVENTS)).meta({ description: "What you may do with it." }),
  whyNot: z.string().nullable().meta({ description: "Why you cannot confirm it, and who can." }),
});
const Decided = z.object({ id: z.uuid(), kind, state: z.enum(STORED_STATES) });

export const LIST_AUDIT_CHANGES = defineOperation({
  method: "GET",
  path: "/api/v1/audit/changes",
  tag,
  summary: "Changes of the log that wait for a second person, or were decided; the newest first",
  permission: listAuditChanges.permission,
  query: z.object({
    which: ListAuditChangesInput.shape.which,
    cursor: ListAuditChangesInput.shape.cursor,
    limit: pageSize(50),
  }),
  answer: {
    status: 200,
    schema: z.object({ changes: z.array(Change), nextCursor: z.string().nullable() }),
    description: "One page.",
  },
});

export const PROPOSE_AUDIT_CHANGE = defineOperation({
  method: "POST",
  path: "/api/v1/audit/changes",
  tag,
  summary: "Propose how long the log is kept, a legal hold, an erasure, or where the log is sent",
  notes:
    "Nothing changes until somebody else confirms it within 14 days: an auditor for retention, holds and erasure, another administrator or security for sinks. Both must have signed in within 15 minutes; a token is as fresh as the sign-in it was made in. Payloads by kind: `retention.set` {kind, days}; `retention.clear` {kind}; `hold.set` {name, person, from, to}; `hold.lift` {holdId}; `subject.erase` {person}; `sink.create` {name, config, filter, from}; `sink.change` {sinkId, name, config, filter, enabled}; `sink.remove` {sinkId}. A person is an e-mail address or an id.",
  permission: proposeAuditChange.permission,
  body: z.object({
    kind,
    payload: anyObject,
    reason: z.string(),
    secrets: SinkSecrets.optional().meta({ description: "Of a sink; sealed, never shown again." }),
  }),
  answer: {
    status: 201,
    schema: z.object({
      id: z.uuid(),
      expiresAt: time,
      who: z.string().meta({ description: "Who can confirm it." }),
    }),
    description: "The proposal.",
  },
  example: {
    body: {
      kind: "retention.set",
      payload: { kind: "event", days: 400 },
      reason: "Our retention policy, section 4.",
    },
  },
});

export const CONFIRM_AUDIT_CHANGE = defineOperation({
  method: "POST",
  path: "/api/v1/audit/changes/{id}/confirm",
  tag,
  summary: "Confirm a change that somebody else proposed: it happens at once",
  permission: confirmAuditChange.permission,
  body: bodyOf(ConfirmAuditChangeInput, ["id"]),
  answer: { status: 200, schema: Decided, description: "Done." },
  example: ID,
});

export const DECLINE_AUDIT_CHANGE = defineOperation({
  method: "POST",
  path: "/api/v1/audit/changes/{id}/decline",
  tag,
  summary: "Decline a change that somebody else proposed, and say why",
  permission: declineAuditChange.permission,
  body: bodyOf(DeclineAuditChangeInput, ["id"]),
  answer: { status: 200, schema: Decided, description: "Nothing changes." },
  example: { ...ID, body: { note: "The case is still open." } },
});

export const WITHDRAW_AUDIT_CHANGE = defineOperation({
  method: "POST",
  path: "/api/v1/audit/changes/{id}/withdraw",
  tag,
  summary: "Take back what you proposed",
  permission: withdrawAuditChange.permission,
  answer: { status: 200, schema: Decided, description: "Nothing changes." },
  example: ID,
});

export const GET_LOG_SETTINGS = defineOperation({
  method: "GET",
  path: "/api/v1/audit/settings",
  tag,
  summary: "How long the log keeps what, legal holds that stand, and who was erased",
  permission: getLogSettings.permission,
  answer: {
    status: 200,
    schema: z.object({
      retention: z.array(
        z.object({
          kind: z.enum(KEPT_KINDS),
          days: count.nullable().meta({ description: "Null: for ever." }),
          least: count,
          removed: count,
        }),
      ),
      holds: z.array(
        named.extend({
          reason: z.string(),
          person: named.nullable(),
          from: time.nullable(),
          to: time.nullable(),
          createdAt: time,
        }),
      ),
      erasures: z.array(z.object({ subject: z.string(), name: z.string().nullable(), at: time })),
      auditors: z.array(named),
    }),
    description: "As it is now.",
  },
});
