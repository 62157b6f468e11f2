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

export const Standing = z.object({
  level,
  label: z.string().meta({
    description: "Kinds other than MCPB are MTF-adapted. `Not assessed` where the score is null.",
  }),
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
  checkedAt: time.meta({ description: "When advisories and revocations were last looked at." }),
  validUntil: time
    .nullable()
    .meta({ description: "When it falls unless somebody looks again; null: it does not." }),
  previousRuleSet: z
    .object({ ruleSet: z.string(), level, until: time })
    .nullable()
    .meta({ description: "For 14 days after the rules changed: how it stood under those before." }),
});

export const Scan = z.object({
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

export const Finding = z.object({
  code: z.string(),
  severity: z.enum(SEVERITIES),
  action: z.enum(["block", "warn", "info"]),
  title: z.string(),
  file: z.string().nullable(),
  line: count.nullable(),
  remediation: z.string(),
});

export const Reason = z.enum(Object.keys(REASONS) as [string, ...string[]]);

const Control = z.object({
  control: z.string(),
  title: z.string(),
  level,
  group: z.string().nullable(),
  status: z.enum(STATUSES),
  reason: Reason.nullable(),
  detail: z.string(),
  failsFromLevel: level.nullable(),
  findings: z.array(Finding),
  evidence: z.array(z.string()).meta({ description: "SHA-256 of what it rests on." }),
  checkedAt: time,
  waiverId: z.uuid().optional().meta({ description: "Of what is waived: by which waiver." }),
  waivedUntil: time.optional(),
});

/** What was accepted of one control of one version, and how it ended. */
export const WaiverAnswer = z.object({
  ...{ id: z.uuid(), version: z.string(), option: z.string(), control: z.string() },
  request: z.string().meta({ description: "What it was approved in, such as R-12." }),
  reason: z.string(),
  ownerTeam: z.string(),
  askedBy: z.string().nullable(),
  approvedBy: z.array(z.string()),
  grantedAt: time,
  expiresAt: time,
  state: z.enum(["in_force", "ended", "expired", "void"]),
  end: z.object({ at: time, reason: z.string(), by: z.string().nullable() }).nullable(),
  findings: z
    .array(Finding.omit({ action: true }))
    .meta({ description: "What was accepted, and nothing else." }),
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

export const OptionEvaluation = z.object({
  ...{ floor: level, ceiling: level, level, flag },
  staleSince: time.nullable(),
  ...{ risk, score, coverage },
  subScores: z.record(z.string(), count.nullable()),
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
          evaluation: OptionEvaluation,
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
      moves: z
        .array(
          z.union([
            z.object({
              kind: z.literal("control"),
              control: z.string(),
              ...{ from: z.enum(STATUSES), to: z.enum(STATUSES) },
            }),
            z.object({ kind: z.literal("advisory"), title: z.string(), isNew: z.boolean() }),
          ]),
        )
        .meta({ description: "Against the evaluation before it; of the newest 120 only." }),
    }),
  ),
  releases: z
    .array(z.object({ version: z.string(), at: time }))
    .meta({ description: "Other versions that came since the first of these evaluations." }),
  mayScan: z.boolean(),
  mayReadEvidence: z.boolean(),
  waivers: z.object({
    all: z.array(WaiverAnswer),
    asked: z
      .array(z.object({ request: z.string(), option: z.string(), control: z.string() }))
      .meta({ description: "Requests for a waiver that are not decided." }),
    ...{ mayAsk: z.boolean(), mayEnd: z.boolean() },
  }),
});

export const TrustExportAnswer = z.object({
  format: z.literal("gatehouse-trust/1"),
  ruleSet: z.string(),
  server: z.object({ name: z.string(), version: z.string() }),
  options: z.array(anyObject),
});
