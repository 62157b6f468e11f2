import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Proposal } from "./core/four-eyes.ts";
import { StoredChange } from "./schemas.ts";

export type LockedChange = StoredChange & {
  id: string;
  reason: string;
  sealedSecret: string | null;
  proposal: Proposal;
};

const SELECT = {
  id: true,
  kind: true,
  payload: true,
  sealedSecret: true,
  reason: true,
  state: true,
  proposedById: true,
  proposedAt: true,
  proposedBy: { select: { roles: true, disabledAt: true } },
} as const;

/** A step: a proposal, locked until the transaction ends. */
export async function lockChange(tx: Tx, id: string): Promise<LockedChange> {
  await tx.$queryRaw`SELECT 1 FROM "AuditChange" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.auditChange.findUnique({ where: { id }, select: SELECT });
  if (!row) throw new AppError("not_found", "There is no such proposal.");
  const { reason, sealedSecret } = row;
  const change = StoredChange.parse({ kind: row.kind, payload: row.payload });
  return { ...change, id, reason, sealedSecret, proposal: proposalOf(row, change) };
}

type Row = Pick<Proposal, "state" | "proposedById" | "proposedAt"> & {
  proposedBy: { roles: readonly string[]; disabledAt: Date | null };
};

export function proposalOf(row: Row, change: StoredChange): Proposal {
  const { state, proposedById, proposedAt, proposedBy } = row;
  return {
    kind: change.kind,
    state,
    proposedById,
    proposedAt,
    proposerIsAdmin: proposedBy.disabledAt === null && proposedBy.roles.includes("admin"),
    erases: change.kind === "subject.erase" ? change.payload.subject : null,
  };
}
