import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { storableText } from "#lib/catalog/core/document-text.ts";
import { lockServer } from "#lib/catalog/lock-server.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { hiddenVersionStates } from "#lib/catalog/visibility.ts";
import type { Tx } from "#lib/db/client.ts";
import type { UserActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { FRESH_MINUTES, isFresh } from "#lib/requests/core/separation.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { mayDecideDrift, WHO_DECIDES } from "../core/decide-drift.ts";
import type { ApprovedTools, Tool } from "../core/facts.ts";
import { changesSince, withAccepted, type ToolChange } from "../core/held-tools.ts";
import { installOptions } from "../install-options.ts";
import { queueScansOf } from "../scan-steps.ts";
import { DecideToolsInput } from "../schemas.ts";
import {
  approvedBy,
  currentPin,
  newestSnapshot,
  type Pin,
  type ToolPlace,
} from "./approved-tools.ts";
import { holdChanges } from "./hold-changes.ts";
import { keepToolSet, movePin } from "./keep-tool-set.ts";
import { readToolSet } from "./read-tool-set.ts";
import { tellDecided } from "./tell-held.ts";

const SERVER = {
  id: true,
  name: true,
  title: true,
  ownerTeamId: true,
  currentVersionId: true,
} as const;

/** In the record: the hash of the set names them all. */
const MOST_NAMED = 100;

/**
 * Accepts changed tools, and what is approved moves to them, or refuses them, and they stay held. The
 * named ones, or all. Security, and nobody who owns the server. The set that was looked at must still
 * be the newest.
 */
export const decideTools = defineCommand({
  name: "decideTools",
  permission: "request.review",
  input: DecideToolsInput,

  async run(tx, ctx, { name, version, option, decision, setHash, tools, reason }) {
    const server = await lockServer(tx, ctx, { key: { name }, select: SERVER });
    const person = requireDecider(ctx, server);
    const found = await findVersion(tx, ctx, { server, version });
    const place = placeOf(found, option);
    const seen = await requireNewest(tx, place, setHash);
    const pin = await currentPin(tx, place);
    const state = { place, seen, pin, approved: approvedBy(pin), person, reason, chosen: tools };
    const decided =
      decision === "accept" ? await accept(tx, ctx, state) : await refuse(tx, ctx, state);
    if (decision === "accept")
      await queueScansOf(tx, [found], {
        trigger: "asked",
        requestedById: person.id,
        now: ctx.now,
      });
    const told = { server, version: found.version, decision, tools: decided.tools, reason };
    await tellDecided(tx, ctx, told);
    const audit: AuditEntry = {
      action: decision === "accept" ? "trust.accept_tools" : "trust.refuse_tools",
      targetKind: "server",
      targetId: server.id,
      before: { version: found.version, option, approved: pin?.setHash ?? null },
      after: {
        version: found.version,
        option,
        approved: decided.approved,
        seen: setHash,
        toolsInAll: decided.tools.length,
        tools: decided.tools.slice(0, MOST_NAMED).map(storableText),
        reason,
      },
    };
    return { result: { version: found.version, ...decided }, audit: [audit] };
  },
});

function requireDecider(ctx: Context, server: { ownerTeamId: string | null }): UserActor {
  const { actor, now } = ctx;
  const answer = mayDecideDrift(server, actor);
  if (!answer.ok) throw new AppError("forbidden", answer.reason);
  if (actor.kind !== "user") throw new AppError("forbidden", WHO_DECIDES);
  if (isFresh(actor.authenticatedAt, now)) return actor;
  throw new AppError(
    "stale_sign_in",
    `Deciding on changed tools needs a sign-in of the last ${FRESH_MINUTES} minutes. Sign in again.`,
  );
}

type Asked = {
  server: { id: string; ownerTeamId: string | null; currentVersionId: string | null };
  version: string | undefined;
};

async function findVersion(tx: Tx, ctx: Context, { server, version }: Asked) {
  const found = await tx.serverVersion.findFirst({
    where: {
      serverId: server.id,
      lifecycle: { notIn: hiddenVersionStates(ctx.actor, server) },
      ...(version === undefined
        ? { id: { in: server.currentVersionId === null ? [] : [server.currentVersionId] } }
        : { version }),
    },
    select: { id: true, version: true, lifecycle: true, document: true },
  });
  if (!found) throw new AppError("not_found", "There is no such version of this server.");
  if (found.lifecycle === "approved" || found.lifecycle === "deprecated") return found;
  throw new AppError(
    "conflict",
    "This version is not approved: its tools are approved with it, by a request.",
  );
}

function placeOf({ id, document }: { id: string; document: string }, option: string): ToolPlace {
  const found = installOptions(documentOf(document)).find((one) => one.option === option);
  if (found?.reference == null)
    throw new AppError("not_found", "There is no such way to install this version.");
  const { kind, name } = found.reference;
  return { versionId: id, option, kind, name };
}

type Seen = { setHash: string; tools: Tool[] };

async function requireNewest(tx: Tx, place: ToolPlace, setHash: string): Promise<Seen> {
  const newest = await newestSnapshot(tx, place);
  if (newest === null) throw new AppError("conflict", "Nobody has seen its tools yet.");
  if (newest.setHash !== setHash)
    throw new AppError(
      "conflict",
      "Its tools have changed again since you looked. Load the page again and look at them as they are now.",
    );
  const tools = readToolSet(newest.set);
  if (tools === null)
    throw new AppError("conflict", "What was seen of its tools cannot be read. Ask for a scan.");
  return { setHash, tools };
}

type State = {
  place: ToolPlace;
  seen: Seen;
  pin: Pin | null;
  approved: ApprovedTools;
  person: UserActor;
  reason: string;
  chosen: readonly string[] | undefined;
};
type Decided = { approved: string | null; tools: string[]; held: string[] };

async function accept(tx: Tx, ctx: Context, state: State): Promise<Decided> {
  const { place, seen, pin, approved, person, reason } = state;
  const accepted = acceptedOf(state);
  const wanted = accepted === "all" ? seen.tools : withAccepted(approved, seen.tools, accepted);
  const setHash = await keepToolSet(tx, wanted);
  await movePin(tx, place, {
    setHash,
    after: pin?.position ?? 0,
    at: ctx.now,
    why: { cause: "accepted", byId: person.id, reason },
  });
  const changes = changesSince({ state: "pinned", setHash, tools: wanted }, seen.tools);
  const { held } = await holdChanges(tx, { place, tools: seen.tools, changes, now: ctx.now });
  const tools =
    accepted === "all"
      ? [...new Set(seen.tools.map(({ name }) => name))]
      : accepted.map(({ tool }) => tool);
  return { approved: setHash, tools, held: held.map(({ tool }) => tool) };
}

/** Without a pin that can be read there is nothing to compare with: then it is all or nothing. */
function acceptedOf({ seen, pin, approved, chosen }: State): ToolChange[] | "all" {
  if (approved.state !== "pinned") {
    if (chosen === undefined) return "all";
    throw new AppError(
      "invalid",
      "Nothing of it is approved yet: accept all of its tools at once.",
      {
        fields: { tools: ["Accept all of them at once, so leave the list out."] },
      },
    );
  }
  const changes = chosenOf(changesSince(approved, seen.tools), chosen);
  if (changes.length > 0 && pin?.setHash !== seen.setHash) return changes;
  throw new AppError(
    "conflict",
    "Its tools are as they were approved: there is nothing to accept.",
  );
}

async function refuse(tx: Tx, ctx: Context, state: State): Promise<Decided> {
  const { place, seen, pin, approved, person, reason, chosen } = state;
  const { versionId, option } = place;
  const held = changesSince(approved, seen.tools).filter(({ isHeld }) => isHeld);
  const tools = chosenOf(held, chosen).map(({ tool }) => tool);
  const { count } = await tx.trustHeldTool.updateMany({
    where: { versionId, option, tool: { in: tools.map(storableText) }, refusedAt: null },
    data: { refusedAt: ctx.now, refusedById: person.id, refusal: reason },
  });
  if (count === 0)
    throw new AppError(
      "conflict",
      "None of these tools waits for a decision: they are refused already, or not held.",
    );
  return { approved: pin?.setHash ?? null, tools, held: held.map(({ tool }) => tool) };
}

function chosenOf(changes: readonly ToolChange[], chosen: readonly string[] | undefined) {
  if (chosen === undefined) return [...changes];
  const unknown = chosen.find((name) => !changes.some(({ tool }) => tool === name));
  if (unknown === undefined) return changes.filter(({ tool }) => chosen.includes(tool));
  throw new AppError("invalid", "One of these tools has not changed.", {
    fields: { tools: [`${unknown} has not changed, so there is nothing to decide about it.`] },
  });
}
