import type { Db, Sql } from "#lib/db/client.ts";
import { isJsonObject, type JsonObject } from "#lib/kernel/json.ts";
import { namePeople } from "./name-people.ts";
import { openPersonal, withPersonal } from "./open-personal.ts";

type Row = { id: string; before: unknown; after: unknown; commitment: unknown };

/**
 * Facts of records for people who may read them whole: what is personal put back where it was, and
 * people by name. What was erased stays "[personal]".
 */
export async function readableFacts(
  { db, sql }: { db: Db; sql: Sql },
  rows: readonly Row[],
): Promise<(row: Row, side: "before" | "after") => JsonObject | null> {
  const apart = rows.filter(({ commitment }) => commitment !== null).map(({ id }) => id);
  const [opened, named] = await Promise.all([
    openPersonal(sql, apart),
    namePeople(
      db,
      rows.flatMap(({ before, after }) => [factsOf(before), factsOf(after)]),
    ),
  ]);
  return (row, side) => named(withPersonal(factsOf(row[side]), side, opened.get(row.id)));
}

const factsOf = (value: unknown): JsonObject | null => (isJsonObject(value) ? value : null);
