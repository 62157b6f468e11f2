import { z } from "zod";

const MAX_FINDINGS = 20_500;
const MAX_UNREAD = 5_000;

const level = z.enum(["low", "medium", "high"]).nullable();
const name = z.string().max(1_200);
const tool = z
  .object({
    version: z.string().min(1).max(40),
    /** Null: it said nothing, and `reason` says why. */
    findings: z
      .array(
        z.object({
          rule: z.string().min(1).max(120),
          severity: level,
          confidence: level,
          title: z.string().max(300),
          file: name.nullable(),
          line: z.number().int().min(1).nullable(),
        }),
      )
      .max(MAX_FINDINGS)
      .nullable(),
    /** Files that it could not parse. */
    unread: z.array(name).max(MAX_UNREAD),
    reason: z.enum(["timeout", "error"]).nullable(),
    detail: z.string().max(300).nullable(),
  })
  .refine(({ findings, reason }) => findings !== null || reason !== null);

/** What `scripts/sidecar/analyse.py` answers: it has read hostile bytes, and is checked like anybody else. */
export const AnalyserAnswer = z.object({
  /** Hex: of the archive that it was sent. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Null: it does not have the tool; not set: it is not for this kind of package. */
  tools: z.object({ bandit: tool.nullish(), guarddog: tool.nullish() }),
});
export type ToolAnswer = z.output<typeof tool>;
