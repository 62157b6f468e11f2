import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Env } from "#lib/config/env.ts";
import { SettingError } from "#lib/config/setting-error.ts";
import { APP_ROLE } from "./app-role.ts";
import { connected, connectError, reasonOf } from "./connect.ts";
import { LOG_TABLES } from "./log-tables.ts";

type Settings = Pick<Env, "databaseUrl" | "throwAwayDatabase">;
/** `serve` also needs to add to the log; `look` may be an auditor's login that only reads. */
type Use = "serve" | "look";

const WAIT_MS = 30_000;
const RETRY_MS = 500;

/** Settings without which a record that was acknowledged may be lost or torn by a crash. */
const DURABILITY = ["fsync", "full_page_writes", "synchronous_commit"] as const;

/**
 * Refuses a database in which the log proves nothing: the role we connect with could change it, or
 * what is committed is not safe on disk. Waits up to 30 s for one that is still starting.
 * @throws SettingError, a sentence that says what to run.
 */
export async function requireSafeDatabase(settings: Settings, use: Use = "serve"): Promise<void> {
  const { databaseUrl: url, throwAwayDatabase } = settings;
  if (url === undefined) throw new SettingError("DATABASE_URL is not set.");
  await waitForDatabase(url);
  const fault = await connected(url, async (client) => {
    const lost = throwAwayDatabase ? null : await durabilityFault(client);
    return lost ?? (await roleFault(client, use));
  });
  if (fault !== null) throw new SettingError(`DATABASE_URL: ${fault}`);
}

/** A refusal by PostgreSQL itself (it has a SQLSTATE) does not pass by waiting, but while it starts. */
async function waitForDatabase(url: string): Promise<void> {
  const STARTING = "57P03";
  for (const deadline = Date.now() + WAIT_MS; ; await sleep(RETRY_MS)) {
    const error: (Error & { code?: string }) | null = await connectError(url);
    if (error === null) return;
    const final = /^[0-9A-Z]{5}$/.test(error.code ?? "") && error.code !== STARTING;
    if (final || Date.now() > deadline)
      throw new SettingError(
        `DATABASE_URL: the database cannot be used (${reasonOf(error)}); node scripts/migrate.ts prepares it.`,
      );
  }
}

async function durabilityFault(client: pg.Client): Promise<string | null> {
  for (const name of DURABILITY) {
    const { rows } = await client.query<{ value: string }>("SELECT current_setting($1) AS value", [
      name,
    ]);
    if (rows[0]?.value === "off")
      return `${name} is off, so that a crash may lose records of the log: run ALTER SYSTEM SET ${name} = on, then SELECT pg_reload_conf().`;
  }
  return null;
}

/**
 * Every role that the session is, may become (SET ROLE) or inherits from; RESET ROLE leads back to
 * `session_user`. A superuser is a member of every role, so that is asked first.
 */
const REACHABLE = `SELECT r.oid, r.rolname, r.rolsuper, r.rolcreaterole FROM pg_roles r WHERE pg_has_role(session_user, r.oid, 'MEMBER')`;

/** Members of these read or write any file of the server, the tables' files and passwords included. */
const FILE_ROLES = ["pg_read_server_files", "pg_write_server_files", "pg_execute_server_program"];

const FACTS = `
  WITH reachable AS (${REACHABLE}),
  log AS (SELECT c.* FROM pg_class c WHERE c.oid IN (SELECT to_regclass(format('public.%I', t)) FROM unnest($1::text[]) t))
  SELECT
    session_user::text AS "role",
    to_regclass('public."AuditEvent"') IS NOT NULL AS "migrated",
    (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) AS "superuser",
    (SELECT min(rolname) FROM reachable WHERE rolsuper) AS "becomesSuperuser",
    (SELECT bool_or(rolcreaterole) FROM reachable) AS "makesRoles",
    (SELECT min(rolname) FROM reachable WHERE rolname = ANY ($2)) AS "filesRole",
    (SELECT min(relname) FROM log WHERE relowner IN (SELECT oid FROM reachable)) AS "ownsTable",
    EXISTS (SELECT FROM log JOIN pg_namespace n ON n.oid = log.relnamespace WHERE n.nspowner IN (SELECT oid FROM reachable)) AS "ownsSchema",
    EXISTS (SELECT FROM pg_database WHERE datname = current_database() AND datdba IN (SELECT oid FROM reachable)) AS "ownsDatabase",
    (SELECT min(p.proname) FROM log JOIN pg_trigger t ON t.tgrelid = log.oid JOIN pg_proc p ON p.oid = t.tgfoid
      WHERE NOT t.tgisinternal AND p.proowner IN (SELECT oid FROM reachable)) AS "ownsGuard",
    (SELECT bool_or(has_schema_privilege(oid, 'public', 'CREATE')) FROM reachable) AS "addsToSchema",
    current_schema()::text AS "schema"`;

/** Also what every role may (PUBLIC), which each one's privileges include. */
const PRIVILEGES = `
  SELECT t."table", p.privilege
  FROM jsonb_to_recordset($1) AS t("table" text, "open" text[])
  JOIN pg_class c ON c.oid = to_regclass(format('public.%I', t."table"))
  CROSS JOIN (${REACHABLE}) r
  CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p(privilege)
  WHERE CASE WHEN p.privilege = 'UPDATE' THEN EXISTS (
      SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND NOT a.attname = ANY (t."open") AND has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE'))
    ELSE has_table_privilege(r.oid, c.oid, p.privilege) END
  LIMIT 1`;

type Facts = {
  role: string;
  migrated: boolean;
  superuser: boolean;
  becomesSuperuser: string | null;
  makesRoles: boolean;
  filesRole: string | null;
  ownsTable: string | null;
  ownsSchema: boolean;
  ownsDatabase: boolean;
  ownsGuard: string | null;
  addsToSchema: boolean;
  /** Where its tables without a schema are. */
  schema: string | null;
};

async function roleFault(client: pg.Client, use: Use): Promise<string | null> {
  const { rows } = await client.query<Facts>(FACTS, [Object.keys(LOG_TABLES), FILE_ROLES]);
  const [facts] = rows;
  if (facts === undefined) throw new Error("PostgreSQL told nothing about the role.");
  if (!facts.migrated)
    return "the database lacks the tables of the product: run node scripts/migrate.ts first.";
  const power = powerOf(facts) ?? (await privilegeOf(client));
  if (power !== null)
    return `the role ${facts.role} could change the log (${power}): run ALTER ROLE ${APP_ROLE} LOGIN PASSWORD '…', connect as ${APP_ROLE}, and keep the role that owns the tables in DATABASE_OWNER_URL for node scripts/migrate.ts.`;
  if (facts.schema !== "public")
    return `the role ${facts.role} looks for tables elsewhere before the schema public: run ALTER ROLE ${facts.role} RESET search_path.`;
  const { rows: may } = await client.query<{ add: boolean }>(
    `SELECT has_table_privilege('public."AuditEvent"', 'INSERT') AS add`,
  );
  if (use === "serve" && !may[0]?.add)
    return `the role ${facts.role} may not add to the log: run GRANT ${APP_ROLE} TO ${facts.role}.`;
  return null;
}

/** What the role is or owns that lets it change the log; null when nothing does. */
function powerOf(facts: Facts): string | null {
  const powers: readonly [boolean | string | null, string][] = [
    [facts.superuser, "it is a superuser"],
    [facts.becomesSuperuser, `it may become ${facts.becomesSuperuser}, a superuser`],
    [facts.makesRoles, "it may create roles"],
    [facts.filesRole, `it is a member of ${facts.filesRole}`],
    [facts.ownsTable, `it owns the table ${facts.ownsTable}, or may become who does`],
    [facts.ownsDatabase, "it owns the database, or may become who does"],
    [facts.ownsSchema, "it owns the schema public, or may become who does"],
    [facts.ownsGuard, `it owns the function ${facts.ownsGuard}, or may become who does`],
    [facts.addsToSchema, "it may create objects in the schema public"],
  ];
  return powers.find(([holds]) => holds !== null && holds !== false)?.[1] ?? null;
}

async function privilegeOf(client: pg.Client): Promise<string | null> {
  const tables = Object.entries(LOG_TABLES).map(([table, open]) => ({ table, open }));
  const { rows } = await client.query<{ table: string; privilege: string }>(PRIVILEGES, [
    JSON.stringify(tables),
  ]);
  const [found] = rows;
  return found ? `it has the privilege ${found.privilege} on ${found.table}` : null;
}
