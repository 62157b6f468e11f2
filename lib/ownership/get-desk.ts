import { z } from "zod";
import { can } from "#lib/kernel/permissions.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { healthOf, inOrder, serverItems, type DeskItem, type HealthRow } from "./core/desk.ts";
import { heldToolItems } from "./desk/held-tool-items.ts";
import { ownedFacts } from "./desk/owned-facts.ts";
import { waiverItems } from "./desk/waiver-items.ts";
import {
  changesItems,
  consentItems,
  questionItems,
  retirementItems,
} from "./desk/waiting-items.ts";

export type Desk = { items: DeskItem[]; health: HealthRow[] };

/** Everything that wants the reader's attention, by date, and how what their teams own is doing. */
export const getDesk = defineQuery({
  name: "getDesk",
  permission: "catalog.read",
  input: z.object({}),

  async run({ db, sql }, ctx): Promise<Desk> {
    if (ctx.actor.kind !== "user") return { items: [], health: [] };
    const reader = { id: ctx.actor.id, teamIds: ctx.actor.teamIds };
    const [owned, changes, questions, consents, retirements, tools, waivers] = await Promise.all([
      ownedFacts(db, reader),
      changesItems(sql, reader),
      questionItems(sql, reader),
      consentItems(sql, reader),
      retirementItems(sql, reader),
      heldToolItems(sql, reader, can(ctx.actor, "request.review")),
      waiverItems(db, reader, ctx.now),
    ]);
    return {
      items: inOrder([
        ...owned.flatMap((facts) => serverItems(facts, ctx.now)),
        ...changes,
        ...questions,
        ...consents,
        ...retirements,
        ...tools,
        ...waivers,
      ]),
      health: owned.map((facts) => healthOf(facts, ctx.now)),
    };
  },
});
