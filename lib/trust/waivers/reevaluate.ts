import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { concludeOption } from "../conclude-option.ts";
import { withoutExpired } from "../core/validity.ts";
import { unwaived } from "../core/waivers.ts";
import type { LockedVersion } from "../lock-version.ts";
import { storedOptions } from "../recheck/stored-option.ts";

/**
 * A step: what is kept of an install option is concluded from again, after a waiver began or ended.
 * Nothing is read anew, so days of grace begin when it was. The server must be locked.
 */
export async function reevaluate(
  tx: Tx,
  ctx: Context,
  { version, option }: { version: LockedVersion; option: string },
): Promise<AuditEntry[]> {
  const document = documentOf(version.document);
  const options = await storedOptions(tx, { id: version.id, document });
  const stored = options.find((one) => one.option === option);
  // Its document has another way to install there now.
  if (stored === undefined) return [];
  const { reference, artifact, ruleSet, evidence, finishedAt } = stored;
  const at = new Date(Math.max(ctx.now.getTime(), finishedAt.getTime() + 1)).toISOString();
  const found = stored.results.map(unwaived);
  const { audit } = await concludeOption(tx, ctx, {
    ...{ version, document, option, reference, artifact, ruleSet, evidence },
    trigger: "waiver",
    startedAt: at,
    at,
    results: withoutExpired(found, { kind: artifact.kind, at }),
    seenAt:
      found
        .map(({ checkedAt }) => checkedAt)
        .sort()
        .at(-1) ?? at,
  });
  return audit;
}
