import type { VersionLifecycle } from "#lib/catalog/core/words.ts";
import type { Db } from "#lib/db/client.ts";
import { can } from "#lib/kernel/permissions.ts";
import { mayOversee } from "#lib/ownership/core/owner-powers.ts";
import { isFresh } from "#lib/requests/core/separation.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { mayDecideDrift } from "../core/decide-drift.ts";
import type { Tool } from "../core/facts.ts";
import { changesSince, type ToolChange } from "../core/held-tools.ts";
import type { ArtifactKind } from "../core/words.ts";
import { findVisibleVersion } from "../find-visible-version.ts";
import { installOptions } from "../install-options.ts";
import { GetToolDriftInput } from "../schemas.ts";
import { approvedBy, currentPin, newestSnapshot, type ToolPlace } from "./approved-tools.ts";
import { readToolSet } from "./read-tool-set.ts";

export type ToolChangeView = ToolChange & {
  /** Null: it is noted, not held. */
  heldSince: Date | null;
  refused: { at: Date; by: string | null; reason: string } | null;
  /** The definition that was approved; null: there was none. */
  before: Tool | null;
  after: Tool | null;
};

export type OptionDrift = {
  option: string;
  kind: ArtifactKind;
  name: string;
  /** `unreadable`: what was approved cannot be read, so nothing counts as approved. */
  state: "none" | "unreadable" | "pinned";
  pin: {
    at: Date;
    /** `unseen`: nobody had seen any tools when the version was approved. */
    cause: "approved" | "unseen" | "accepted";
    by: string | null;
    reason: string | null;
  } | null;
  /** The newest set that was seen on the server itself. */
  seen: { setHash: string; at: Date; from: "live" | "captured"; tools: string[] };
  /** What is held first; the first 100. */
  changes: ToolChangeView[];
  changesInAll: number;
};

export type ToolDriftView = {
  version: string;
  isCurrent: boolean;
  lifecycle: VersionLifecycle;
  /** Ways to install it whose tools were seen. */
  options: OptionDrift[];
  /** Names of the tools that must not be used until somebody has decided, over all options. */
  held: string[];
  /** Why this person may not decide, and who may; null: they may. */
  refusal: string | null;
  /** Whether they signed in a moment ago, as a decision needs. */
  isFresh: boolean;
  mayQuarantine: boolean;
};

const MOST_CHANGES = 100;

/**
 * How the tools of a version changed since they were approved, for whoever may see the version; null:
 * nobody may see it.
 */
export const getToolDrift = defineQuery({
  name: "getToolDrift",
  permission: "catalog.read",
  input: GetToolDriftInput,

  async run(readers, ctx, { name, version }): Promise<ToolDriftView | null> {
    const found = await findVisibleVersion(readers, ctx, { name, version });
    if (found === null) return null;
    const { db } = readers;
    const { server } = found;
    const places = installOptions(found.document).flatMap(({ option, reference }) =>
      reference === null
        ? []
        : [{ versionId: found.id, option, kind: reference.kind, name: reference.name }],
    );
    const options = await Promise.all(places.map((place) => driftOf(db, place)));
    const held = await db.trustHeldTool.findMany({
      where: { versionId: found.id },
      distinct: ["tool"],
      orderBy: { tool: "asc" },
      select: { tool: true },
    });
    const answer = mayDecideDrift(server, ctx.actor);
    const signedInAt = ctx.actor.kind === "user" ? ctx.actor.authenticatedAt : null;
    return {
      version: found.version,
      isCurrent: found.id === server.currentVersionId,
      lifecycle: found.lifecycle,
      options: options.filter((option) => option !== null),
      held: held.map(({ tool }) => tool),
      refusal: answer.ok ? null : answer.reason,
      isFresh: isFresh(signedInAt, ctx.now),
      mayQuarantine: can(ctx.actor, "server.quarantine") && mayOversee(server, ctx.actor),
    };
  },
});

async function driftOf(db: Db, place: ToolPlace): Promise<OptionDrift | null> {
  const [pin, newest] = await Promise.all([currentPin(db, place), newestSnapshot(db, place)]);
  if (newest === null) return null;
  const tools = readToolSet(newest.set) ?? [];
  const approved = approvedBy(pin);
  const changes = changesSince(approved, tools);
  const before = approved.state === "pinned" ? approved.tools : [];
  const held = await heldRows(db, place);
  const shown = changes.slice(0, MOST_CHANGES).map((change): ToolChangeView => {
    const row = held.get(change.tool);
    return {
      ...change,
      heldSince: row?.heldAt ?? null,
      refused: row?.refusedAt
        ? { at: row.refusedAt, by: row.refusedBy?.name ?? null, reason: row.refusal ?? "" }
        : null,
      before: toolCalled(before, change.formerName ?? change.tool),
      after: toolCalled(tools, change.tool),
    };
  });
  return {
    option: place.option,
    kind: place.kind,
    name: place.name,
    state: approved.state,
    pin: pin && {
      at: pin.pinnedAt,
      cause: pin.cause as NonNullable<OptionDrift["pin"]>["cause"],
      by: await nameOf(db, pin.byId),
      reason: pin.reason,
    },
    seen: {
      setHash: newest.setHash,
      at: newest.capturedAt,
      from: newest.seen as "live" | "captured",
      tools: [...new Set(tools.map(({ name }) => name))],
    },
    changes: shown,
    changesInAll: changes.length,
  };
}

const toolCalled = (tools: readonly Tool[], name: string): Tool | null =>
  tools.find((tool) => tool.name === name) ?? null;

async function heldRows(db: Db, { versionId, option }: ToolPlace) {
  const rows = await db.trustHeldTool.findMany({
    where: { versionId, option },
    select: {
      tool: true,
      heldAt: true,
      refusedAt: true,
      refusal: true,
      refusedBy: { select: { name: true } },
    },
  });
  return new Map(rows.map((row) => [row.tool, row]));
}

/** Whose account is gone has no name any more. */
async function nameOf(db: Db, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const user = await db.user.findUnique({ where: { id }, select: { name: true } });
  return user?.name ?? null;
}
