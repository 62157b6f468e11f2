import { z } from "zod";
import { ServerName } from "#lib/catalog/server-schemas.ts";

export const QuarantineServerInput = z.object({
  name: ServerName,
  reason: z.string().trim().min(3, "Say why: people who use it read this.").max(2_000),
});
