import { z } from "zod";
import { ARTIFACT_KINDS, REASONS, RISKS, SEVERITIES, STATUSES } from "#lib/trust/core/words.ts";
import { TRIGGERS } from "#lib/trust/schemas.ts";
import { anyObject, time } from "./common.ts";

const count = z.number().int();
const level = count.min(0).max(4);
const score = count
  .nullable()
  .meta({ description: "0 to 100; null: not assessed, too little could be checked." });
const flag = z.enum(["complete", "stale", "provisional", "blocked"]);
const coverage = z
  .object({ evaluated: count, applicable: count })
  .meta({ description: "Points of weight." });
const risk = z.enum(RISKS);
const kind = z.enum(ARTIFACT_KINDS);

const Standing = z.object({
  level,
  label: z.string().meta({ description: "Kinds other than MCPB are MTF-adapted." }),
  kind,
  flag,
  staleSince: time.nullable(),
  score,
  coverage,
  risk,
  ruleSet: z.string(),
  evaluatedAt: time,
  ...{ options: count, assessed: count },
  dropped: z.object({ from: level, at: time }).nullable(),
});

const Scan = z.object({
  id: z.uuid(),
  state: z.enum(["queued", "running", "done", "failed"]),
  trigger: z.enum(TRIGGERS),
  requestedAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  step: z.string().nullable(),
  attempts: count,
  error: z.string().nullable(),
  nextTryAt: time.nullable(),
});

export const TrustSummaryAnswer = z.object({
  version: z.string(),
  isCurrent: z.boolean(),
  standing: Standing.nullable().meta({ description: "Null: nothing was evaluated yet." }),
  scan: Scan.nullable(),
});

const Finding = z.object({
  code: z.string(),
  severity: z.enum(SEVERITIES),
  action: z.enum(["block", "warn", "info"]),
  title: z.string(),
  file: z.string().nullable(),
  line: count.nullable(),
  remediation: z.string(),
});

const Control = z.object({
  control: z.string(),
  title: z.string(),
  level,
  group: z.string().nullable(),
  status: z.enum(STATUSES),
  reason: z.enum(Object.keys(REASONS) as [string, ...string[]]).nullable(),
  detail: z.string(),
  failsFromLevel: level.nullable(),
  findings: z.array(Finding),
  evidence: z.array(z.string()).meta({ description: "SHA-256 of what it rests on." }),
  checkedAt: time,
});

const Evidence = z.object({
  sha256: z.string(),
  kind: z.string(),
  source: z.string(),
  fetchedAt: time,
  httpStatus: count.nullable(),
  mediaType: z.string(),
  sizeBytes: count,
  isKept: z.boolean(),
});

export const TrustAnswer = TrustSummaryAnswer.extend({
  options: z.array(
    z.object({
      ...{ option: z.string(), type: z.string(), name: z.string() },
      version: z.string().nullable(),
      isScannable: z.boolean(),
      evaluated: z
        .object({
          id: z.uuid(),
          kind,
          digest: z.string().nullable(),
          digestSeen: z.boolean(),
          ruleSet: z.string(),
          ...{ startedAt: time, finishedAt: time },
          evaluation: z.object({
            ...{ floor: level, ceiling: level, level, flag },
            staleSince: time.nullable(),
            ...{ risk, score, coverage },
            subScores: z.record(z.string(), count.nullable()),
          }),
          controls: z.array(Control),
          evidence: z.array(Evidence),
        })
        .nullable(),
    }),
  ),
  history: z.array(
    z.object({
      ...{ id: z.uuid(), option: z.string(), at: time },
      trigger: z.enum(TRIGGERS),
      ...{ level, flag, score, risk, ruleSet: z.string() },
      digest: z.string().nullable(),
    }),
  ),
  mayScan: z.boolean(),
  mayReadEvidence: z.boolean(),
});

export const TrustExportAnswer = z.object({
  format: z.literal("gatehouse-trust/1"),
  ruleSet: z.string(),
  server: z.object({ name: z.string(), version: z.string() }),
  options: z.array(anyObject),
});
