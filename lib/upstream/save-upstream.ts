import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { membersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { addVersionLink } from "#lib/ownership/core/request-links.ts";
import { requestLink } from "#lib/requests/announce.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { findCandidate, newerPackages, type LatestVersion, type Newer } from "./find-newer.ts";
import { MIRROR } from "./list-upstream-due.ts";
import { openDraft, watchEvidence } from "./open-draft.ts";
import { SaveUpstreamInput, type Seen } from "./schemas.ts";
import { keepWatch, watchesOf, type Watch } from "./watch-rows.ts";

const PERSON = { id: true, disabledAt: true, memberships: { select: { teamId: true } } } as const;
const SELECT = {
  id: true,
  name: true,
  title: true,
  ownerTeamId: true,
  latestVersion: true,
  responsible: { select: PERSON },
  deputy: { select: PERSON },
} as const;

/**
 * Keeps what was seen of a server's packages. A release newer than the newest approved version
 * becomes a draft request, once, in the name of the person who answers for the server; where there
 * is nobody, its team is told. For the worker.
 */
export const saveUpstream = defineCommand({
  name: "saveUpstream",
  permission: "identity.resolve",
  input: SaveUpstreamInput,

  async run(tx, ctx, { serverId, version, seen }) {
    const server = await lockWatched(tx, serverId, version);
    const latest = await tx.serverVersion.findFirstOrThrow({
      where: { serverId, version },
      select: { version: true, orderKey: true, document: true },
    });
    const known = await watchesOf(tx, serverId);
    const candidate = await findCandidate(tx, serverId, latest);
    const mirror = mirrorSeen(server.name, candidate);
    const audit = await keepWatch(tx, ctx, { serverId, known, seen: [mirror, ...seen] });
    const newer = newestOf(latest, { server, candidate, seen });
    const drafted =
      newer === null ? [] : await propose(tx, ctx, { server, latest, newer, known, seen });
    return { result: { newer: newer?.version ?? null }, audit: [...audit, ...drafted] };
  },
});

type Server = Awaited<ReturnType<typeof lockWatched>>;

async function lockWatched(tx: Tx, serverId: string, version: string) {
  await tx.$queryRaw`SELECT 1 FROM "Server" WHERE "id" = ${serverId}::uuid FOR NO KEY UPDATE`;
  const server = await tx.server.findUnique({ where: { id: serverId }, select: SELECT });
  if (!server) throw new AppError("not_found", "The server is gone.");
  if (server.latestVersion !== version)
    throw new AppError("conflict", "Another version is the newest approved one now.");
  return server;
}

const mirrorSeen = (name: string, candidate: { version: string } | null): Seen => ({
  position: 0,
  registryType: MIRROR,
  identifier: name,
  source: "the mirrored registry",
  version: candidate?.version ?? null,
  deprecated: null,
  problem: null,
});

/** What the publisher wrote into the registry says more than what we would make of a package. */
function newestOf(
  latest: LatestVersion,
  found: {
    server: Server;
    candidate: { version: string; document: string } | null;
    seen: readonly Seen[];
  },
): Newer | null {
  const { server, candidate, seen } = found;
  if (candidate === null) return newerPackages(latest, seen);
  return {
    ...candidate,
    source: "The mirrored registry",
    registryType: MIRROR,
    identifier: server.name,
    seenVersion: candidate.version,
  };
}

type Proposal = {
  server: Server;
  latest: LatestVersion;
  newer: Newer;
  known: readonly Watch[];
  seen: readonly Seen[];
};

async function propose(tx: Tx, ctx: Context, proposal: Proposal): Promise<AuditEntry[]> {
  const { server, latest, newer, known, seen } = proposal;
  const { registryType, identifier } = newer;
  const key = { serverId: server.id, registryType, identifier };
  const before = known.find(
    (watch) => watch.registryType === registryType && watch.identifier === identifier,
  );
  if (before?.draftedVersion === newer.seenVersion) return [];
  const requesterId = answering(server);
  if (requesterId === null) {
    if (before?.seenVersion === newer.seenVersion) return [];
    await tell(tx, ctx, {
      server,
      newer,
      to: await membersOf(tx, [server.ownerTeamId]),
      link: addVersionLink(server.name),
      body: "Name somebody who answers for the server, and drafts are made for them.",
    });
    return [];
  }
  const draft = await openDraft(tx, ctx, {
    server,
    newer,
    latestVersion: latest.version,
    requesterId,
    evidence: watchEvidence(ctx.now, { newer, seen }),
  });
  await tx.upstreamWatch.update({
    where: { serverId_registryType_identifier: key },
    data:
      draft.kind === "refused" ? { problem: draft.problem } : { draftedVersion: newer.seenVersion },
    select: { serverId: true },
  });
  if (draft.kind !== "opened") return [];
  await tell(tx, ctx, {
    server,
    newer,
    to: [requesterId],
    link: requestLink(draft.number),
    body: "A draft of the request to add it waits for you: look at what changes, and submit it.",
  });
  return [draft.audit];
}

/** The responsible person, else the deputy: whoever is still in the team. */
function answering({ responsible, deputy, ownerTeamId }: Server): string | null {
  const active = [responsible, deputy].find(
    (person) =>
      person !== null &&
      person.disabledAt === null &&
      person.memberships.some(({ teamId }) => teamId === ownerTeamId),
  );
  return active?.id ?? null;
}

async function tell(
  tx: Tx,
  ctx: Context,
  word: { server: Server; newer: Newer; to: string[]; link: string; body: string },
): Promise<void> {
  const { server, newer, to, link, body } = word;
  await writeEvent(tx, ctx, {
    topic: "server.upstream",
    subject: { kind: "server", id: server.id },
    title: `${server.title ?? server.name}: ${newer.seenVersion} was published`,
    body,
    link,
    to,
    data: { server: server.name, version: newer.version, seen: newer.seenVersion },
  });
}
