import type { Sql } from "#lib/db/client.ts";
import { MOST_TEAMS, type NamedKind } from "./core/named-kinds.ts";

export type NamedObject = {
  kind: NamedKind;
  id: string;
  name: string;
  /** What tells it from others of its name: R-12, the official name, the slug, the address. */
  key: string;
};

// One statement, and each part of it a look-up in an index.
const NAMED = {
  name: "audit-named-objects",
  text: `
  SELECT 'request' AS "kind", "id"::text, 'R-' || "number" AS "name", 'R-' || "number" AS "key"
  FROM "Request" WHERE "number" = $2::int
  UNION ALL SELECT 'server', "id"::text, "name", "name" FROM "Server" WHERE "name" = $1
  UNION ALL SELECT 'team', "id"::text, "name", "slug" FROM "Team" WHERE "slug" = lower($1)
  UNION ALL (SELECT 'team', "id"::text, "name", "slug" FROM "Team"
  WHERE lower("name") = lower($1) AND "slug" <> lower($1) ORDER BY "createdAt", "id" LIMIT ${MOST_TEAMS})
  UNION ALL SELECT 'person', "id"::text, "name", "email" FROM "User" WHERE "email" = lower($1)`,
};
const NUMBER = /^R-(\d{1,9})$/i;

/** Everything that is called so now: a request's number, a server's official name, a team's slug or name, a person's address. */
export function namedObjects(sql: Sql, given: string): Promise<NamedObject[]> {
  const number = NUMBER.exec(given)?.[1];
  return sql<NamedObject>(NAMED, [given, number === undefined ? null : Number(number)]);
}

const MOST_OF_A_NAME = 5;
const PEOPLE = {
  name: "audit-named-people",
  text: `
  SELECT "id"::text FROM (
    SELECT "id", "createdAt", true AS "address" FROM "User" WHERE "email" = lower($1)
    UNION ALL SELECT "id", "createdAt", false FROM "User" WHERE lower("name") = lower($1) AND "email" IS DISTINCT FROM lower($1)) found
  ORDER BY "address" DESC, "createdAt", "id" LIMIT ${MOST_OF_A_NAME}`,
};

/** The ids of people of an address or a name, at most five. */
export async function namedPeople(sql: Sql, given: string): Promise<string[]> {
  const people = await sql<{ id: string }>(PEOPLE, [given]);
  return people.map(({ id }) => id);
}
