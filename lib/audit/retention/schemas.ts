import { z } from "zod";
import { KEPT_KINDS } from "#lib/audit/core/retention.ts";

export const PruneLogInput = z.object({ kind: z.enum(KEPT_KINDS) });
