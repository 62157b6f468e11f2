import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { membersOf, usersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { CONTROLS, levelControls } from "./core/controls.ts";
import type { ControlResult } from "./core/result.ts";
import { levelLabel, type ArtifactKind, type Level } from "./core/words.ts";

type Drop = {
  server: { id: string; name: string; title: string | null; ownerTeamId: string | null };
  version: string;
  kind: ArtifactKind;
  from: Level;
  to: Level;
  results: readonly ControlResult[];
};

const MOST_NAMED = 5;

/**
 * A step: tells the owner team, those who use the server and those who watch its requests that the
 * level of a version fell. What is to do stands on the owners' desks until the level is back.
 */
export async function tellDrop(tx: Tx, ctx: Context, drop: Drop): Promise<void> {
  const { server, version, kind, from, to } = drop;
  await writeEvent(tx, ctx, {
    topic: "trust.dropped",
    subject: { kind: "server", id: server.id },
    title: `${server.title ?? server.name} fell to ${levelLabel(to, kind)}`,
    body: `Version ${version} stood at ${levelLabel(from, kind)}. ${whyOf(drop)}`,
    link: serverPath(server.name, "trust"),
    to: [
      ...(await membersOf(tx, [server.ownerTeamId])),
      ...(await usersOf(tx, server.id)),
      ...(await watchersOf(tx, server.id)),
    ],
    data: { server: server.name, version, from, to },
  });
}

/** Which controls keep it from the level that it had. */
export function whyOf({ kind, from, results }: Pick<Drop, "kind" | "from" | "results">): string {
  const counted = new Set(levelControls(kind, "entry").map(({ id }) => id));
  const failing = results.filter(
    ({ control, status, failsFromLevel }) =>
      status === "fail" &&
      counted.has(control) &&
      (failsFromLevel ?? CONTROLS[control].level) <= from,
  );
  if (failing.length === 0) return "What it rested on could not be checked for too long.";
  const named = failing
    .slice(0, MOST_NAMED)
    .map(({ control }) => `${control} ${CONTROLS[control].title}`);
  const more = failing.length - named.length;
  return `These controls fail: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

/** A step: people who watch a request about the server. */
export async function watchersOf(tx: Tx, serverId: string): Promise<string[]> {
  const rows = await tx.requestWatcher.findMany({
    where: { request: { serverId }, user: { disabledAt: null } },
    distinct: ["userId"],
    select: { userId: true },
  });
  return rows.map(({ userId }) => userId);
}
