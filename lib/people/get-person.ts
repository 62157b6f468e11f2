import { defineQuery } from "#lib/verbs/define-query.ts";
import { personSelect, personView, type PersonSummary } from "./list-people.ts";
import { PersonRef } from "./schemas.ts";

/** One person, or null when nobody has this address. */
export const getPerson = defineQuery({
  name: "getPerson",
  permission: "person.read",
  input: PersonRef,

  async run({ db }, ctx, { email }): Promise<PersonSummary | null> {
    const row = await db.user.findUnique({ where: { email }, select: personSelect(ctx.now) });
    return row && personView(row);
  },
});
