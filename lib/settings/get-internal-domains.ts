import { z } from "zod";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { INTERNAL_DOMAINS_KEY, InternalDomains } from "./schemas.ts";

/**
 * The domain suffixes that are inside the company: addresses below them are taken out of what
 * anonymous readers get. Asked by the registry API for every reader; no door answers it as such.
 */
export const getInternalDomains = defineQuery({
  name: "getInternalDomains",
  permission: "registry.read",
  input: z.object({}).optional(),

  async run({ db }): Promise<string[]> {
    const row = await db.setting.findUnique({
      where: { key: INTERNAL_DOMAINS_KEY },
      select: { value: true },
    });
    return row ? InternalDomains.parse(row.value) : [];
  },
});
