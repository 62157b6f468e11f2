import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import { evidenceIn, NO_FACTS } from "#lib/intake/core/evidence.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { isJsonObject, ownValue } from "#lib/kernel/json.ts";
import { quarantine } from "#lib/operations/quarantine-step.ts";
import { stillCounts } from "#lib/requests/core/seen-sets.ts";
import { openRequest } from "#lib/requests/create-request.ts";
import { CreateRequestInput } from "#lib/requests/schemas.ts";
import { leastWords, trustRuleOf } from "#lib/reviews/core/trust-rules.ts";
import { loadPolicy } from "#lib/reviews/load-policy.ts";
import type { ControlResult } from "./core/result.ts";
import { levelLabel, type Level } from "./core/words.ts";
import type { LockedVersion } from "./lock-version.ts";
import type { Projected } from "./project-trust.ts";
import { whyOf } from "./tell-drop.ts";

type Fall = {
  version: LockedVersion;
  results: readonly ControlResult[];
  projected: Projected;
  /** It is in quarantine already. */
  isHeld: boolean;
};

const PERSON = { id: true, disabledAt: true, memberships: { select: { teamId: true } } } as const;
const SERVER = {
  classification: true,
  latestVersion: true,
  responsible: { select: PERSON },
  deputy: { select: PERSON },
} as const;

/**
 * A step: what the review policy says of an approved version that falls below the least level of its
 * data: its review opens again, once, and by the policy the server is quarantined. What security
 * approved below that level until a day is left alone until then.
 */
export async function followFall(tx: Tx, ctx: Context, fall: Fall): Promise<AuditEntry[]> {
  const { version, projected } = fall;
  const { after, before } = projected;
  const server = await tx.server.findUniqueOrThrow({
    where: { id: version.server.id },
    select: SERVER,
  });
  // Renewals and what clients get are about the newest one.
  if (version.version !== server.latestVersion) return [];
  const { rules } = await loadPolicy(tx);
  const rule = trustRuleOf(rules.trust, server.classification);
  if (!crosses(rule.minimum, { before, after })) return [];
  if (await isExcepted(tx, version)) return [];
  const why = reasonOf(fall, rule);
  const held =
    rule.onFall === "quarantine" && !fall.isHeld
      ? [await quarantine(tx, ctx, { server: version.server, reason: why.slice(0, 2_000) })]
      : [];
  const requesterId = await answeringFor(tx, version, server);
  const opened = requesterId === null ? null : await reopen(tx, ctx, { version, why, requesterId });
  return [...held, ...(opened === null ? [] : [opened])];
}

type Standings = Pick<Projected, "before" | "after">;

/** What was not assessed stood nowhere; what cannot be assessed yet has not fallen. */
function crosses(minimum: Level, { before, after }: Standings): boolean {
  if (minimum === 0 || after.level >= minimum) return false;
  if (before === null || before.score === null) return after.score !== null;
  return before.level >= minimum;
}

/** Its approval ends on a day that security named: they knew. Decisions that do not stand any more say nothing. */
async function isExcepted(tx: Tx, { server, version }: LockedVersion): Promise<boolean> {
  const approval = await tx.approval.findFirst({
    where: { serverId: server.id, version, endedAt: null },
    orderBy: { grantedAt: "desc" },
    select: { request: { select: VOTES } },
  });
  if (approval === null) return false;
  const { revision, toolsSeen, decisions } = approval.request;
  return decisions.some(
    (vote) =>
      vote.revision === revision &&
      stillCounts(vote, toolsSeen) &&
      isJsonObject(vote.conditions) &&
      typeof ownValue(vote.conditions, "expiresAt") === "string",
  );
}

const VOTES = {
  revision: true,
  toolsSeen: true,
  decisions: {
    where: { decision: "approve", capacity: "security" },
    select: { revision: true, decision: true, toolsSeen: true, conditions: true },
  },
} as const;

function reasonOf({ version, results, projected }: Fall, rule: { data: string; minimum: Level }) {
  const { after } = projected;
  const why = whyOf({ kind: after.kind, from: rule.minimum, results });
  return `Version ${version.version} stands at ${levelLabel(after.level, after.kind)}. The review policy asks for ${leastWords(rule.minimum)} or higher for ${rule.data} data. ${why}`;
}

type Answering = {
  responsible: { id: string; disabledAt: Date | null; memberships: { teamId: string }[] } | null;
  deputy: Answering["responsible"];
};

/** The responsible person, the deputy, else somebody of the owner team; null: nobody. */
async function answeringFor(
  tx: Tx,
  { server: { ownerTeamId } }: LockedVersion,
  { responsible, deputy }: Answering,
): Promise<string | null> {
  if (ownerTeamId === null) return null;
  const named = [responsible, deputy].find(
    (person) =>
      person?.disabledAt === null &&
      person.memberships.some(({ teamId }) => teamId === ownerTeamId),
  );
  if (named) return named.id;
  const member = await tx.teamMember.findFirst({
    where: { teamId: ownerTeamId, user: { disabledAt: null } },
    orderBy: { userId: "asc" },
    select: { userId: true },
  });
  return member?.userId ?? null;
}

type Reopening = { version: LockedVersion; why: string; requesterId: string };

/** A request to renew the approval, in the name of who answers for the server; one at a time. */
async function reopen(
  tx: Tx,
  ctx: Context,
  { version: { server, version }, why, requesterId }: Reopening,
): Promise<AuditEntry | null> {
  if (await isOpen(tx, server.id)) return null;
  const input = CreateRequestInput.parse({
    kind: "change_server",
    serverName: server.name,
    renew: true,
    justification: `Opened by Gatehouse: version ${version} fell below the trust level that its data needs.`,
    submit: true,
    evidence: {
      ...evidenceIn(NO_FACTS),
      reference: server.name,
      readAt: ctx.now.toISOString(),
      sources: [{ source: "Trust scan", status: "read", detail: why }],
    },
    origin_of_request: "trust",
  });
  try {
    const opened = await openRequest(tx, ctx, { input, requesterId });
    return {
      action: "request.submit",
      targetKind: "request",
      targetId: opened.id,
      before: null,
      after: {
        kind: "change_server",
        server: server.name,
        revision: 1,
        tier: opened.risk.tier,
        state: opened.state,
        origin: "trust",
        because: why,
      },
    };
  } catch (error) {
    // Refused while it was read, so nothing was written: the owners are told of the fall anyway.
    if (!(error instanceof AppError)) throw error;
    return null;
  }
}

async function isOpen(tx: Tx, serverId: string): Promise<boolean> {
  const open = await tx.request.findMany({
    where: {
      serverId,
      kind: "change_server",
      state: { in: ["submitted", "in_review", "changes_requested"] },
    },
    select: { revisions: { orderBy: { revision: "desc" }, take: 1, select: { payload: true } } },
  });
  return open.some(({ revisions: [newest] }) => {
    const payload = newest?.payload ?? null;
    return isJsonObject(payload) && ownValue(payload, "renew") === true;
  });
}
