/** Waivers as people see them: who asked, who approved, until when, why, and how it ended. */
import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import type { ControlId } from "../core/controls.ts";
import { seenFindings, type SeenFinding } from "../core/waivers.ts";

export type WaiverView = {
  id: string;
  version: string;
  /** The way to install that it is about, such as `packages[0]`. */
  option: string;
  control: ControlId;
  /** What it was approved in: `R-12`. */
  request: string;
  reason: string;
  ownerTeam: string;
  /** Null: the account is gone. */
  askedBy: string | null;
  approvedBy: string[];
  grantedAt: Date;
  expiresAt: Date;
  state: "in_force" | "ended" | "expired" | "void";
  /** Null while it is in force, and until it is written down that it ran out. */
  end: { at: Date; reason: string; by: string | null } | null;
  /** What was accepted, and nothing else. */
  findings: SeenFinding[];
};

const SELECT = {
  id: true,
  version: true,
  option: true,
  control: true,
  requestId: true,
  requestNumber: true,
  reason: true,
  ownerTeam: true,
  askedById: true,
  grantedAt: true,
  expiresAt: true,
  findings: true,
  end: { select: { cause: true, reason: true, endedAt: true, endedById: true } },
} as const satisfies Prisma.TrustWaiverSelect;
type Row = Prisma.TrustWaiverGetPayload<{ select: typeof SELECT }>;

const MOST = 500;

/** A step: the newest waivers first, at most 500. Whoever may see the version may see them. */
export async function waiverViews(
  db: Db,
  where: Prisma.TrustWaiverWhereInput,
  now: Date,
): Promise<WaiverView[]> {
  const rows = await db.trustWaiver.findMany({
    where,
    orderBy: [{ grantedAt: "desc" }, { id: "asc" }],
    take: MOST,
    select: SELECT,
  });
  const [nameOf, approversOf] = await Promise.all([namesOf(db, rows), approvers(db, rows)]);
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    option: row.option,
    control: row.control as ControlId,
    request: requestNumber(row.requestNumber),
    reason: row.reason,
    ownerTeam: row.ownerTeam,
    askedBy: nameOf(row.askedById),
    approvedBy: approversOf(row.requestId),
    grantedAt: row.grantedAt,
    expiresAt: row.expiresAt,
    state: stateOf(row, now),
    end: row.end && {
      at: row.end.endedAt,
      reason: row.end.reason,
      by: row.end.endedById === null ? null : nameOf(row.end.endedById),
    },
    findings: seenFindings(row.findings),
  }));
}

function stateOf({ end, expiresAt }: Row, now: Date): WaiverView["state"] {
  if (end !== null) return end.cause as "ended" | "expired" | "void";
  return expiresAt <= now ? "expired" : "in_force";
}

async function namesOf(db: Db, rows: readonly Row[]) {
  const ids = rows.flatMap(({ askedById, end }) => [askedById, end?.endedById ?? askedById]);
  const people = await db.user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return (id: string) => people.find((person) => person.id === id)?.name ?? null;
}

async function approvers(db: Db, rows: readonly Row[]) {
  const votes = await db.requestDecision.findMany({
    where: { requestId: { in: rows.map(({ requestId }) => requestId) }, decision: "approve" },
    orderBy: { at: "asc" },
    select: {
      requestId: true,
      revision: true,
      reviewer: { select: { name: true } },
      request: { select: { revision: true } },
    },
  });
  return (requestId: string) =>
    votes
      .filter((vote) => vote.requestId === requestId && vote.revision === vote.request.revision)
      .map(({ reviewer }) => reviewer.name);
}
