import type { AuditFacts } from "#lib/audit/core/entry.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import type { Actor } from "#lib/kernel/actor.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { can } from "#lib/kernel/permissions.ts";
import { INTERNAL_DOMAINS_KEY, InternalDomains } from "#lib/settings/schemas.ts";
import { claimRefusal, selfAndAbove, type PublisherKind } from "./core/namespaces.ts";
import type { ProofMethod, ProofState } from "./core/proof.ts";

const SELECT = {
  id: true,
  name: true,
  kind: true,
  identity: true,
  teamId: true,
  team: { select: { slug: true, name: true } },
  token: true,
  state: true,
  method: true,
  missingSince: true,
  provenAt: true,
  handoverToId: true,
  handoverAt: true,
  handoverTo: { select: { slug: true, name: true } },
  namespaces: { orderBy: { namespace: "asc" }, select: { namespace: true } },
} as const;

/** A step: a publisher with its row locked. @throws AppError `not_found` */
export async function lockIdentity(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Publisher" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.publisher.findUnique({ where: { id }, select: SELECT });
  if (row === null) throw new AppError("not_found", "There is no such publisher.");
  return {
    ...row,
    kind: row.kind as PublisherKind,
    state: row.state as ProofState,
    method: row.method as ProofMethod | null,
    namespaces: row.namespaces.map(({ namespace }) => namespace),
  };
}

export type LockedIdentity = Awaited<ReturnType<typeof lockIdentity>>;

export const identityFacts = (publisher: LockedIdentity): AuditFacts => ({
  name: publisher.name,
  kind: publisher.kind,
  identity: publisher.identity,
  team: publisher.team?.slug ?? null,
  namespaces: publisher.namespaces,
  state: publisher.state,
});

/** Administrators any; the team that publishes in its name, its own. */
export const looksAfter = (publisher: { teamId: string | null }, actor: Actor): boolean =>
  can(actor, "publisher.manage") ||
  (actor.kind === "user" && publisher.teamId !== null && actor.teamIds.includes(publisher.teamId));

/** A step. @throws AppError `forbidden`, naming who could. */
export function requireLooksAfter(publisher: LockedIdentity, actor: Actor): void {
  if (looksAfter(publisher, actor)) return;
  const team = publisher.team === null ? "" : `, or a member of ${publisher.team.name}`;
  throw new AppError("forbidden", `An administrator${team} can do this.`);
}

/** A step: the id of a team. @throws AppError at the field `team`. */
export async function teamId(tx: Tx, slug: string | undefined): Promise<string | null> {
  if (slug === undefined) return null;
  const team = await tx.team.findUnique({ where: { slug }, select: { id: true } });
  if (team !== null) return team.id;
  const message = `There is no team ${slug}: choose one of those under Teams.`;
  throw new AppError("invalid", message, { fields: { team: [message] } });
}

export async function internalDomains(db: Db): Promise<string[]> {
  const row = await db.setting.findUnique({
    where: { key: INTERNAL_DOMAINS_KEY },
    select: { value: true },
  });
  return row ? InternalDomains.parse(row.value) : [];
}

/**
 * A step: a publisher's namespaces from now on. One namespace has one publisher, and none is given
 * below another publisher's: whoever has `com.acme` decides on `com.acme.tools`.
 */
export async function setNamespaces(
  tx: Tx,
  publisher: Pick<LockedIdentity, "id" | "kind" | "identity">,
  { namespaces, now }: { namespaces: readonly string[]; now: Date },
): Promise<void> {
  // INVARIANT: of two that claim related namespaces at once, the second sees the first.
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('gatehouse.namespaces', 0))::text`;
  const domains = await internalDomains(tx);
  const refusals = await Promise.all(
    namespaces.map(
      async (one) =>
        claimRefusal(publisher, one, domains) ?? (await takenBy(tx, publisher.id, one)),
    ),
  );
  const told = refusals.filter((one) => one !== null);
  if (told.length > 0)
    throw new AppError("invalid", told[0] ?? "", { fields: { namespaces: told } });
  await tx.publisherNamespace.deleteMany({ where: { publisherId: publisher.id } });
  await tx.publisherNamespace.createMany({
    data: namespaces.map((namespace) => ({ namespace, publisherId: publisher.id, createdAt: now })),
  });
}

async function takenBy(tx: Tx, publisherId: string, namespace: string): Promise<string | null> {
  const other = await tx.publisherNamespace.findFirst({
    where: { namespace: { in: selfAndAbove(namespace) }, publisherId: { not: publisherId } },
    orderBy: { namespace: "desc" },
    select: { namespace: true, publisher: { select: { name: true } } },
  });
  if (other === null) return null;
  return other.namespace === namespace
    ? `${namespace} belongs to ${other.publisher.name} already.`
    : `${namespace} is below ${other.namespace}, which belongs to ${other.publisher.name}.`;
}
