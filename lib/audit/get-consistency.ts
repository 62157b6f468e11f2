import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import { ConsistencyInput } from "./schemas.ts";
import { readTile } from "./sequencer/read-tiles.ts";
import { consistencyProof, rootAt } from "./tree/proofs.ts";
import { tileSource } from "./tree/tiles.ts";

export type AuditConsistency = {
  /** Roots as base64, as in checkpoints. */
  from: { size: number; root: string };
  to: { size: number; root: string };
  /** RFC 9162 §2.1.4, base64. */
  proof: string[];
};

/** The proof that the log at one size continues the log at a smaller one: nothing was rewritten. */
export const getConsistency = defineQuery({
  name: "getConsistency",
  permission: "audit.read",
  input: ConsistencyInput,

  async run({ sql }, _ctx, { from, to }): Promise<AuditConsistency> {
    if (from > to) throw fieldError("from", "The older tree is not larger than the newer one.");
    if (from === 0) throw fieldError("from", "Every log continues the empty one: ask from 1 on.");
    const size = await treeSize(sql);
    if (to > size)
      throw fieldError("to", `The tree has ${size} records: ask for a size up to that.`);
    const source = tileSource(readTile(sql));
    const [older, newer, proof] = await Promise.all([
      rootAt(from, source),
      rootAt(to, source),
      consistencyProof(from, to, source),
    ]);
    return {
      from: { size: from, root: older.toString("base64") },
      to: { size: to, root: newer.toString("base64") },
      proof: proof.map((hash) => hash.toString("base64")),
    };
  },
});

async function treeSize(sql: Readers["sql"]): Promise<number> {
  const [tree] = await sql<{ size: number }>(
    { text: `SELECT "size"::float8 AS "size" FROM "AuditTree"` },
    [],
  );
  if (!tree) throw new AppError("unavailable", "The log has no tree yet: run the migrations.");
  return tree.size;
}
