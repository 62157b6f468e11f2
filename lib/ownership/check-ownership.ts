import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { ATTESTATION_DAYS } from "#lib/requests/core/periods.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { decideOwnership, type OwnershipStep } from "./core/ownership.ts";
import { ownershipFacts, OWNED, OWNERSHIP_SELECT, type OwnershipRow } from "./ownership-facts.ts";
import { takeOwnershipStep } from "./ownership-steps.ts";
import { CheckOwnershipInput } from "./schemas.ts";

const AT_ONCE = 200;

/**
 * Looks whether somebody still answers for each server, a page of them at a time, and does what
 * follows: the deputy takes over, the team is asked, reminders go out, the server counts as unowned.
 * What was done is not done again. For the worker; `next` is where the next page begins.
 */
export const checkOwnership = defineCommand({
  name: "checkOwnership",
  permission: "identity.resolve",
  input: CheckOwnershipInput,

  async run(tx, ctx, { after }) {
    const rows = await tx.server.findMany({
      where: { AND: [OWNED, after === null ? {} : { id: { gt: after } }] },
      orderBy: { id: "asc" },
      take: AT_ONCE,
      select: OWNERSHIP_SELECT,
    });
    const audit: AuditEntry[] = [];
    for (const { id } of await withSomethingToDo(tx, ctx, rows))
      audit.push(...(await settleOwnership(tx, ctx, id)));
    const next = rows.length === AT_ONCE ? (rows.at(-1)?.id ?? null) : null;
    return { result: { checked: rows.length, steps: audit.length, next }, audit };
  },
});

/** For the worker: all servers, page by page. */
export async function checkAllOwnership(ctx: Context): Promise<void> {
  let after: string | null = null;
  do ({ next: after } = await checkOwnership(ctx, { after }));
  while (after !== null);
}

async function withSomethingToDo(tx: Tx, ctx: Context, rows: readonly OwnershipRow[]) {
  const facts = await ownershipFacts(tx, rows);
  return rows.filter(({ id }) => stepsOf(ctx, facts.get(id)).length > 0);
}

/** A step: what there is to do for one server, judged again while its row is locked. */
export async function settleOwnership(tx: Tx, ctx: Context, id: string): Promise<AuditEntry[]> {
  await tx.$queryRaw`SELECT 1 FROM "Server" WHERE "id" = ${id}::uuid FOR NO KEY UPDATE`;
  const row = await tx.server.findFirst({
    where: { AND: [OWNED, { id }] },
    select: OWNERSHIP_SELECT,
  });
  if (row === null) return [];
  const facts = await ownershipFacts(tx, [row]);
  const audit: AuditEntry[] = [];
  for (const step of stepsOf(ctx, facts.get(id)))
    audit.push(await takeOwnershipStep(tx, ctx, { row, step }));
  return audit;
}

function stepsOf(
  ctx: Context,
  facts: Parameters<typeof decideOwnership>[0] | undefined,
): OwnershipStep[] {
  return facts === undefined ? [] : decideOwnership(facts, ctx.now, ATTESTATION_DAYS);
}
