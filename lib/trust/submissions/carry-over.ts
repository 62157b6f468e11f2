import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { entryTrust } from "../entry-trust.ts";
import { standOf } from "../evaluation-rows.ts";
import { newestEvaluations, projectTrust } from "../project-trust.ts";
import { startChecks } from "../recheck/check-rows.ts";
import { showSeenTools } from "../tools/show-seen-tools.ts";

type Reserved = { versionId: string; serverId: string };

/** A step: the ids under which the document of a request was scanned; null: it was not. */
export const reservedIds = (
  tx: Tx,
  requestId: string,
  checksum: string,
): Promise<Reserved | null> =>
  tx.trustSubmission.findUnique({
    where: { requestId_checksum: { requestId, checksum } },
    select: { versionId: true, serverId: true },
  });

type Approved = { id: string; version: string; document: string; serverId: string };

/**
 * A step, once an approved document is a version: it stands as its review found it, and is looked at
 * again when that is a day old. What the catalog registers by itself when a version comes says whether
 * it is scanned anew at once (`gatehouse_trust_waits`).
 */
export async function carryOver(
  tx: Tx,
  ctx: Context,
  { id, version, document, serverId }: Approved,
): Promise<AuditEntry[]> {
  const of = { id, document: documentOf(document) };
  const newest = await newestEvaluations(tx, of);
  const trust = entryTrust(newest.map(({ row }) => (row === null ? null : standOf(row))));
  if (trust === null) return [];
  const { after } = await projectTrust(tx, of, ctx.now);
  await startChecks(tx, id, trust.evaluatedAt);
  await showSeenTools(tx, of.id, of.document);
  const { level, flag, score, ruleSet } = after;
  return [
    {
      action: "trust.carry_over",
      targetKind: "server",
      targetId: serverId,
      before: null,
      after: {
        ...{ version, level, flag, score, ruleSet },
        evaluated: trust.evaluatedAt.toISOString(),
        evaluations: newest.flatMap(({ row }) => row?.id ?? []),
      },
    },
  ];
}
