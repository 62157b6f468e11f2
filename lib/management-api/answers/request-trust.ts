import { z } from "zod";
import { REQUEST_STATES } from "#lib/requests/core/words.ts";
import { ON_FALL } from "#lib/reviews/core/trust-rules.ts";
import { SEVERITIES } from "#lib/trust/core/words.ts";
import { anyObject } from "./common.ts";
import { Scan, Standing, TrustAnswer } from "./trust.ts";

export const ReviewTrust = z.object({
  version: z.string().nullable(),
  isListed: z.boolean().meta({ description: "The catalog has this very version." }),
  isScannable: z.boolean(),
  standing: Standing.nullable(),
  scan: Scan.nullable().meta({ description: "The one that waits or runs, else the last one." }),
  scansByItself: z.boolean().meta({
    description: "False: what is handed in is scanned only once somebody asks for it.",
  }),
  rule: z.object({
    data: z.string(),
    minimum: z.number().int().min(0).max(4),
    onFall: z.enum(ON_FALL),
    exceptionDays: z.number().int(),
  }),
  isEnough: z.boolean(),
  dangers: z
    .array(z.string())
    .meta({ description: "What nobody may approve in a document: malware, other bytes." }),
  barred: z.string().nullable().meta({ description: "Why nobody may approve this request." }),
  steps: z.array(anyObject),
  stepsTo: z.number().int().nullable(),
  findings: z.object({
    worst: z.array(
      z.object({
        ...{ control: z.string(), controlTitle: z.string() },
        severity: z.enum(SEVERITIES),
        title: z.string(),
        ...{ file: z.string().nullable(), line: z.number().int().nullable() },
      }),
    ),
    total: z.number().int(),
  }),
});

export const RequestTrustAnswer = ReviewTrust.extend({
  id: z.uuid(),
  number: z.string(),
  state: z.enum(REQUEST_STATES),
  serverName: z.string(),
  options: TrustAnswer.shape.options,
  mayScan: z.boolean(),
});
