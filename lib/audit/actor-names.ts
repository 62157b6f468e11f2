import type { Db } from "#lib/db/client.ts";

type Acting = { actorKind: string; actorId: string; actorName: string };

/** Names of who acts in some records: people's are looked up, because the log does not hold them. */
export async function actorNames(
  db: Db,
  records: readonly Acting[],
): Promise<(record: Acting) => string> {
  const ids = records.flatMap(({ actorKind, actorName, actorId }) =>
    actorKind === "user" && actorName === "" ? [actorId] : [],
  );
  const people =
    ids.length === 0
      ? []
      : await db.user.findMany({
          where: { id: { in: [...new Set(ids)] } },
          select: { id: true, name: true },
        });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return ({ actorId, actorName }) => actorName || (names.get(actorId) ?? "Somebody unknown");
}
