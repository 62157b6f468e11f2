import type { Db } from "#lib/db/client.ts";
import { claimOf } from "#lib/publishers/claim-of.ts";
import { isJsonObject, ownValue } from "#lib/kernel/json.ts";
import type { EntryFacts } from "./core/facts.ts";

const DAY_MS = 86_400_000;

/**
 * A step: days since the server got another owner team, or the publisher of its namespace another
 * team; null: neither ever did. From the log.
 */
export async function transferredDaysAgo(
  db: Db,
  { id, name }: { id: string; name: string },
  now: Date,
): Promise<number | null> {
  const times = await Promise.all([serverTransferredAt(db, id), publisherTakenOverAt(db, name)]);
  const last = Math.max(...times.map((at) => at?.getTime() ?? -Infinity));
  return Number.isFinite(last) ? Math.floor((now.getTime() - last) / DAY_MS) : null;
}

async function publisherTakenOverAt(db: Db, serverName: string): Promise<Date | null> {
  const claim = await claimOf(db, serverName);
  if (claim === null) return null;
  const record = await db.auditEvent.findFirst({
    where: {
      targetKind: "publisher",
      targetId: claim.publisher.id,
      action: "identity.take_over",
      outcome: "success",
    },
    orderBy: { at: "desc" },
    select: { at: true },
  });
  return record?.at ?? null;
}

async function serverTransferredAt(db: Db, serverId: string): Promise<Date | null> {
  const records = await db.auditEvent.findMany({
    where: {
      targetKind: "server",
      targetId: serverId,
      action: { in: ["server.transfer", "server.assign_owner"] },
      outcome: "success",
    },
    orderBy: { at: "desc" },
    take: 20,
    select: { at: true, before: true, after: true },
  });
  const last = records.find(({ before, after }) => {
    const from = teamIn(before);
    return from !== null && from !== teamIn(after);
  });
  return last?.at ?? null;
}

function teamIn(facts: unknown): string | null {
  if (!isJsonObject(facts)) return null;
  const team = ownValue(facts, "team");
  return typeof team === "string" ? team : null;
}

type Asked = { version: { lifecycle: string; statusAt: Date }; serverId: string };

/** A step: since when it is deprecated and when it goes; null: it is neither. */
export async function deprecationOf(
  db: Db,
  { version, serverId }: Asked,
): Promise<EntryFacts["deprecation"]> {
  const campaign = await db.retirement.findFirst({
    where: { serverId, state: { in: ["announced", "deprecated", "brownout", "retired"] } },
    orderBy: { announcedAt: "desc" },
    select: { announcedAt: true, retiresAt: true },
  });
  if (campaign !== null)
    return {
      noticeAt: campaign.announcedAt.toISOString(),
      removalAt: campaign.retiresAt.toISOString(),
    };
  return version.lifecycle === "deprecated"
    ? { noticeAt: version.statusAt.toISOString(), removalAt: null }
    : null;
}
