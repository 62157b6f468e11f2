import { storableText } from "#lib/catalog/core/document-text.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { membersOf, peopleWithRole, usersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import type { ToolChange } from "../core/held-tools.ts";
import { listed } from "../core/rules/verdict.ts";
import { watchersOf } from "../tell-drop.ts";

type Held = {
  server: { id: string; name: string; title: string | null; ownerTeamId: string | null };
  version: string;
  changes: readonly ToolChange[];
};

/** A step: tells security, who decides, and the owner team, users and watchers what is held. */
export async function tellHeld(tx: Tx, ctx: Context, held: Held): Promise<void> {
  const { server, version, changes } = held;
  const names = changes.map(({ tool }) => tool);
  const { what, why } = wordsOf(changes, names);
  await writeEvent(tx, ctx, {
    topic: "trust.drifted",
    subject: { kind: "server", id: server.id },
    title: `${server.title ?? server.name} has tools that ${what}`,
    body: storableText(`Version ${version}: ${why}`),
    link: toolsLink(server, version),
    to: [
      ...(await peopleWithRole(tx, "security")),
      ...(await membersOf(tx, [server.ownerTeamId])),
      ...(await usersOf(tx, server.id)),
      ...(await watchersOf(tx, server.id)),
    ],
    data: { server: server.name, version, tools: names.slice(0, 100).map(storableText) },
  });
}

function wordsOf(changes: readonly ToolChange[], names: readonly string[]) {
  const [them, they] = names.length === 1 ? ["this tool", "It"] : ["these tools", "They"];
  if (changes.every(({ kinds }) => kinds.includes("unseen")))
    return {
      what: "nobody has approved",
      why: `Nobody has approved ${them} yet: ${listed(names)}. No scan had seen any when this version was approved. ${they} should not be used until security has decided.`,
    };
  const sentences = changes.flatMap((change) => change.sentences);
  return {
    what: "are not as they were approved",
    why: `${sentences.slice(0, 5).join(" ")} Until security has decided, ${listed(names)} should not be used; its other tools stay approved.`,
  };
}

type Decided = Omit<Held, "changes"> & {
  decision: "accept" | "refuse";
  tools: readonly string[];
  reason: string;
};

/** A step: tells the owner team, users and watchers what security decided about tools. */
export async function tellDecided(tx: Tx, ctx: Context, decided: Decided): Promise<void> {
  const { server, version, decision, tools, reason } = decided;
  const isAccepted = decision === "accept";
  await writeEvent(tx, ctx, {
    topic: "trust.drifted",
    subject: { kind: "server", id: server.id },
    title: `Tools of ${server.title ?? server.name} are ${isAccepted ? "accepted" : "refused"}`,
    body: storableText(
      `Version ${version}, ${listed(tools)}: ${reason}${isAccepted ? "" : " They stay held."}`,
    ),
    link: toolsLink(server, version),
    to: [
      ...(await membersOf(tx, [server.ownerTeamId])),
      ...(await usersOf(tx, server.id)),
      ...(await watchersOf(tx, server.id)),
    ],
    data: { server: server.name, version, decision, tools: tools.slice(0, 100).map(storableText) },
  });
}

const toolsLink = ({ name }: { name: string }, version: string): string =>
  `${serverPath(name, "tools")}?version=${encodeURIComponent(version)}`;
