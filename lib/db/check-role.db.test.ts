import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, test, vi } from "vitest";
import { env, SettingError } from "#lib/config/env.ts";
import { runAsOwner, testUrls } from "#lib/testing/copy-database.ts";
import { requireSafeDatabase } from "./check-role.ts";

// Grants on tables and owners of them are this database's; roles are the whole server's.
const drop = await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  return ownDatabase("check_role");
});

const RUN = `t${randomBytes(4).toString("hex")}`;
const made: string[] = [];

/** A login of its own and its address; `{r}` in the statements is its name, `{g}` another role's. */
async function login(statements: readonly string[], attributes = ""): Promise<string> {
  const name = `${RUN}_${made.length}`;
  const group = `${name}_group`;
  made.push(name, group);
  const all = [
    `CREATE ROLE {r} LOGIN PASSWORD 'p' ${attributes}`,
    `CREATE ROLE {g} NOLOGIN`,
    ...statements,
  ];
  for (const statement of all)
    await runAsOwner(statement.replaceAll("{r}", name).replaceAll("{g}", group));
  const { url } = testUrls();
  [url.username, url.password] = [name, "p"];
  return url.toString();
}

afterAll(async () => {
  await drop();
  for (const name of made) await runAsOwner(`DROP ROLE IF EXISTS ${name}`);
});

const ask = (databaseUrl: string, use?: "look") =>
  requireSafeDatabase({ databaseUrl, throwAwayDatabase: true }, use).then(
    () => "safe",
    (error: unknown) => (error instanceof SettingError ? error.message : String(error)),
  );

const MEMBER = "GRANT gatehouse_app TO {r}";

describe("a role that only adds to the log is safe", () => {
  test("the product's own", async () => {
    expect(await ask(env.databaseUrl ?? "")).toBe("safe");
  });

  test("a member of it", async () => {
    expect(await ask(await login([MEMBER]))).toBe("safe");
  });

  test("one with equal grants", async () => {
    const url = await login([`GRANT SELECT, INSERT ON "AuditEvent" TO {r}`]);
    expect(await ask(url)).toBe("safe");
  });

  test("one that only reads may look, and does not serve", async () => {
    const url = await login([`GRANT SELECT ON "AuditEvent" TO {r}`]);
    expect(await ask(url, "look")).toBe("safe");
    expect(await ask(url)).toMatch(
      /^DATABASE_URL: the role \S+ may not add to the log: run GRANT gatehouse_app TO \S+\.$/,
    );
  });
});

/** What a role is or may become, how PostgreSQL is told so, and what the refusal says of it. */
const POWERS: readonly [string, RegExp, readonly string[], string?][] = [
  ["a superuser", /it is a superuser/, [MEMBER], "SUPERUSER"],
  [
    "a member of a superuser",
    /it may become \S+_group, a superuser/,
    [MEMBER, "ALTER ROLE {g} SUPERUSER", "GRANT {g} TO {r}"],
  ],
  [
    "a member of a superuser without using or setting it, but able to grant it to itself",
    /it may become \S+_group, a superuser/,
    [
      MEMBER,
      "ALTER ROLE {g} SUPERUSER",
      "GRANT {g} TO {r} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE",
    ],
  ],
  [
    "a superuser's member that begins as the product's role",
    /it may become \S+_group, a superuser/,
    [
      MEMBER,
      "ALTER ROLE {g} SUPERUSER",
      "GRANT {g} TO {r}",
      "ALTER ROLE {r} SET role = 'gatehouse_app'",
    ],
  ],
  ["one that makes roles", /it may create roles/, [MEMBER], "CREATEROLE"],
  [
    "one that writes the server's files",
    /member of pg_write_server_files/,
    [MEMBER, "GRANT pg_write_server_files TO {r}"],
  ],
  [
    "one that reads the server's files",
    /member of pg_read_server_files/,
    [MEMBER, "GRANT pg_read_server_files TO {r}"],
  ],
  [
    "one that runs programs",
    /member of pg_execute_server_program/,
    [MEMBER, "GRANT {g} TO {r}", "GRANT pg_execute_server_program TO {g}"],
  ],
  [
    "one that writes all data",
    /privilege (UPDATE|DELETE) on \w+/,
    [MEMBER, "GRANT pg_write_all_data TO {r}"],
  ],
  [
    "one that may update",
    /privilege UPDATE on AuditEvent/,
    [MEMBER, `GRANT UPDATE ON "AuditEvent" TO {r}`],
  ],
  [
    "one that may update a column",
    /privilege UPDATE on AuditEvent/,
    [MEMBER, `GRANT UPDATE ("action") ON "AuditEvent" TO {r}`],
  ],
  [
    "one that may delete",
    /privilege DELETE on AuditEvent/,
    [MEMBER, `GRANT DELETE ON "AuditEvent" TO {r}`],
  ],
  [
    "one that may truncate",
    /privilege TRUNCATE on AuditEvent/,
    [MEMBER, `GRANT TRUNCATE ON "AuditEvent" TO {r}`],
  ],
  [
    "one that may make triggers",
    /privilege TRIGGER on AuditEvent/,
    [MEMBER, `GRANT TRIGGER ON "AuditEvent" TO {r}`],
  ],
  [
    "one that may put objects beside the tables",
    /it may create objects in the schema public/,
    [MEMBER, `GRANT CREATE ON SCHEMA public TO {r}`],
  ],
  [
    "one that may become who may delete",
    /privilege DELETE on AuditEvent/,
    [MEMBER, `GRANT DELETE ON "AuditEvent" TO {g}`, "GRANT {g} TO {r} WITH INHERIT FALSE"],
  ],
];

/** Owners, of whom there is one: each is given back before the next case. */
const OWNERS: readonly [string, RegExp, string, string][] = [
  [
    "the table",
    /it owns the table AuditEvent, or may become who does/,
    `ALTER TABLE "AuditEvent" OWNER TO {o}`,
    `ALTER TABLE "AuditEvent" OWNER TO CURRENT_USER`,
  ],
  [
    "the schema",
    /it owns the schema public/,
    `ALTER SCHEMA public OWNER TO {o}`,
    `ALTER SCHEMA public OWNER TO pg_database_owner`,
  ],
  [
    "the database",
    /it owns the database/,
    `ALTER DATABASE {d} OWNER TO {o}`,
    `ALTER DATABASE {d} OWNER TO CURRENT_USER`,
  ],
  [
    "the function that guards",
    /it owns the function gatehouse_append_only/,
    `ALTER FUNCTION gatehouse_append_only() OWNER TO {o}`,
    `ALTER FUNCTION gatehouse_append_only() OWNER TO CURRENT_USER`,
  ],
];

const SENTENCE =
  /^DATABASE_URL: the role \w+ could change the log \(.+\): run ALTER ROLE gatehouse_app LOGIN PASSWORD '…', connect as gatehouse_app, and keep the role that owns the tables in DATABASE_OWNER_URL for node scripts\/migrate\.ts\.$/;

describe("a role that could change the log is refused, and the sentence says what to run", () => {
  test.each(POWERS)("%s", async (_who, why, statements, attributes) => {
    const answer = await ask(await login(statements, attributes));
    expect(answer).toMatch(why);
    expect(answer).toMatch(SENTENCE);
  });

  describe.each(["{r}", "{g}"] as const)("as owner or as member of the owner: %s", (who) => {
    test.each(OWNERS)("of %s", async (_what, why, give, takeBack) => {
      const at = `"${testUrls().url.pathname.slice(1)}"`;
      const statement = (text: string) => text.replace("{d}", at).replace("{o}", who);
      const url = await login([MEMBER, "GRANT {g} TO {r}", statement(give)]);
      const answer = await ask(url);
      await runAsOwner(statement(takeBack));
      expect(answer).toMatch(why);
      expect(answer).toMatch(SENTENCE);
      expect(await ask(url)).toBe("safe");
    });
  });

  test("one that may what everybody may", async () => {
    const url = await login([MEMBER, `GRANT DELETE ON "AuditEvent" TO PUBLIC`]);
    expect(await ask(url)).toMatch(/privilege DELETE on AuditEvent/);
    await runAsOwner(`REVOKE DELETE ON "AuditEvent" FROM PUBLIC`);
    expect(await ask(url)).toBe("safe");
  });

  test("the owner that migrations run as", async () => {
    expect(await ask(env.databaseOwnerUrl ?? "")).toMatch(/the role postgres could change the log/);
  });
});

test("a role for which other tables stand before those of the log is refused, and told what to run", async () => {
  const url = await login([MEMBER, "ALTER ROLE {r} SET search_path = pgboss, public"]);
  expect(await ask(url)).toMatch(
    /^DATABASE_URL: the role (\S+) looks for tables elsewhere before the schema public: run ALTER ROLE \1 RESET search_path\.$/,
  );
});

test("a database that may lose what it acknowledged is refused", async () => {
  const asked = requireSafeDatabase({ databaseUrl: env.databaseUrl, throwAwayDatabase: false });
  await expect(asked).rejects.toThrow(
    /^DATABASE_URL: fsync is off, .*: run ALTER SYSTEM SET fsync = on, then SELECT pg_reload_conf\(\)\.$/,
  );
});

test("a database without tables and a wrong password are one sentence each", async () => {
  const empty = `${RUN}_empty`;
  await runAsOwner(`CREATE DATABASE ${empty}`);
  const [url, wrong] = [new URL(env.databaseUrl ?? ""), new URL(env.databaseUrl ?? "")];
  url.pathname = `/${empty}`;
  expect(await ask(url.toString())).toBe(
    "DATABASE_URL: the database lacks the tables of the product: run node scripts/migrate.ts first.",
  );
  await runAsOwner(`DROP DATABASE ${empty} WITH (FORCE)`);
  wrong.password = "wrong";
  const answer = await ask(wrong.toString());
  expect(answer).toMatch(
    /^DATABASE_URL: the database cannot be used \(password authentication failed .*\.$/,
  );
  expect(answer).not.toContain("wrong");
});
