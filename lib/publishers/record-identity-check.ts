import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { roleAndTeams } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { isProven, nextStand, type Stand } from "./core/proof.ts";
import { stateWords } from "./core/words.ts";
import { lockIdentity, requireLooksAfter, type LockedIdentity } from "./lock-identity.ts";
import { publisherPath } from "./core/paths.ts";
import { RecordIdentityCheckInput } from "./schemas.ts";

/** Keeps what a look at a proof has brought, and what follows from it. */
export const recordIdentityCheck = defineCommand({
  name: "recordIdentityCheck",
  permission: "server.own",
  input: RecordIdentityCheckInput,

  async run(tx, ctx, { id, token, dns, wellKnown }) {
    const publisher = await lockIdentity(tx, id);
    requireLooksAfter(publisher, ctx.actor);
    if (publisher.kind !== "domain" || publisher.token !== token)
      throw new AppError("conflict", "The publisher has changed meanwhile: check it again.");
    const looked = { dns: dns.outcome, well_known: wellKnown.outcome };
    const next = nextStand(publisher, looked, ctx.now);
    const detail = `DNS: ${dns.detail} Web server: ${wellKnown.detail}`;
    await tx.publisher.update({
      where: { id },
      data: {
        ...next,
        checkedAt: ctx.now,
        checkDetail: detail,
        ...(next.state === "proven" && publisher.state !== "proven" ? { provenAt: ctx.now } : {}),
      },
      select: { id: true },
    });
    await tx.publisherCheck.create({
      data: {
        publisherId: id,
        identity: publisher.identity,
        at: ctx.now,
        byName: ctx.actor.name,
        dns: looked.dns,
        wellKnown: looked.well_known,
        state: next.state,
        detail,
      },
      select: { id: true },
    });
    if (isWorse(publisher, next)) await tell(tx, ctx, { publisher, next });
    const { state } = next;
    return {
      result: { state, ...stateWords({ ...publisher, ...next }), looked, detail },
      audit: [
        {
          action: "identity.verify",
          targetKind: "publisher",
          targetId: id,
          before: { state: publisher.state, method: publisher.method },
          after: { identity: publisher.identity, state, method: next.method, ...looked },
        },
      ],
    };
  },
});

const isWorse = (before: Stand, next: Stand): boolean =>
  (before.state === "proven" && next.state === "missing") ||
  (isProven(before.state) && next.state === "lost");

async function tell(
  tx: Tx,
  ctx: Context,
  { publisher, next }: { publisher: LockedIdentity; next: Stand },
): Promise<void> {
  const { label, text } = stateWords({ ...publisher, ...next });
  await writeEvent(tx, ctx, {
    topic: "publisher.proof",
    subject: { kind: "publisher", id: publisher.id },
    title: `${publisher.name}: ${label.toLowerCase()}`,
    body: text,
    link: publisherPath(publisher.id),
    to: await roleAndTeams(tx, "admin", [publisher.teamId]),
    data: { publisher: publisher.name, domain: publisher.identity, state: next.state },
  });
}
