import { defineCommand } from "#lib/verbs/define-command.ts";
import { INTERNAL_DOMAINS_KEY, InternalDomains, SetInternalDomainsInput } from "./schemas.ts";

/** Says which domains are inside the company. On record as a change of the anonymous feed. */
export const setInternalDomains = defineCommand({
  name: "setInternalDomains",
  permission: "server.expose",
  input: SetInternalDomainsInput,

  async run(tx, ctx, input) {
    const domains = [...new Set(input.domains)].sort();
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse.internal_domains'))::text`;
    const row = await tx.setting.findUnique({
      where: { key: INTERNAL_DOMAINS_KEY },
      select: { value: true },
    });
    const before = row ? InternalDomains.parse(row.value) : [];
    if (before.join() === domains.join()) return { result: { domains }, audit: [] };

    await tx.setting.upsert({
      where: { key: INTERNAL_DOMAINS_KEY },
      create: { key: INTERNAL_DOMAINS_KEY, value: domains, updatedAt: ctx.now },
      update: { value: domains, updatedAt: ctx.now },
    });
    return {
      result: { domains },
      audit: [
        {
          action: "audience.change",
          targetKind: "audience",
          targetId: "anonymous-feed",
          before: { internal_domains: before },
          after: { internal_domains: domains },
        },
      ],
    };
  },
});
