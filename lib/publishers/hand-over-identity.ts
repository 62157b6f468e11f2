import { AppError } from "#lib/kernel/errors.ts";
import { membersOf } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { publisherPath } from "./core/paths.ts";
import { lockIdentity, teamId } from "./lock-identity.ts";
import { HandOverIdentityInput } from "./schemas.ts";

/** MTF PK-04: nobody takes a publisher over from one day to the next. */
const COOLING_DAYS = 7;
const COOLING_MS = COOLING_DAYS * 86_400_000;

/** Gives a publisher to another team, in seven days; until then it can be stopped. */
export const handOverIdentity = defineCommand({
  name: "handOverIdentity",
  permission: "publisher.manage",
  input: HandOverIdentityInput,

  async run(tx, ctx, { id, team }) {
    const publisher = await lockIdentity(tx, id);
    const to = await teamId(tx, team);
    if (publisher.kind === "team")
      throw new AppError("invalid", "This publisher is a team itself: record the other team.");
    if (publisher.handoverToId !== null)
      throw new AppError("conflict", "It is being handed over already: stop that first.");
    if (to === publisher.teamId)
      throw new AppError("conflict", `${team} looks after this publisher already.`);
    const takesEffectAt = new Date(ctx.now.getTime() + COOLING_MS);
    await tx.publisher.update({
      where: { id },
      data: { handoverToId: to, handoverAt: takesEffectAt },
      select: { id: true },
    });
    await writeEvent(tx, ctx, {
      topic: "publisher.handover",
      subject: { kind: "publisher", id },
      title: `${publisher.name} will be looked after by ${team}`,
      body: `It takes effect on ${takesEffectAt.toISOString().slice(0, 10)}. Until then an administrator, or the team that gives it away, can stop it.`,
      link: publisherPath(id),
      to: await membersOf(tx, [publisher.teamId, to]),
      data: { publisher: publisher.name, from: publisher.team?.slug ?? null, to: team },
    });
    return {
      result: { id, takesEffectAt },
      audit: [
        {
          action: "identity.hand_over",
          targetKind: "publisher",
          targetId: id,
          before: { team: publisher.team?.slug ?? null },
          after: { team, takesEffectAt: takesEffectAt.toISOString() },
        },
      ],
    };
  },
});
