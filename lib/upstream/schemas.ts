import { z } from "zod";

export const ListUpstreamDueInput = z.object({
  limit: z.number().int().min(1).max(500).default(100),
});

const text = (max: number) => z.string().max(max).nullable();

/** What was seen of each package of a server's newest approved version. */
export const SaveUpstreamInput = z.object({
  serverId: z.uuid(),
  /** The version whose packages were looked at. */
  version: z.string().max(255),
  seen: z
    .array(
      z.object({
        position: z.number().int().min(0),
        registryType: z.string().max(100),
        identifier: z.string().max(2_000),
        /** Where it was read, in words. */
        source: z.string().max(300),
        version: text(255),
        deprecated: text(500),
        problem: text(1_000),
      }),
    )
    .max(100),
});
export type SaveUpstream = z.output<typeof SaveUpstreamInput>;
export type Seen = SaveUpstream["seen"][number];
