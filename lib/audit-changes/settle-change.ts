import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import type { Decision } from "./core/four-eyes.ts";
import { KIND_WORDS } from "./core/kinds.ts";
import { changeLink } from "./core/paths.ts";
import type { LockedChange } from "./lock-change.ts";

type Settled = {
  change: LockedChange;
  state: Extract<Decision, { ok: true }>["next"];
  personId: string;
  note: string | null;
};

/** A step: ends a proposal, whose secrets are not needed any more, and tells who wrote it. */
export async function settleChange(
  tx: Tx,
  ctx: Context,
  { change, state, personId, note }: Settled,
): Promise<void> {
  const { id, kind, proposal } = change;
  const { count } = await tx.auditChange.updateMany({
    where: { id, state: "open" },
    data: { state, decidedById: personId, decidedAt: ctx.now, note, sealedSecret: null },
  });
  if (count === 0) throw new AppError("conflict", "This proposal is decided already.");
  await writeEvent(tx, ctx, {
    topic: "log.change",
    subject: { kind: "change", id },
    title: `Your change of the log was ${state}: ${KIND_WORDS[kind].title.toLowerCase()}`,
    ...(note === null ? {} : { body: note }),
    link: changeLink(id),
    to: [proposal.proposedById],
    data: { change: id, kind, step: state },
  });
}
