import { defineQuery } from "#lib/verbs/define-query.ts";
import { ListCheckpointsInput } from "./schemas.ts";

export type CheckpointView = { size: number; at: Date; root: string; keyId: string; note: string };
export type CheckpointPage = { checkpoints: CheckpointView[]; nextCursor: string | null };

/** Signed heads of the tree, the newest first. */
export const listCheckpoints = defineQuery({
  name: "listCheckpoints",
  permission: "audit.read",
  input: ListCheckpointsInput,

  async run({ db }, _ctx, { cursor, limit }): Promise<CheckpointPage> {
    const rows = await db.auditCheckpoint.findMany({
      where: cursor === undefined ? {} : { size: { lt: BigInt(cursor) } },
      orderBy: { size: "desc" },
      take: limit + 1,
      select: { size: true, at: true, root: true, keyId: true, note: true },
    });
    const checkpoints = rows.slice(0, limit).map(({ size, root, ...row }) => ({
      ...row,
      size: Number(size),
      root: Buffer.from(root).toString("base64"),
    }));
    const last = checkpoints.at(-1);
    return {
      checkpoints,
      nextCursor: rows.length > limit && last ? String(last.size) : null,
    };
  },
});
