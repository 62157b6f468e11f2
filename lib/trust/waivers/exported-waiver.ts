import type { Prisma } from "#lib/db/generated/client.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import type { Waiver } from "../core/waivers.ts";
import { COVER_SELECT, coverOf } from "./waiver-rows.ts";

/** As it goes out, without people's names: a team answers for it. */
export type ExportedWaiver = Waiver & {
  request: string;
  reason: string;
  ownerTeam: string;
  /** RFC 3339, UTC. */
  grantedAt: string;
};

export const EXPORTED_WAIVER = {
  ...COVER_SELECT,
  requestNumber: true,
  reason: true,
  ownerTeam: true,
  grantedAt: true,
} as const satisfies Prisma.TrustWaiverSelect;
type Row = Prisma.TrustWaiverGetPayload<{ select: typeof EXPORTED_WAIVER }>;

export const exportedWaiver = (row: Row): ExportedWaiver => ({
  ...coverOf(row),
  request: requestNumber(row.requestNumber),
  reason: row.reason,
  ownerTeam: row.ownerTeam,
  grantedAt: row.grantedAt.toISOString(),
});
