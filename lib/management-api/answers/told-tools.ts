import { z } from "zod";
import { anyObject, time } from "./common.ts";

const names = z.array(z.string());

const ToldOption = z.object({
  option: z.string().meta({ description: "Where it stands in the server.json: packages[0]." }),
  type: z.string(),
  name: z.string(),
  scannedAt: time.nullable().meta({ description: "When it was last scanned; null: never." }),
  seen: z
    .object({
      at: time,
      from: z.enum(["captured", "live"]).meta({
        description:
          "`captured`: started in a sandbox by the scan; `live`: a remote that answered.",
      }),
      tools: z.number().int(),
    })
    .nullable()
    .meta({ description: "The newest list that a scan saw; null: none has." }),
  whyNot: z.string().nullable().meta({ description: "Why the newest scan saw none." }),
  earlier: z
    .object({
      until: time,
      since: time,
      changes: z.array(
        z.object({
          tool: z.string(),
          formerName: z.string().nullable(),
          kinds: names,
          sentences: names,
          isHeld: z.boolean(),
        }),
      ),
    })
    .nullable()
    .meta({
      description: "Set where a scan saw another list before, with what has changed since.",
    }),
});

export const ToolsToldAnswer = z.object({
  by: z.enum(["scan", "declaration", "catalog"]).nullable().meta({
    description:
      "`scan`: the server itself, to Gatehouse's own scan; else nobody has seen them. Null: not known.",
  }),
  options: z.array(ToldOption),
  waits: z.enum(["coming", "to_be_started"]).nullable().meta({
    description: "A scan is to look yet, by itself or once somebody starts it.",
  }),
  undeclared: names.meta({ description: "Told, and not declared." }),
  untold: names.meta({ description: "Declared, and not told; they count all the same." }),
  unlike: names.meta({ description: "Declared with other words than those that were told." }),
  ambiguous: names.meta({ description: "More than one definition has this name." }),
  others: z.array(z.object({ tool: anyObject, options: names })).meta({
    description:
      "Further definitions of those names, with the ways to install it that told them. `tools` has the first.",
  }),
  unshown: z.number().int().meta({
    description: "How many tools were told that cannot be shown. They count as destructive.",
  }),
});
