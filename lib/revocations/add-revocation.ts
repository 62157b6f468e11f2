import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { roleAndTeams, usersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { affectedBy, rescan, type AffectedServer } from "./affected.ts";
import { KIND_WORDS, type RevocationKind, type Subject } from "./core/words.ts";

export type NewRevocation = {
  subject: Subject;
  kind: RevocationKind;
  reason: string;
  since: Date;
  source: "registry" | "feed";
  byId: string | null;
  byName: string;
};

export type Added = {
  id: string;
  servers: { name: string; versions: string[] }[];
  audit: AuditEntry[];
};

/**
 * A step: from this transaction on, clients get nothing that the revocation is about; the database
 * finds it and withholds it. Owners, users and security are told.
 */
export async function addRevocation(
  tx: Tx,
  ctx: Context,
  { subject, ...revocation }: NewRevocation,
): Promise<Added> {
  const { id } = await tx.revocation.create({
    data: { ...subject, ...revocation, at: ctx.now },
    select: { id: true },
  });
  const servers = await affectedBy(tx, id);
  await rescan(tx, servers, ctx.now);
  const { kind, reason } = revocation;
  for (const server of servers)
    await tell(tx, ctx, { server, kind, reason, subject: subject.subject });
  const facts = {
    subject: subject.subject,
    kind,
    reason,
    since: revocation.since.toISOString(),
    source: revocation.source,
    by: revocation.byName,
  };
  return {
    id,
    servers: servers.map(({ name, versions }) => ({
      name,
      versions: versions.map(({ version }) => version),
    })),
    audit: [
      {
        action: "revocation.add",
        targetKind: "revocation",
        targetId: id,
        before: null,
        after: { ...facts, servers: servers.length },
      },
      ...servers.map((server): AuditEntry => ({
        action: "server.revoke",
        targetKind: "server",
        targetId: server.id,
        before: null,
        after: { ...facts, revocation: id, versions: versionsOf(server) },
      })),
    ],
  };
}

const MOST_NAMED = 20;

export const versionsOf = ({ versions }: AffectedServer): string[] =>
  versions.slice(0, MOST_NAMED).map(({ version }) => version);

type Told = { server: AffectedServer; kind: RevocationKind; reason: string; subject: string };

/** Versions that nobody was offered are nobody's to remove. */
async function tell(tx: Tx, ctx: Context, { server, kind, reason, subject }: Told): Promise<void> {
  const offered = server.versions.filter(({ onOffer }) => onOffer);
  if (offered.length === 0) return;
  const { label, means } = KIND_WORDS[kind];
  const versions = versionsOf({ ...server, versions: offered });
  const more = offered.length > versions.length ? " and more" : "";
  await writeEvent(tx, ctx, {
    topic: "server.revoked",
    subject: { kind: "server", id: server.id },
    title: `${server.title ?? server.name} is revoked: ${versions.join(", ")}${more}`,
    body: `${label}: ${means}. ${reason} Remove it where it is set up.`,
    link: serverPath(server.name),
    to: [
      ...(await roleAndTeams(tx, "security", [server.ownerTeamId])),
      ...(await usersOf(tx, server.id)),
    ],
    data: { server: server.name, versions, kind, reason, subject },
  });
}
