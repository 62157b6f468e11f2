import { isOwner } from "#lib/catalog/core/server-powers.ts";
import { visibleTo } from "#lib/catalog/visibility.ts";
import type { DataClassification, ServerLifecycle } from "#lib/catalog/core/words.ts";
import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import type { RequestKind } from "./core/words.ts";
import { requestNumber } from "./core/words.ts";
import type { Proposal } from "./payload.ts";

export type Target = {
  id: string;
  name: string;
  lifecycle: ServerLifecycle;
  quarantinedAt: Date | null;
  ownerTeamId: string | null;
  classification: DataClassification | null;
  freezesAt: Date | null;
  versions: { version: string; lifecycle: ServerLifecycle; checksum: string }[];
} | null;

/** A step: the server a request is about, if the actor may see one of that name. */
export async function findTarget(tx: Tx, ctx: Context, name: string): Promise<Target> {
  const visible = visibleTo(ctx.actor, 2);
  const [found] = await sqlOf(tx)<{ id: string }>(
    { text: `SELECT s."id" FROM "Server" s WHERE s."name" = $1 AND ${visible.text}` },
    [name, ...visible.values],
  );
  if (!found) return null;
  return tx.server.findUnique({
    where: { id: found.id },
    select: {
      id: true,
      name: true,
      lifecycle: true,
      quarantinedAt: true,
      ownerTeamId: true,
      classification: true,
      freezesAt: true,
      versions: { select: { version: true, lifecycle: true, checksum: true } },
    },
  });
}

const LISTED: readonly ServerLifecycle[] = ["approved", "deprecated"];

/** `exceptId`: the request itself, when it is edited. */
type Asked = { kind: RequestKind; proposal: Proposal; target: Target; exceptId: string | null };

/** A step: whether this can be asked for at all, as the catalog is now. */
export async function requirePossible(tx: Tx, ctx: Context, asked: Asked): Promise<void> {
  const { kind, proposal, target } = asked;
  if (kind === "list_server") return requireListable(tx, asked);
  if (!target)
    throw new AppError("not_found", `There is no server ${proposal.serverName} in the catalog.`);
  requireLifecycle(kind, target);
  if (kind === "trust_waiver") requireOwner(ctx, target);
  if (target.freezesAt && target.freezesAt <= ctx.now && !FREED.has(kind))
    throw new AppError(
      "conflict",
      "Nobody answers for this server, so it takes no new requests: ask for its ownership first.",
    );
  if (kind === "add_version") requireNewVersion(proposal, target);
}

/** Whoever accepts a risk for the owner team has to belong to it. */
function requireOwner(ctx: Context, target: NonNullable<Target>): void {
  if (ctx.actor.kind === "system" || isOwner(target, ctx.actor)) return;
  throw new AppError(
    "forbidden",
    target.ownerTeamId === null
      ? "No team owns this server, so nobody can answer for a waiver: ask for its ownership first."
      : "Only members of the team that owns this server may ask for a waiver. Tell one of them.",
  );
}

const FREED: ReadonlySet<RequestKind> = new Set(["transfer_ownership", "deprecate", "retire"]);

function requireLifecycle(kind: RequestKind, target: NonNullable<Target>): void {
  if (kind === "lift_quarantine") {
    if (target.quarantinedAt === null)
      throw new AppError("conflict", "This server is not in quarantine.");
    return;
  }
  const needsListed = kind === "add_version" || kind === "deprecate" || kind === "retire";
  if (target.lifecycle === "retired")
    throw new AppError("conflict", "This server is retired; its name stays reserved.");
  if (needsListed && !LISTED.includes(target.lifecycle))
    throw new AppError("conflict", "This server is not listed yet: ask for its listing first.");
  if (kind === "deprecate" && target.lifecycle === "deprecated")
    throw new AppError("conflict", "This server is deprecated already.");
}

const TAKEN = `
  SELECT EXISTS (SELECT 1 FROM "Server" s WHERE s."name" = $1) AS "taken",
    (SELECT r."number" FROM "Request" r WHERE r."kind" = 'list_server' AND r."serverName" = $1
       AND r."state" IN ('submitted', 'in_review', 'changes_requested')
       AND r."id" IS DISTINCT FROM $2::uuid LIMIT 1) AS "open"`;

async function requireListable(tx: Tx, { proposal, target, exceptId }: Asked): Promise<void> {
  const { serverName } = proposal;
  if (target && target.lifecycle === "retired")
    throw fieldError(
      "server",
      `${serverName} is retired; its name stays reserved. Choose another name.`,
    );
  if (target && LISTED.includes(target.lifecycle))
    throw fieldError("server", `${serverName} is listed already. Ask to add a version instead.`);
  const [found] = await sqlOf(tx)<{ taken: boolean; open: number | null }>({ text: TAKEN }, [
    serverName,
    exceptId,
  ]);
  // A server of certain teams: its name is taken, and more than that is not for everyone.
  if (!target && found?.taken)
    throw fieldError(
      "server",
      `The name ${serverName} is taken by a server that you cannot see: it was rejected, is in review, or is for certain teams. Ask security about it before you choose another name.`,
    );
  if (found?.open)
    throw new AppError(
      "conflict",
      `${requestNumber(found.open)} asks for this server already: watch that one.`,
    );
}

function requireNewVersion({ document }: Proposal, target: NonNullable<Target>): void {
  const known = target.versions.find(({ version }) => version === document?.facts.version);
  if (!known || known.lifecycle === "candidate" || known.lifecycle === "in_review") return;
  throw fieldError(
    "server",
    `Version ${known.version} is ${known.lifecycle} already. A version never changes: give the new one a new number.`,
  );
}
