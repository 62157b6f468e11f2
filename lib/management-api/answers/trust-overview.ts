import { z } from "zod";
import { CONTROL_IDS } from "#lib/trust/core/controls.ts";
import { AGE_KEYS, OPEN_SEVERITIES } from "#lib/trust/core/overview-words.ts";
import { REASONS, RISKS, type Reason } from "#lib/trust/core/words.ts";
import { TeamAnswer, time } from "./common.ts";

const count = z.number().int();
const control = z.enum(CONTROL_IDS);
const level = count.min(0).max(4);
const assessed = level.nullable().meta({ description: "Null: not assessed." });
const reason = z.enum(Object.keys(REASONS) as Reason[]);
const severity = z.enum(OPEN_SEVERITIES);
const server = z.object({
  name: z.string(),
  title: z.string().nullable(),
  ownerTeam: TeamAnswer.nullable(),
});
const version = z.string().nullable();
const nextCursor = z.string().nullable();

export const TrustOverviewAnswer = z.object({
  servers: count.meta({ description: "On offer: approved or deprecated, not in quarantine." }),
  quarantined: count.meta({ description: "In quarantine: they count nowhere else." }),
  levels: z.array(z.object({ level: assessed, servers: count })),
  risks: z.array(
    z.object({
      risk: z.enum(RISKS).nullable().meta({ description: "Null: too little was looked at." }),
      servers: count,
    }),
  ),
  findings: z.array(z.object({ severity, age: z.enum(AGE_KEYS), findings: count, servers: count })),
  severities: z.array(z.object({ severity, findings: count, servers: count })),
});

export const OpenFindingList = z.object({
  findings: z.array(
    z.object({
      ...{ server, version, option: z.string(), control, controlTitle: z.string(), severity },
      ...{ code: z.string(), title: z.string(), file: z.string().nullable() },
      line: count.nullable(),
      places: count.meta({ description: "How often it was found; file and line are the first." }),
      since: time,
    }),
  ),
  total: count,
  servers: count,
  nextCursor,
});

export const FixList = z.object({
  fixes: z.array(
    z.object({
      ...{ control, title: z.string(), status: z.string(), code: z.string() },
      reason: reason.nullable(),
      found: z.string().nullable().meta({ description: "What one of the findings says." }),
      remediation: z.string().nullable().meta({ description: "What it advises." }),
      isExample: z.boolean().meta({ description: "Findings of other servers say something else." }),
      raises: count.meta({ description: "Servers that it alone keeps from their next level." }),
      blocks: count.meta({ description: "Servers that it keeps from it, alone or with others." }),
      levels: z
        .array(z.object({ level: count.min(1).max(4), raises: count, blocks: count }))
        .meta({ description: "The same two numbers by the level that is next." }),
    }),
  ),
});

export const RaisedList = z.object({
  servers: z.array(
    z.object({
      ...{ server, version, level: assessed, score: count.nullable() },
      isSole: z.boolean(),
      since: time,
    }),
  ),
  nextCursor,
});

export const UnreachedList = z.object({
  servers: z.array(
    z.object({
      ...{ server, version, since: time },
      reasons: z.array(z.object({ reason, controls: z.array(control) })),
      scanError: z.string().nullable(),
      nextTryAt: time.nullable(),
      isScanning: z.boolean(),
    }),
  ),
  total: count,
  nextCursor,
});

export const ExpiringList = z.object({
  servers: z.array(
    z.object({
      ...{ server, version, level, fallsTo: level, validUntil: time },
      evaluatedAt: time,
    }),
  ),
  total: count,
  nextCursor,
});

export const RegistryAnswer = z.object({
  isMet: z.boolean(),
  results: z.array(
    z.object({
      ...{ control, title: z.string(), level: count, scope: z.enum(["R", "C"]) },
      status: z.enum(["met", "partly", "not_met", "client"]),
      reason: z.string(),
    }),
  ),
});
