import type { Db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { levelLabel, type ArtifactKind, type Level } from "#lib/trust/core/words.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import type { OwnedFacts } from "../core/desk.ts";
import { attestationDeadline } from "../core/ownership.ts";

/** Whose desk it is. */
export type Reader = { id: string; teamIds: readonly string[] };

const MAX_SERVERS = 500;
const OPEN = ["submitted", "in_review", "changes_requested"] as const;

const SELECT = {
  id: true,
  name: true,
  title: true,
  latestVersion: true,
  lastReleaseAt: true,
  quarantinedAt: true,
  quarantineNote: true,
  unownedSince: true,
  freezesAt: true,
  attestationDueAt: true,
  ownerTeam: { select: { slug: true, name: true } },
  responsible: { select: { name: true, disabledAt: true } },
  exceptions: {
    where: { rule: "ownership_attestation", endedAt: null },
    orderBy: { expiresAt: "desc" },
    take: 1,
    select: { expiresAt: true },
  },
  versions: {
    where: { isLatest: true },
    select: {
      packages: { select: { registryType: true, identifier: true, version: true } },
      trust: { select: { level: true, kind: true, droppedFrom: true, droppedAt: true } },
    },
  },
  watches: {
    orderBy: { registryType: "asc" },
    select: {
      registryType: true,
      identifier: true,
      seenVersion: true,
      seenAt: true,
      deprecated: true,
      problem: true,
    },
  },
  uses: { where: { user: { disabledAt: null } }, select: { userId: true, version: true } },
  approvals: {
    where: { endedAt: null, expiresAt: { not: null } },
    orderBy: { grantedAt: "desc" },
    select: { version: true, expiresAt: true },
  },
} as const satisfies Prisma.ServerSelect;

type Row = Prisma.ServerGetPayload<{ select: typeof SELECT }>;

/** A step: the servers on offer that the reader's teams own, by name; the first 500. */
export async function ownedFacts(db: Db, reader: Reader): Promise<OwnedFacts[]> {
  const rows = await db.server.findMany({
    where: {
      ownerTeamId: { in: [...reader.teamIds] },
      lifecycle: { in: ["approved", "deprecated"] },
    },
    orderBy: { name: "asc" },
    take: MAX_SERVERS,
    select: SELECT,
  });
  const requests = await openRequests(db, reader, rows);
  return rows.flatMap((row) => {
    const facts = factsOf(row, requests);
    return facts === null ? [] : [facts];
  });
}

type OpenRequest = Awaited<ReturnType<typeof openRequests>>[number];

/** What was asked of these servers already; of drafts only the reader's own. */
async function openRequests(db: Db, reader: Reader, rows: readonly Row[]) {
  return db.request.findMany({
    where: {
      serverId: { in: rows.map(({ id }) => id) },
      kind: { in: ["add_version", "change_server"] },
      OR: [{ state: { in: [...OPEN] } }, { state: "draft", requesterId: reader.id }],
    },
    orderBy: { number: "desc" },
    select: {
      number: true,
      kind: true,
      state: true,
      serverId: true,
      revision: true,
      expiresAt: true,
      revisions: { orderBy: { revision: "desc" }, take: 1, select: { payload: true } },
    },
  });
}

function factsOf(row: Row, requests: readonly OpenRequest[]): OwnedFacts | null {
  if (row.ownerTeam === null) return null;
  const mine = requests.filter(({ serverId }) => serverId === row.id);
  const quarantine =
    row.quarantinedAt === null ? null : { at: row.quarantinedAt, note: row.quarantineNote ?? "" };
  return {
    name: row.name,
    title: row.title,
    team: row.ownerTeam,
    latestVersion: row.latestVersion,
    lastReleaseAt: row.lastReleaseAt,
    quarantine,
    ...latestFacts(row),
    unownedSince: row.unownedSince,
    freezesAt: row.freezesAt,
    attestationDueAt: attestationDeadline({
      attestationDueAt: row.attestationDueAt,
      exceptedUntil: row.exceptions[0]?.expiresAt ?? null,
    }),
    responsible: row.responsible?.disabledAt === null ? row.responsible.name : null,
    watches: row.watches,
    uses: row.uses,
    approval: approvalOf(row, mine),
    adding: addingOf(mine),
  };
}

function latestFacts({ versions: [latest] }: Row): Pick<OwnedFacts, "trust" | "packages"> {
  if (latest === undefined) return { trust: null, packages: [] };
  return { trust: droppedTrust(latest.trust), packages: latest.packages };
}

function droppedTrust(trust: Row["versions"][number]["trust"]): OwnedFacts["trust"] {
  if (trust === null || trust.droppedFrom === null || trust.droppedAt === null) return null;
  const label = (level: number) => levelLabel(level as Level, trust.kind as ArtifactKind);
  return { from: label(trust.droppedFrom), to: label(trust.level), at: trust.droppedAt };
}

function approvalOf(row: Row, requests: readonly OpenRequest[]): OwnedFacts["approval"] {
  const approval = row.approvals.find(({ version }) => version === row.latestVersion);
  if (!approval?.expiresAt) return null;
  const renewal = requests.find(({ kind, state, revisions }) => {
    const payload = revisions[0]?.payload;
    const renews = typeof payload === "object" && payload !== null && "renew" in payload;
    return kind === "change_server" && state !== "draft" && renews;
  });
  return {
    expiresAt: approval.expiresAt,
    renewal: renewal ? requestNumber(renewal.number) : null,
  };
}

/** One that reviewers have counts before a draft. */
function addingOf(requests: readonly OpenRequest[]): OwnedFacts["adding"] {
  const adding = requests.filter(({ kind }) => kind === "add_version");
  const one = adding.find(({ state }) => state !== "draft") ?? adding[0];
  if (!one) return null;
  return {
    number: requestNumber(one.number),
    draft: one.state === "draft",
    expiresAt: one.expiresAt,
  };
}
