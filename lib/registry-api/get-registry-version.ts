import { AppError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { RegistryEntry } from "./core/entry-json.ts";
import { selectEntries } from "./entry-rows.ts";
import { readableBy } from "./readable-servers.ts";
import { GetVersionInput } from "./schemas.ts";

/**
 * One version, or the one that is `latest`: the newest approved one, which a deprecated server
 * has too.
 * @throws AppError `not_found` when it does not exist for this reader.
 */
export const getRegistryVersion = defineQuery({
  name: "getRegistryVersion",
  permission: "registry.read",
  input: GetVersionInput,

  async run({ sql }, ctx, input): Promise<RegistryEntry> {
    const conditions = await readableBy(sql, ctx.actor, input.audience);
    conditions.add("name", `v."serverName" = ${conditions.value(input.name)}`);
    if (input.version === "latest") conditions.add("latest", `v."isLatest"`);
    else conditions.add("version", `v."version" = ${conditions.value(input.version)}`);
    if (!input.include_deleted) conditions.add("live", `v."registryStatus" <> 'deleted'`);
    const [entry] = await selectEntries(sql, ctx, { conditions, tail: "", prepare: "version" });
    if (!entry) throw new AppError("not_found", "Server or version not found.");
    return entry;
  },
});
