import { defineQuery } from "#lib/verbs/define-query.ts";
import { readableAudience, type RegistryAudience } from "./readable-servers.ts";
import { AudienceInput } from "./schemas.ts";

export type RegistryAudienceView = Omit<RegistryAudience, "id">;

/**
 * What a registry of one audience says of itself.
 * @throws AppError `not_found` for those who may not read it.
 */
export const getRegistryAudience = defineQuery({
  name: "getRegistryAudience",
  permission: "registry.read",
  input: AudienceInput,

  async run({ sql }, ctx, input): Promise<RegistryAudienceView> {
    const { slug, name, description } = await readableAudience(sql, ctx.actor, input.audience);
    return { slug, name, description };
  },
});
