import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { env } from "#lib/config/env.ts";
import { asOwner } from "#lib/testing/as-owner.ts";
import {
  COLUMN_ATTACKS,
  OTHER_ATTACKS,
  TABLE_ATTACKS,
  TRIGGER_ATTACKS,
} from "#lib/testing/log-attacks.ts";
import { LOG_TABLES } from "./log-tables.ts";
import { databaseRefusal } from "./refusal.ts";

// An attack that succeeded would take the tables from other tests.
const drop = await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  return ownDatabase("log_tables");
});
afterAll(drop);

/** insufficient_privilege; and privilege_not_granted, PostgreSQL's warning where a grant grants nothing. */
const [REFUSED, NOTHING_GRANTED] = ["42501", "01007"];

/** How a statement fares as the role of the product. */
async function outcome(client: pg.Client, statement: string): Promise<string> {
  const warnings: (string | undefined)[] = [];
  const listen = ({ code }: { code?: string | undefined }) => warnings.push(code);
  client.on("notice", listen);
  try {
    await client.query(statement);
    return warnings.includes(NOTHING_GRANTED) ? "refused" : "carried out";
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.code === REFUSED ? "refused" : `${error.code ?? ""} ${error.message}`;
  } finally {
    client.off("notice", listen);
  }
}

/** Every statement that was not refused, with what came of it; each finds the session as if new. */
async function notRefused(statements: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const client = new pg.Client({ connectionString: env.databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    for (const statement of statements) {
      const came = await outcome(client, statement);
      if (came !== "refused") found.push(`${statement}: ${came}`);
      await client.query("ROLLBACK");
      await client.query("DISCARD ALL");
    }
  } finally {
    await client.end();
  }
  return found;
}

type Shape = { columns: string[]; triggers: { name: string; function: string }[] };

const shapeOf = (table: string): Promise<Shape> =>
  asOwner(async (client) => {
    const { rows } = await client.query<Shape>(
      `SELECT
         (SELECT coalesce(json_agg(attname ORDER BY attnum), '[]') FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
         (SELECT coalesce(json_agg(json_build_object('name', t.tgname, 'function', p.proname)), '[]')
          FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) AS triggers
       FROM pg_class c WHERE c.oid = to_regclass(format('public.%I', $1::text))`,
      [table],
    );
    const [shape] = rows;
    if (shape === undefined) throw new Error(`There is no table ${table}.`);
    return shape;
  });

const quoted = (name: string) => `"${name}"`;

describe.each(Object.entries(LOG_TABLES))("as the product, on %s", (table, open) => {
  let shape: Shape = { columns: [], triggers: [] };
  beforeAll(async () => {
    shape = await shapeOf(table);
  });
  const on = (statement: string) => statement.replaceAll("{t}", quoted(table));

  test(`${TABLE_ATTACKS.length} of ${TABLE_ATTACKS.length} statements on the table are refused`, async () => {
    expect(await notRefused(TABLE_ATTACKS.map(on))).toEqual([]);
    expect(await shapeOf(table)).toEqual(shape);
  });

  test(`${COLUMN_ATTACKS.length} of ${COLUMN_ATTACKS.length} statements on every closed column are refused`, async () => {
    const closed = shape.columns.filter((column) => !open.includes(column));
    expect(closed.length).toBe(shape.columns.length - open.length);
    const statements = closed.flatMap((column) =>
      COLUMN_ATTACKS.map((statement) => on(statement).replaceAll("{c}", quoted(column))),
    );
    expect(await notRefused(statements)).toEqual([]);
  });

  test(`${TRIGGER_ATTACKS.length} of ${TRIGGER_ATTACKS.length} statements on every trigger are refused`, async () => {
    const statements = shape.triggers.flatMap((trigger) =>
      TRIGGER_ATTACKS.map((statement) =>
        on(statement)
          .replaceAll("{g}", quoted(trigger.name))
          .replaceAll("{f}", quoted(trigger.function)),
      ),
    );
    expect(await notRefused(statements)).toEqual([]);
  });

  test("the columns that stay open can be changed", async () => {
    const statements = open.map((column) =>
      on(`UPDATE {t} SET "${column}" = "${column}" WHERE false`),
    );
    expect(await notRefused(statements)).toEqual(statements.map((each) => `${each}: carried out`));
  });
});

test(`${OTHER_ATTACKS.length} of ${OTHER_ATTACKS.length} ways around the tables are refused`, async () => {
  const [owner, database] = await asOwner(async (client) => {
    const { rows } = await client.query<{ owner: string; database: string }>(
      "SELECT current_user AS owner, current_database() AS database",
    );
    return [rows[0]?.owner ?? "", rows[0]?.database ?? ""];
  });
  const statements = OTHER_ATTACKS.map((statement) =>
    statement.replaceAll("{owner}", owner).replaceAll("{database}", quoted(database)),
  );
  // These are about the session itself: each has one of its own.
  for (const statement of statements) expect(await notRefused([statement])).toEqual([]);
});

test.each([
  `UPDATE "AuditEvent" SET "action" = 'x'`,
  `DELETE FROM "AuditEvent"`,
  `TRUNCATE "AuditEvent" CASCADE`,
])("records are only added, also by the owner of the table: %s", async (statement) => {
  const refusal = asOwner((client) => client.query(statement)).catch(databaseRefusal);
  expect(await refusal).toMatchObject({
    code: "forbidden",
    message: "Records of the log cannot be changed or removed.",
  });
});

test("a privilege too many would be seen here", async () => {
  await asOwner((client) => client.query(`GRANT DELETE ON "AuditEvent" TO gatehouse_app`));
  const [found, ...others] = await notRefused([
    `DELETE FROM "AuditEvent"`,
    `TRUNCATE "AuditEvent"`,
  ]);
  // The trigger still holds, for owners too.
  expect(found).toContain("Records of the log cannot be changed or removed.");
  expect(others).toEqual([]);
  await asOwner((client) => client.query(`REVOKE DELETE ON "AuditEvent" FROM gatehouse_app`));
});

test("every append-only table is on the list", async () => {
  const tables = await asOwner(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
       WHERE t.tgfoid IN ('gatehouse_append_only'::regproc, 'gatehouse_trust_append_only'::regproc)`,
    );
    return rows.map(({ name }) => name);
  });
  expect(tables).toEqual(expect.arrayContaining(["AuditEvent", "TrustEvaluation"]));
  expect(tables.filter((table) => !(table in LOG_TABLES))).toEqual([]);
});
