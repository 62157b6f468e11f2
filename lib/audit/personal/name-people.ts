import type { Db } from "#lib/db/client.ts";

/** Facts that hold the id of a person. */
const PEOPLE_FACTS = ["responsible", "deputy", "consumer", "person", "author"] as const;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Facts = Readonly<Record<string, unknown>>;

/** Facts for people to read: the log names people by id, and who still exists has a name. */
export async function namePeople(
  db: Db,
  all: readonly (Facts | null)[],
): Promise<<Some extends Facts | null>(facts: Some) => Some> {
  const ids = new Set(all.flatMap((facts) => PEOPLE_FACTS.flatMap((key) => idOf(facts, key))));
  const people =
    ids.size === 0
      ? []
      : await db.user.findMany({
          where: { id: { in: [...ids] } },
          select: { id: true, name: true },
        });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (facts) => {
    const named = PEOPLE_FACTS.flatMap((key) =>
      idOf(facts, key).flatMap((id) => (names.has(id) ? [[key, names.get(id)] as const] : [])),
    );
    return named.length === 0 ? facts : { ...facts, ...Object.fromEntries(named) };
  };
}

function idOf(facts: Facts | null, key: string): string[] {
  const value = facts?.[key];
  return typeof value === "string" && ID.test(value) ? [value] : [];
}
