import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { addRevocation } from "./add-revocation.ts";
import type { Subject } from "./core/words.ts";
import { RecordFeedRevocationsInput } from "./schemas.ts";

/**
 * Takes over from an imported list what concerns versions here. What was taken over before stays as it
 * is, and what people lifted stays lifted, until the list revokes it with another date. For the worker.
 */
export const recordFeedRevocations = defineCommand({
  name: "recordFeedRevocations",
  permission: "identity.resolve",
  input: RecordFeedRevocationsInput,

  async run(tx, ctx, { hits }) {
    // INVARIANT: two workers that see one list at once take it over once.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('gatehouse.revocation_feed', 0))::text`;
    const audit: AuditEntry[] = [];
    const blocked: string[] = [];
    for (const { by, ...hit } of hits) {
      if (await isKnown(tx, hit.subject, hit.since)) continue;
      const added = await addRevocation(tx, ctx, {
        ...hit,
        source: "feed",
        byId: null,
        byName: by,
      });
      audit.push(...added.audit);
      blocked.push(hit.subject.subject);
    }
    return { result: { revoked: blocked }, audit };
  },
});

async function isKnown(tx: Tx, subject: Subject, since: Date): Promise<boolean> {
  const { digest, packageKey, packageVersion } = subject;
  const same = { source: "feed", digest, packageKey, packageVersion, since };
  return (await tx.revocation.count({ where: same })) > 0;
}
