import { z } from "zod";
import { REQUEST_KINDS, REQUEST_STATES } from "./core/words.ts";

const many = <Value extends z.ZodType>(value: Value) =>
  z
    .preprocess(
      (given) => (typeof given === "string" ? given.split(",").filter(Boolean) : given),
      z.array(value),
    )
    .catch([])
    .default([]);

export const QUEUES = ["all", "open", "mine", "unassigned", "overdue", "requested"] as const;
export const ListRequestsInput = z.object({
  /** open: not decided yet; mine: assigned to me; requested: asked for by me. */
  queue: z.enum(QUEUES).catch("all").default("all"),
  state: many(z.enum(REQUEST_STATES)),
  kind: many(z.enum(REQUEST_KINDS)),
  tier: many(z.enum(["low", "medium", "high", "critical"])),
  team: z.string().max(100).catch("").default(""),
  server: z.string().max(300).catch("").default(""),
  q: z.string().trim().max(200).catch("").default(""),
  cursor: z.string().max(200).optional().catch(undefined),
  limit: z.coerce.number().int().min(1).max(100).catch(30).default(30),
});
export type ListRequests = z.output<typeof ListRequestsInput>;
