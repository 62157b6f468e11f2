import { createHash } from "node:crypto";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Tx } from "#lib/db/client.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import type { PrunedKind } from "#lib/audit/core/retention.ts";
import { PruneLogInput } from "./retention/schemas.ts";

/** Bodies that one transaction removes at most: its record names them all. */
export const PRUNED_AT_ONCE = 5_000;

type Pruned = { pruned: number; before: Date; leaves: number[][]; digest: Buffer };
const PRUNE = { text: `SELECT * FROM gatehouse_audit_prune($1, ${PRUNED_AT_ONCE})` };
const PRUNE_PAYLOADS = { text: `SELECT * FROM gatehouse_audit_prune_payloads(${PRUNED_AT_ONCE})` };
const NOTHING = createHash("sha256").digest("hex");

/**
 * Removes what is older than the retention of its kind, and leaves a record that says which leaves
 * of the tree that were. Holds, order and age are for the database to check, not for us. For the
 * worker.
 * @throws AppError `forbidden` for a kind that is kept for ever.
 */
export const pruneLog = defineCommand({
  name: "pruneLog",
  permission: "identity.resolve",
  input: PruneLogInput,

  async run(tx, _ctx, { kind }) {
    const { pruned, facts } =
      kind === "payload" ? await prunePayloads(tx) : await pruneBodies(tx, kind);
    return {
      result: { kind, pruned },
      audit:
        pruned === 0
          ? []
          : [
              {
                action: "log.prune",
                targetKind: "log",
                targetId: kind,
                before: null,
                after: { kind, ...facts },
              },
            ],
    };
  },
});

async function pruneBodies(tx: Tx, kind: PrunedKind) {
  const [row] = await sqlOf(tx)<Pruned>(PRUNE, [kind]);
  if (!row) throw new Error("The database did not say what it removed.");
  const { pruned, before, leaves, digest } = row;
  return {
    pruned,
    facts: { before: before.toISOString(), leaves, digest: digest.toString("hex") },
  };
}

/** Their records stay, so no leaf is named. */
async function prunePayloads(tx: Tx) {
  const [row] = await sqlOf(tx)<Pick<Pruned, "pruned" | "before">>(PRUNE_PAYLOADS, []);
  if (!row) throw new Error("The database did not say what it removed.");
  const { pruned, before } = row;
  return {
    pruned,
    facts: { before: before.toISOString(), payloads: pruned, leaves: [], digest: NOTHING },
  };
}
