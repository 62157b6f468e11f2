import type { Tx } from "#lib/db/client.ts";
import { systemActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { requestLink } from "#lib/requests/announce.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import type { Source } from "./source.ts";

type Drafted = {
  id: string;
  source: Source;
  requesterId: string;
  missing: readonly [string, string][];
};

/**
 * A step: the person in whose name a pipeline made a draft hears of it: nobody else sees it, and it
 * expires. Told by the pipeline, since people are not told of their own deeds.
 */
export async function tellAuthor(
  tx: Tx,
  ctx: Context,
  { id, source, requesterId, missing }: Drafted,
): Promise<void> {
  const { publisher } = source;
  if (!publisher) return;
  const { number, title } = await tx.request.findUniqueOrThrow({
    where: { id },
    select: { number: true, title: true },
  });
  await writeEvent(
    tx,
    { ...ctx, actor: systemActor("publishing", publisher.name) },
    {
      topic: "request.drafted",
      subject: { kind: "request", id },
      title: `${requestNumber(number)} waits for you to complete it: ${title}`,
      body: `${publisher.name} published it. ${missing.map(([, words]) => words).join(" ")}`,
      link: requestLink(number),
      to: [requesterId],
      data: { request: requestNumber(number), title },
    },
  );
}
