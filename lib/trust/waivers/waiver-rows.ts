/** A waiver between its row and the words of the core. */
import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { ControlId } from "../core/controls.ts";
import { seenFindings, type Waiver } from "../core/waivers.ts";

export const COVER_SELECT = {
  id: true,
  control: true,
  digest: true,
  findings: true,
  expiresAt: true,
} as const satisfies Prisma.TrustWaiverSelect;
type CoverRow = Prisma.TrustWaiverGetPayload<{ select: typeof COVER_SELECT }>;

/** The database has compared the findings with those of the request that was approved. */
export const coverOf = (row: CoverRow): Waiver => ({
  id: row.id,
  control: row.control as ControlId,
  digest: row.digest,
  findings: seenFindings(row.findings),
  expiresAt: row.expiresAt.toISOString(),
});

type Place = { versionId: string; option: string; kind: string; name: string };

/** A step: what holds for an install option at a time, the one that lasts longest first. */
export async function waiversInForce(db: Db, place: Place, at: Date): Promise<Waiver[]> {
  const { versionId, option, kind, name } = place;
  const rows = await db.trustWaiver.findMany({
    where: { versionId, option, kind, name, end: null, expiresAt: { gt: at } },
    orderBy: [{ expiresAt: "desc" }, { id: "asc" }],
    select: COVER_SELECT,
  });
  return rows.map(coverOf);
}
