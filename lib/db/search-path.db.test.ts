import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { env } from "#lib/config/env.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import { createUser } from "#lib/testing/factories.ts";
import { SHADOW_ATTACKS } from "#lib/testing/log-attacks.ts";

// An attack that succeeded would make the product's role a superuser.
const drop = await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  return ownDatabase("search_path");
});
afterAll(drop);

const person = { id: "" };
beforeAll(async () => {
  person.id = (await createUser()).id;
});

/** Runs statements as the product in one transaction that is undone; returns what the last one said. */
async function tried(
  statements: readonly string[],
): Promise<{ refusal: string | null; row: unknown }> {
  const [id, made] = [randomUUID(), statements.slice(0, -1)];
  const filled = (text: string) => text.replaceAll("{id}", id).replaceAll("{person}", person.id);
  const client = new pg.Client({ connectionString: env.databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    for (const statement of made) await client.query(filled(statement));
    const { rows } = await client.query<object>(filled(statements.at(-1) ?? ""));
    return { refusal: null, row: rows[0] };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { refusal: error.message, row: undefined };
  } finally {
    await client.query("ROLLBACK");
    await client.end();
  }
}

test.each(SHADOW_ATTACKS)("refused: $what", async ({ before, attack }) => {
  const { refusal } = await tried([...before, attack]);
  expect(refusal).toMatch(/^GH001: forbidden: /);
});

/** Somebody who is responsible for a server goes: the server is changed as the owner of the tables. */
const AS_OWNER = [
  `INSERT INTO "Server" ("id", "name", "responsibleId") VALUES ('{id}', 'io.test/{id}', '{person}')`,
  `DELETE FROM "User" WHERE "id" = '{person}'`,
  `SELECT current_setting('gatehouse.ran_as', true) AS "ranAs"`,
];
const TELL = `BEGIN PERFORM set_config('gatehouse.ran_as', current_user, false);`;

test.each([
  [
    "a function of its own name",
    [
      `CREATE FUNCTION pgboss.gatehouse_refresh_servers(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$ ${TELL} END $$`,
      `SET search_path = pgboss, public`,
    ],
  ],
  [
    "a trigger on a temporary table",
    [
      `CREATE FUNCTION pgboss.tell() RETURNS trigger LANGUAGE plpgsql AS $$ ${TELL} RETURN NULL; END $$`,
      `CREATE TEMP TABLE gatehouse_places ("id" uuid, "serverId" uuid, "current" boolean, "latest" boolean,
        "status" "RegistryStatus", "feed" boolean, "ranOutAt" timestamptz)`,
      `CREATE TRIGGER "tell" BEFORE DELETE ON gatehouse_places FOR EACH STATEMENT EXECUTE FUNCTION pgboss.tell()`,
    ],
  ],
])(
  "nothing that the product's role made runs as the owner of the tables: %s",
  async (_what, made) => {
    const { row, refusal } = await tried([...made, ...AS_OWNER]);
    expect(refusal).toBeNull();
    expect(row).toMatchObject({ ranAs: null });
  },
);

test("every function of ours says where its names are", async () => {
  const open = await asOwner(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT p.oid::regprocedure::text AS "name" FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
         AND NOT coalesce(p.proconfig, '{}') @> '{"search_path=public, pg_temp"}'
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')`,
    );
    return rows.map(({ name }) => name);
  });
  expect(open, "give it SET search_path = public, pg_temp").toEqual([]);
});

test("and needs no temporary table, which a session may have prepared", async () => {
  const { rows } = await asOwner((client) =>
    client.query(
      `SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosrc ~* 'create\\s+temp'`,
    ),
  );
  expect(rows).toEqual([]);
});
