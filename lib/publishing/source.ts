import type { AuditFacts } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";

/** Who published: what reviewers and the log read of it. */
export type Source = {
  publisher: { name: string; names: string[] } | null;
  words: string;
  evidence: JsonObject | null;
  facts: AuditFacts;
};

type Asked = { publisherId: string | null; subject: string | null };

/**
 * A step: where a document comes from, as it is now: a publisher that was changed or removed since
 * its token was given counts as it is now.
 */
export async function sourceOf(
  tx: Tx,
  ctx: Context,
  { publisherId, subject }: Asked,
): Promise<Source> {
  if (publisherId === null)
    return {
      publisher: null,
      words: `Published by ${ctx.actor.name} with a personal access token.`,
      evidence: null,
      facts: {},
    };
  await tx.$queryRaw`SELECT 1 FROM "TrustedPublisher" WHERE "id" = ${publisherId}::uuid FOR SHARE`;
  const publisher = await tx.trustedPublisher.findUnique({
    where: { id: publisherId },
    select: { name: true, names: true, enabled: true, userId: true },
  });
  if (!publisher || !publisher.enabled || publisher.userId !== ctx.actor.id)
    throw new AppError("forbidden", "This publisher is not trusted any more.");
  const by = { publisher: publisher.name, ...(subject === null ? {} : { subject }) };
  return {
    publisher,
    words: `Published by the trusted publisher ${publisher.name}${subject === null ? "" : ` (${subject})`}.`,
    evidence: by,
    facts: by,
  };
}
