import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { RegistryEntry } from "./core/entry-json.ts";
import { selectEntries } from "./entry-rows.ts";
import { readableBy } from "./readable-servers.ts";
import { ListVersionsInput } from "./schemas.ts";

/**
 * All versions of one server, newest first.
 * @throws AppError `not_found` when there is none for this reader.
 */
export const listRegistryVersions = defineQuery({
  name: "listRegistryVersions",
  permission: "registry.read",
  input: ListVersionsInput,

  async run({ sql }, ctx, input): Promise<RegistryEntry[]> {
    const conditions = await readableBy(sql, ctx.actor, input.audience);
    conditions.add("name", `v."serverName" = ${conditions.value(input.name)}`);
    if (!input.include_deleted) conditions.add("live", `v."registryStatus" <> 'deleted'`);
    const entries = await selectEntries(sql, ctx, {
      conditions,
      tail: `ORDER BY v."orderKey" DESC, v."version" DESC`,
      prepare: "versions",
    });
    if (entries.length === 0) throw new AppError("not_found", "Server not found.");
    return entries;
  },
});
