import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { membersOf, peopleWithRole } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import type { Topic } from "#lib/notifications/core/topics.ts";
import type { Consumer } from "./find-consumers.ts";
import type { LockedRetirement } from "./lock-retirement.ts";

type Named = Pick<LockedRetirement["server"], "name" | "title">;
type Campaign = Pick<LockedRetirement, "id" | "retiresAt"> & {
  server: Named;
  successor: { name: string } | null;
};
type Word = { topic: Topic; title: string; body?: string; to: readonly (string | null)[] };

export const labelOf = ({ server }: { server: Named }): string => server.title ?? server.name;

/** A step: word of a campaign to these people. */
export async function tellCampaign(
  tx: Tx,
  ctx: Context,
  { campaign, ...word }: Word & { campaign: Campaign },
): Promise<void> {
  await writeEvent(tx, ctx, {
    topic: word.topic,
    subject: { kind: "retirement", id: campaign.id },
    title: word.title,
    ...(word.body === undefined ? {} : { body: word.body }),
    link: serverPath(campaign.server.name, "retirement"),
    to: word.to,
    data: {
      server: campaign.server.name,
      successor: campaign.successor?.name ?? null,
      retires: campaign.retiresAt.toISOString(),
    },
  });
}

/** A step: the people of these consumers. */
export async function consumerPeople(tx: Tx, consumers: readonly Consumer[]): Promise<string[]> {
  const teams = await membersOf(
    tx,
    consumers.map(({ teamId }) => teamId),
  );
  const people = consumers.map(({ userId }) => userId).filter((id) => id !== null);
  return [...new Set([...teams, ...people])];
}

/** A step: who runs the campaign: the owner team, or security where there is none. */
export async function campaignOwners(
  tx: Tx,
  { server }: Pick<LockedRetirement, "server">,
): Promise<string[]> {
  const owners = await membersOf(tx, [server.ownerTeamId]);
  return owners.length > 0 ? owners : peopleWithRole(tx, "security");
}
