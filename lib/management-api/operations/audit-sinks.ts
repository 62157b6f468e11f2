import { z } from "zod";
import { RECORD_KINDS, OUTCOMES } from "#lib/audit/core/record.ts";
import { SINK_FORMATS, SINK_KINDS } from "#lib/audit-sinks/core/sink-kinds.ts";
import { MAX_LIST_BYTES } from "#lib/audit-sinks/core/received-list.ts";
import { getSink } from "#lib/audit-sinks/get-sink.ts";
import { getSinkTarget } from "#lib/audit-sinks/get-sink-target.ts";
import { listSinks } from "#lib/audit-sinks/list-sinks.ts";
import { noteReconciliation } from "#lib/audit-sinks/note-reconciliation.ts";
import { replaySinkLetters } from "#lib/audit-sinks/replay-sink-letters.ts";
import { ReplayLettersInput, SECRET_NAMES, SentRangesInput } from "#lib/audit-sinks/schemas.ts";
import { anyObject, time } from "../answers/common.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { ID } from "./examples.ts";

const tag = "Audit";
const count = z.number().int();
const DAYS = { from: "2026-11-25", to: "2026-11-26" };

const LeftOut = z.object({ from: z.iso.date(), to: z.iso.date() }).nullable().meta({
  description:
    "Days before those that were compared, of which something waited to be compared: nobody is reminded of them any more.",
});

const Sink = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(SINK_KINDS),
  format: z.enum(SINK_FORMATS),
  config: anyObject.meta({ description: "Where it goes and how; never a secret." }),
  filter: z
    .object({
      kinds: z.array(z.enum(RECORD_KINDS)).optional(),
      outcomes: z.array(z.enum(OUTCOMES)).optional(),
      actions: z.array(z.string()).optional(),
      targetKinds: z.array(z.string()).optional(),
    })
    .meta({ description: "Empty: everything." }),
  enabled: z.boolean(),
  lag: count.meta({ description: "Records that it has not got yet." }),
  comparedFrom: count.nullable().meta({
    description:
      "The first leaf that was sent by the present filter and place: what was sent before is compared no more. Null: they were always the same.",
  }),
  waitingSince: time.nullable().meta({ description: "When the first of them happened." }),
  failures: count.meta({ description: "In a row." }),
  restsUntil: time.nullable(),
  lastError: z.string().nullable(),
  lastSentAt: time.nullable(),
  letters: count.meta({ description: "Dead letters that wait for somebody." }),
  asked: count.meta({ description: "Dead letters that are being sent again." }),
  checkpointSize: count.meta({ description: "Of the last checkpoint that it was told of." }),
  checkpointAt: time.nullable(),
  lastReconciled: z.object({ at: time, missing: count, leftOut: LeftOut }).nullable(),
  uncompared: z.object({ since: time, firstDay: z.iso.date() }).nullable().meta({
    description:
      "Since when something that arrived waits to be compared with what was sent, and the first day (UTC) of these records.",
  }),
  lost: count.meta({ description: "Records that were removed by age before it got them." }),
});

const Letter = z.object({
  id: z.uuid(),
  firstLeaf: count,
  count,
  record: z.object({ id: z.uuid(), action: z.string() }).nullable(),
  cause: z.enum(["refused", "missing"]),
  reason: z.string(),
  attempts: count,
  at: time,
  askedAt: time.nullable(),
});

const Reconciliation = z.object({
  sent: count,
  found: count,
  repeats: count.meta({ description: "Lines that came more than once." }),
  unreadable: count,
  missing: z
    .array(z.object({ writer: z.string(), epoch: count, from: count, to: count }))
    .meta({ description: "What the other side does not have. It is sent again." }),
  leftOut: LeftOut,
});

export const LIST_SINKS = defineOperation({
  method: "GET",
  path: "/api/v1/audit/sinks",
  tag,
  summary: "Where the log is shipped, and how far each sink is",
  notes: "Adding, changing and removing one takes two people: `POST /api/v1/audit/changes`.",
  permission: listSinks.permission,
  answer: {
    status: 200,
    schema: z.object({ sinks: z.array(Sink) }),
    description: "All of them, without secrets.",
  },
});

export const GET_SINK = defineOperation({
  method: "GET",
  path: "/api/v1/audit/sinks/{id}",
  tag,
  summary: "One sink with its dead letters",
  permission: getSink.permission,
  answer: {
    status: 200,
    schema: Sink.extend({
      secrets: z
        .array(z.enum(SECRET_NAMES))
        .nullable()
        .meta({ description: "Which are set; null: they cannot be opened any more." }),
      deadLetters: z.array(Letter).meta({ description: "The oldest 100." }),
    }),
    description: "The sink.",
  },
  example: ID,
});

export const TEST_SINK = defineOperation({
  method: "POST",
  path: "/api/v1/audit/sinks/{id}/test",
  tag,
  summary: "Send a sink one event of its own at once",
  permission: getSinkTarget.permission,
  answer: {
    status: 200,
    schema: z.object({
      sent: z.boolean(),
      reason: z.string().nullable().meta({ description: "Why not." }),
    }),
    description: "What came of it.",
  },
  example: ID,
});

export const REPLAY_LETTERS = defineOperation({
  method: "POST",
  path: "/api/v1/audit/sinks/{id}/replays",
  tag,
  summary: "Send dead letters again, with the ids they had",
  notes: "Without `letterId`: all of the sink. The worker sends them within seconds.",
  permission: replaySinkLetters.permission,
  body: bodyOf(ReplayLettersInput, ["sinkId"]),
  answer: { status: 200, schema: z.object({ asked: count }), description: "How many." },
  example: { ...ID, body: {} },
});

export const RECONCILE_SINK = defineOperation({
  method: "POST",
  path: "/api/v1/audit/sinks/{id}/reconciliations",
  tag,
  summary: "Compare what a file or object store holds with what it was sent on some days",
  notes: "Days of records, UTC, both included. What is missing is named and sent again.",
  permission: noteReconciliation.permission,
  body: bodyOf(SentRangesInput, ["sinkId"]),
  answer: { status: 200, schema: Reconciliation, description: "What came of it." },
  example: { ...ID, body: DAYS },
});

export const RECONCILE_RECEIVED = defineOperation({
  method: "POST",
  path: "/api/v1/audit/sinks/{id}/received",
  tag,
  summary: "Compare a list of what arrived with what a sink was sent on some days",
  notes: `The body is the list as text, one event a line: our JSON, OCSF, CEF or LEEF, as the other side exports it. At most ${MAX_LIST_BYTES / 1_048_576} MiB; the command line (\`audit reconcile --received\`) takes longer ones. No Idempotency-Key.`,
  permission: noteReconciliation.permission,
  query: z.object({ from: z.string().optional(), to: z.string().optional() }),
  own: true,
  answer: { status: 200, schema: Reconciliation, description: "What came of it." },
  example: { ...ID, query: DAYS },
});
