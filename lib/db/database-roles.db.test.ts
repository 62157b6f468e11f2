import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { appUrl, ensureAppLogin } from "./app-role.ts";
import { requireSafeDatabase } from "./check-role.ts";
import { connected } from "./connect.ts";
import { startEmbedded, type EmbeddedDatabase } from "./embedded/start-embedded.ts";
import { migrate, pendingMigrations } from "./migrate.ts";

// The role belongs to a whole server: these tests have a server to themselves, with the settings of
// production.
const MIGRATIONS = path.resolve(import.meta.dirname, "../../prisma/migrations");
const ROLES = "20261126205000_database_roles";
const BEFORE = fs.readdirSync(MIGRATIONS).filter((name) => name < ROLES && /^\d/.test(name));
const sqlOf = (name: string) =>
  fs.readFileSync(path.join(MIGRATIONS, name, "migration.sql"), "utf8");

const root = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-roles-"));
fs.chmodSync(root, 0o755);
let server: EmbeddedDatabase;
let last = 0;

beforeAll(async () => {
  server = await startEmbedded({ root, database: "postgres", durable: true });
  await asSuperuser("DROP ROLE gatehouse_app");
});
afterAll(async () => {
  await server.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

const asSuperuser = (...statements: string[]) =>
  connected(server.ownerUrl, async (client) => {
    for (const statement of statements) await client.query(statement);
  });

/** An address on this server. */
function at(database: string, login?: { name: string; password: string }): string {
  const url = new URL(server.ownerUrl);
  url.pathname = `/${database}`;
  if (login) [url.username, url.password] = [login.name, login.password];
  return url.toString();
}

/** A database and its owner, who is no superuser. */
async function databaseOf(attributes = ""): Promise<{ owner: string; name: string; url: string }> {
  const name = `db_${++last}`;
  const owner = `owner_${last}`;
  await asSuperuser(
    `CREATE ROLE ${owner} LOGIN PASSWORD 'p' ${attributes}`,
    `CREATE DATABASE ${name} OWNER ${owner}`,
  );
  return { owner, name, url: at(name, { name: owner, password: "p" }) };
}

const run = (url: string, sql: string) => connected(url, (client) => client.query(sql));

afterEach(async () => {
  const { rows } = await connected(server.ownerUrl, (client) =>
    client.query<{ datname: string }>("SELECT datname FROM pg_database WHERE datname ~ '^db_'"),
  );
  for (const { datname } of rows) await asSuperuser(`DROP DATABASE ${datname} WITH (FORCE)`);
  await asSuperuser("DROP ROLE IF EXISTS gatehouse_app");
});

const safe = (databaseUrl: string) =>
  requireSafeDatabase({ databaseUrl, throwAwayDatabase: false });

describe("all migrations run", () => {
  test("by an owner who is no superuser, and make a role that serves safely", async () => {
    const { url } = await databaseOf("CREATEROLE");
    expect(await migrate(url)).toContain(ROLES);
    await expect(run(appUrl(url, "secret-1"), "SELECT 1")).rejects.toThrow();
    await ensureAppLogin(url, "secret-1");
    await safe(appUrl(url, "secret-1"));
    // A changed password is taken over; the one before is none.
    await ensureAppLogin(url, "pässwörd ②");
    await safe(appUrl(url, "pässwörd ②"));
    await expect(run(appUrl(url, "secret-1"), "SELECT 1")).rejects.toThrow(/authentication/);
    // What later migrations make is the product's to use, and which ones ran is not its to write.
    await run(url, `CREATE TABLE "Later" ("id" serial)`);
    await run(appUrl(url, "pässwörd ②"), `INSERT INTO "Later" DEFAULT VALUES; DELETE FROM "Later"`);
    expect(await pendingMigrations(appUrl(url, "pässwörd ②"))).toEqual([]);
    await expect(
      run(appUrl(url, "pässwörd ②"), `DELETE FROM "_prisma_migrations"`),
    ).rejects.toThrow(/permission denied/);
  });

  test("only once a superuser ran what the refusal says, where the owner makes no roles", async () => {
    const { url, owner } = await databaseOf();
    const refusal = await migrate(url).catch((error: unknown) => String(error));
    const statements = `CREATE ROLE gatehouse_app; GRANT gatehouse_app TO ${owner};`;
    expect(refusal).toMatch(new RegExp(`run, as a superuser, ${statements}$`));
    // Nothing was begun that would have to be resolved by hand.
    expect(await pendingMigrations(url)).toContain(BEFORE[0]);
    await asSuperuser(...statements.split("; "));
    expect(await migrate(url)).toContain(ROLES);
  });

  test("by another owner in another database of the same server", async () => {
    const [first, second] = [await databaseOf("CREATEROLE"), await databaseOf("CREATEROLE")];
    for (const name of [...BEFORE, ROLES]) await run(first.url, sqlOf(name));
    const refusal = await migrate(second.url).catch((error: unknown) => String(error));
    expect(refusal).toMatch(/run, as a superuser, GRANT gatehouse_app TO owner_\d+;$/);
    await asSuperuser(`GRANT gatehouse_app TO ${second.owner}`);
    for (const name of [...BEFORE, ROLES]) await run(second.url, sqlOf(name));
  });
});

test.each(["superuser", "owner"])(
  "two databases of one server get the role at the same moment: as %s",
  async (who) => {
    const [first, second] = [await databaseOf("CREATEROLE"), await databaseOf("CREATEROLE")];
    const urls = who === "owner" ? [first.url, first.url] : [at(first.name), at(second.name)];
    // One owner has two databases.
    if (who === "owner") {
      await asSuperuser(`ALTER DATABASE ${second.name} OWNER TO ${first.owner}`);
      urls[1] = at(second.name, { name: first.owner, password: "p" });
    }
    const [one, other] = urls.map((url) => new pg.Client({ connectionString: url }));
    if (!one || !other) throw new Error("two connections are needed");
    try {
      for (const client of [one, other]) {
        await client.connect();
        for (const name of BEFORE) await client.query(sqlOf(name));
      }
      await one.query("BEGIN");
      await one.query(sqlOf(ROLES));
      const { rows } = await other.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      const waiting = other.query(sqlOf(ROLES));
      // It stands at the row that the first has not committed yet.
      await expect
        .poll(async () => (await blockersOf(rows[0]?.pid ?? 0)).length, { timeout: 10_000 })
        .toBe(1);
      await one.query("COMMIT");
      await waiting;
    } finally {
      await Promise.all([one.end(), other.end()]);
    }
  },
);

const blockersOf = (pid: number): Promise<number[]> =>
  connected(server.ownerUrl, async (client) => {
    const { rows } = await client.query<{ pids: number[] }>("SELECT pg_blocking_pids($1) AS pids", [
      pid,
    ]);
    return rows[0]?.pids ?? [];
  });

describe("a database from before the role", () => {
  const boss = (connectionString: string, createSchema: boolean) => {
    const made = new PgBoss({ connectionString, createSchema, supervise: false, schedule: false });
    made.on("error", () => undefined);
    return made;
  };

  test.each(["superuser", "owner"])(
    "keeps its jobs, and the product keeps its queue from there on: as %s",
    async (who) => {
      const { url: ownersUrl, name } = await databaseOf("CREATEROLE");
      const url = who === "owner" ? ownersUrl : at(name);
      for (const each of BEFORE) await run(url, sqlOf(each));
      const before = boss(url, true);
      await before.start();
      await before.createQueue("plain");
      await before.createQueue("parts", { partition: true });
      const id = await before.send("plain", { from: "before" });
      await before.stop();

      await run(url, sqlOf(ROLES));
      await ensureAppLogin(url, "p");
      const app = appUrl(url, "p");
      await safe(app);
      const after = boss(app, false);
      await after.start();
      expect(await after.fetch("plain")).toMatchObject([{ id, data: { from: "before" } }]);
      await after.createQueue("more", { partition: true });
      await after.send("parts", { from: "after" });
      await after.deleteQueue("parts");
      await after.stop();
      // Whatever an upgrade of the queue alters must be the product's own.
      const { rows } = await run(
        url,
        `SELECT relname FROM pg_class WHERE relnamespace = 'pgboss'::regnamespace AND relowner <> 'gatehouse_app'::regrole
         UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'pgboss'::regnamespace AND proowner <> 'gatehouse_app'::regrole
         UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'pgboss'::regnamespace AND typowner <> 'gatehouse_app'::regrole`,
      );
      expect(rows).toEqual([]);
    },
  );
});

test.each(["fsync", "full_page_writes", "synchronous_commit"])(
  "a server with %s off is refused by name, and accepted once that is on",
  async (name) => {
    const { name: database } = await databaseOf();
    const url = at(database);
    for (const each of [...BEFORE, ROLES]) await run(url, sqlOf(each));
    await ensureAppLogin(url, "p");
    const now = () =>
      connected(url, async (client) => {
        const { rows } = await client.query<{ value: string }>(
          "SELECT current_setting($1) AS value",
          [name],
        );
        return rows[0]?.value;
      });
    const set = async (statement: string, value: string) => {
      await asSuperuser(statement, "SELECT pg_reload_conf()");
      await expect.poll(now, { timeout: 10_000 }).toBe(value);
    };
    await set(`ALTER SYSTEM SET ${name} = off`, "off");
    await expect(safe(appUrl(url, "p"))).rejects.toThrow(`DATABASE_URL: ${name} is off`);
    await set(`ALTER SYSTEM SET ${name} = on`, "on");
    await safe(appUrl(url, "p"));
    await asSuperuser(`ALTER SYSTEM RESET ${name}`);
  },
);
