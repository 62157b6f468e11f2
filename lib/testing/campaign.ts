import { randomUUID } from "node:crypto";
import { db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { openRetirement } from "#lib/retirements/open-retirement.ts";
import { systemContext } from "./context.ts";
import { createPerson, createServer, createTeam } from "./factories.ts";

const DAY_MS = 86_400_000;

/** Our own processes at this moment. */
export const clockAt = (now: Date): Context => ({ ...systemContext(), now });

type Options = {
  server?: Partial<Prisma.ServerUncheckedCreateInput>;
  /** Official name of the successor; null: none. */
  successor?: string | null;
};

/**
 * A campaign announced at `start` (a midnight in UTC, far enough ahead that the real clock asks
 * nothing of it): deprecated after 20 days, in its brown-out after 60, retired after 90. Its
 * consumers are a team, whose member connected, and a person without a team.
 */
export async function createCampaign({ server = {}, successor = null }: Options = {}) {
  const [owners, consumers] = await Promise.all([
    createTeam("Owners"),
    createTeam(`Consumers ${randomUUID().slice(0, 8)}`),
  ]);
  const [owner, member, loner, stranger, security] = await Promise.all([
    createPerson([], [owners.id]),
    createPerson([], [consumers.id]),
    createPerson(),
    createPerson(),
    createPerson(["security"]),
  ]);
  const row = await createServer({ ownerTeamId: owners.id, ...server });
  const start = new Date(Math.ceil(Date.now() / DAY_MS + 1) * DAY_MS);
  const day = (days: number, hours = 0) =>
    new Date(start.getTime() + days * DAY_MS + hours * 3_600_000);
  for (const { id } of [member, loner]) await connectTo(row.id, id, start);
  const isoDay = (days: number) => day(days).toISOString().slice(0, 10);
  await db.$transaction((tx) =>
    openRetirement(tx, clockAt(start), {
      serverId: row.id,
      requestId: null,
      createdById: owner.id,
      reason: "It is replaced.",
      successor,
      toolMap: [{ from: "old_tool", to: "new_tool", note: null }],
      deprecatesOn: isoDay(20),
      brownoutOn: isoDay(60),
      retiresOn: isoDay(90),
    }),
  );
  const { id } = await db.retirement.findFirstOrThrow({ where: { serverId: row.id } });
  const consumerOf = async (key: { teamId: string } | { userId: string }) =>
    (await db.retirementConsumer.findFirstOrThrow({ where: { retirementId: id, ...key } })).id;
  return {
    id,
    server: row,
    day,
    isoDay,
    owners,
    owner,
    team: consumers,
    member,
    loner,
    stranger,
    security,
    teamConsumerId: await consumerOf({ teamId: consumers.id }),
    lonerConsumerId: await consumerOf({ userId: loner.id }),
  };
}

/** Somebody connects a client. */
export async function connectTo(serverId: string, userId: string, at: Date): Promise<void> {
  const key = { serverId, userId, client: "vscode" };
  await db.serverUse.upsert({
    where: { serverId_userId_client: key },
    create: { ...key, firstAt: at, lastAt: at },
    update: { lastAt: at },
  });
}
