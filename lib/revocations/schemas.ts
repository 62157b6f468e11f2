import { z } from "zod";
import { RECOVERY_STEPS } from "./core/recovery.ts";
import { REVOCATION_KINDS, type Subject } from "./core/words.ts";

const Reason = (words: string) => z.string().trim().min(3, words).max(2_000);

export const RevokeArtifactInput = z.object({
  /** A digest, a package or a server; without a version, all of them. */
  subject: z.string().trim().max(600),
  kind: z.enum(REVOCATION_KINDS, `Choose one of: ${REVOCATION_KINDS.join(", ")}.`),
  reason: Reason("Say why: people who use it read this."),
  /** Since when it is dangerous; now, unless given. */
  since: z
    .union([
      z.literal("").transform(() => undefined),
      z.coerce.date("Write a date, such as 2026-11-26."),
    ])
    .optional(),
});

export const LiftRevocationInput = z.object({
  id: z.uuid(),
  reason: Reason("Say why it may be used again."),
});

export const RecordStepInput = z.object({
  id: z.uuid(),
  step: z.enum(RECOVERY_STEPS, `Choose one of: ${RECOVERY_STEPS.join(", ")}.`),
  note: Reason("Say what was done, and what came of it."),
});

export const ListRevocationsInput = z.object({
  state: z.enum(["in_force", "all"]).default("in_force"),
  /** The id of the last one that was shown. */
  cursor: z.uuid("This is not a place in the list: begin it again.").optional(),
});

export const RecordFeedRevocationsInput = z.object({
  hits: z.array(
    z.object({
      subject: z.custom<Subject>(),
      kind: z.enum(REVOCATION_KINDS),
      reason: z.string().max(2_000),
      since: z.date(),
      by: z.string().max(200),
    }),
  ),
});
