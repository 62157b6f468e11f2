import type { Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { Context } from "#lib/kernel/context.ts";
import { roleAndTeams } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import type { Topic } from "#lib/notifications/core/topics.ts";
import { requestNumber } from "./core/words.ts";

type About = { id: string; number: number; title: string };
type Word = {
  request: About;
  topic: Topic;
  title: string;
  body?: string;
  /** Absent: everyone who watches it. */
  to?: readonly (string | null)[];
};

export const requestLink = (number: number) => `/requests/${requestNumber(number)}`;

type Submitted = About & {
  ownerTeamId: string | null;
  dataOwnerTeamId: string | null;
  requesterId: string;
};

/** A step: reviewers, the owner team and who owns the data learn that something waits for them. */
export async function announceSubmission(tx: Tx, ctx: Context, request: Submitted): Promise<void> {
  const teams = [request.ownerTeamId, request.dataOwnerTeamId];
  const told = await roleAndTeams(tx, "security", teams);
  const to = told.filter((id) => id !== request.requesterId);
  await tellOf(tx, ctx, {
    request,
    topic: "request.submitted",
    title: `${requestNumber(request.number)}: ${request.title}`,
    to,
  });
}

/** A step: word of a request to these people, or to everyone who watches it. */
export async function tellOf(tx: Tx, ctx: Context, word: Word): Promise<void> {
  const { request } = word;
  const to = word.to ?? (await watchersOf(tx, request.id));
  await writeEvent(tx, ctx, {
    topic: word.topic,
    subject: { kind: "request", id: request.id },
    title: word.title,
    ...(word.body === undefined ? {} : { body: word.body }),
    link: requestLink(request.number),
    to,
    data: { request: requestNumber(request.number), title: request.title },
  });
}

export async function watchersOf(tx: Tx, requestId: string): Promise<string[]> {
  const rows = await sqlOf(tx)<{ userId: string }>(
    {
      text: `SELECT w."userId" FROM "RequestWatcher" w JOIN "User" u ON u."id" = w."userId"
        WHERE w."requestId" = $1::uuid AND u."disabledAt" IS NULL`,
    },
    [requestId],
  );
  return rows.map((row) => row.userId);
}

/** A step: who acts on a request hears of it from then on. */
export async function watch(tx: Tx, requestId: string, userId: string): Promise<void> {
  await sqlOf(tx)(
    {
      text: `INSERT INTO "RequestWatcher" ("requestId", "userId") VALUES ($1::uuid, $2::uuid)
        ON CONFLICT DO NOTHING`,
    },
    [requestId, userId],
  );
}
