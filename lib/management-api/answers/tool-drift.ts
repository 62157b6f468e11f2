import { z } from "zod";
import { DRIFT_KINDS } from "#lib/trust/core/drift.ts";
import { ARTIFACT_KINDS } from "#lib/trust/core/words.ts";
import { anyObject, time } from "./common.ts";

const definition = anyObject.nullable();

const ToolChange = z.object({
  tool: z.string().meta({ description: "Its present name." }),
  formerName: z.string().nullable(),
  kinds: z.array(z.enum(DRIFT_KINDS)),
  sentences: z.array(z.string()),
  isHeld: z.boolean().meta({ description: "Whether it must not be used so." }),
  heldSince: time.nullable(),
  refused: z.object({ at: time, by: z.string().nullable(), reason: z.string() }).nullable(),
  before: definition.meta({ description: "As it was approved; null: it was not." }),
  after: definition.meta({ description: "As it is now; null: it is gone." }),
});

export const ToolDriftAnswer = z.object({
  version: z.string(),
  isCurrent: z.boolean(),
  lifecycle: z.string(),
  options: z.array(
    z.object({
      ...{ option: z.string(), kind: z.enum(ARTIFACT_KINDS), name: z.string() },
      state: z.enum(["none", "unreadable", "pinned"]).meta({
        description:
          "Whether definitions are approved. What cannot be read counts as not approved.",
      }),
      pin: z
        .object({
          at: time,
          cause: z.enum(["approved", "unseen", "accepted"]).meta({
            description:
              "`unseen`: nobody had seen any tools when the version was approved, so none is approved.",
          }),
          by: z.string().nullable(),
          reason: z.string().nullable(),
        })
        .nullable(),
      seen: z.object({
        setHash: z.string().meta({
          description: "SHA-256 of all definitions as canonical JSON. A decision names it.",
        }),
        at: time,
        from: z.enum(["live", "captured"]),
        tools: z.array(z.string()),
      }),
      changes: z.array(ToolChange),
      changesInAll: z.number().int(),
    }),
  ),
  held: z.array(z.string()).meta({ description: "Tools that must not be used." }),
  refusal: z
    .string()
    .nullable()
    .meta({ description: "Why you may not decide, and who may; null: you may." }),
  isFresh: z.boolean(),
  mayQuarantine: z.boolean(),
});

export const ToolDecisionAnswer = z.object({
  version: z.string(),
  approved: z
    .string()
    .nullable()
    .meta({ description: "The hash of the set that is approved now." }),
  tools: z.array(z.string()).meta({ description: "What was decided about." }),
  held: z.array(z.string()).meta({ description: "What is held now." }),
});
