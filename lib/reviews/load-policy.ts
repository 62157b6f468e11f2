import type { Db } from "#lib/db/client.ts";
import type { PolicyRules } from "./core/policy.ts";
import { PolicyRulesSchema } from "./schemas.ts";

/** A step: the review policy in force. A row that does not parse is our own bad data. */
export async function loadPolicy(db: Db): Promise<{ version: number; rules: PolicyRules }> {
  const row = await db.reviewPolicy.findFirstOrThrow({
    where: { state: "published" },
    select: { version: true, rules: true },
  });
  return { version: row.version, rules: PolicyRulesSchema.parse(row.rules) };
}
