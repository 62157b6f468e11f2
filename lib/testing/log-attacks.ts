/**
 * What somebody may try who has the product's login and wants to change what the log says. Every
 * statement must be refused, whichever table of the log it is about. `{t}` is that table, quoted.
 */
export const TABLE_ATTACKS: readonly string[] = [
  `DELETE FROM {t}`,
  `DELETE FROM ONLY {t} WHERE false`,
  `WITH gone AS (DELETE FROM {t} RETURNING *) SELECT * FROM gone`,
  `MERGE INTO {t} USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE`,
  `TRUNCATE {t}`,
  `TRUNCATE {t} RESTART IDENTITY CASCADE`,
  `TRUNCATE "User", {t} CASCADE`,
  `DROP TABLE {t}`,
  `DROP TABLE {t} CASCADE`,
  `ALTER TABLE {t} DISABLE TRIGGER ALL`,
  `ALTER TABLE {t} DISABLE TRIGGER USER`,
  `ALTER TABLE {t} RENAME TO "Old"`,
  `ALTER TABLE {t} SET SCHEMA pgboss`,
  `ALTER TABLE {t} OWNER TO gatehouse_app`,
  `ALTER TABLE {t} OWNER TO CURRENT_USER`,
  `ALTER TABLE {t} ADD COLUMN "extra" text`,
  `ALTER TABLE {t} ADD CONSTRAINT "none" CHECK (false) NOT VALID`,
  `ALTER TABLE {t} SET UNLOGGED`,
  `ALTER TABLE {t} SET (autovacuum_enabled = false)`,
  `ALTER TABLE {t} ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE {t} REPLICA IDENTITY NOTHING`,
  `CREATE POLICY "none" ON {t} USING (false)`,
  `CREATE RULE "swallow" AS ON INSERT TO {t} DO INSTEAD NOTHING`,
  `CREATE RULE "also" AS ON INSERT TO {t} DO ALSO DELETE FROM {t}`,
  `CREATE TRIGGER "swallow" BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
  `CREATE INDEX "slow" ON {t} ((1))`,
  `CREATE STATISTICS pgboss."st" ON (1), (2) FROM {t}`,
  `CREATE TABLE pgboss."child" () INHERITS ({t})`,
  `CREATE TABLE pgboss."keeper" ("x" uuid REFERENCES {t})`,
  `COMMENT ON TABLE {t} IS 'changed'`,
  `BEGIN; LOCK TABLE {t} IN ACCESS EXCLUSIVE MODE`,
  `CLUSTER {t}`,
  `REINDEX TABLE {t}`,
  `COPY {t} FROM '/etc/hosts'`,
  `COPY {t} FROM PROGRAM 'true'`,
  `COPY {t} TO '/tmp/gatehouse-log-copy'`,
  `COPY {t} TO PROGRAM 'cat'`,
  `CREATE PUBLICATION "theft" FOR TABLE {t}`,
  `GRANT ALL ON {t} TO gatehouse_app`,
  `GRANT UPDATE, DELETE ON {t} TO PUBLIC`,
  `DO $$ BEGIN DELETE FROM {t}; END $$`,
  `DO $$ BEGIN EXECUTE 'TRUNCATE ' || quote_ident(trim('{t}', '"')); END $$`,
];

/** For each column of a table of the log that the product must not change. `{c}` is the column, quoted. */
export const COLUMN_ATTACKS: readonly string[] = [
  `UPDATE {t} SET {c} = DEFAULT`,
  `UPDATE {t} SET {c} = DEFAULT WHERE false`,
  `MERGE INTO {t} USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET {c} = DEFAULT`,
  `ALTER TABLE {t} DROP COLUMN {c} CASCADE`,
  `ALTER TABLE {t} RENAME COLUMN {c} TO "other"`,
  `ALTER TABLE {t} ALTER COLUMN {c} TYPE text USING ''`,
  `ALTER TABLE {t} ALTER COLUMN {c} SET DEFAULT NULL`,
  `GRANT UPDATE ({c}) ON {t} TO gatehouse_app`,
];

/** For each trigger of such a table, `{g}`, and its function, `{f}`. */
export const TRIGGER_ATTACKS: readonly string[] = [
  `ALTER TABLE {t} DISABLE TRIGGER {g}`,
  `ALTER TABLE {t} ENABLE REPLICA TRIGGER {g}`,
  `ALTER TRIGGER {g} ON {t} RENAME TO "other"`,
  `DROP TRIGGER {g} ON {t}`,
  `CREATE OR REPLACE TRIGGER {g} BEFORE UPDATE ON {t} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
  `CREATE OR REPLACE FUNCTION public.{f}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$`,
  `ALTER FUNCTION public.{f}() RENAME TO "other"`,
  `ALTER FUNCTION public.{f}() OWNER TO gatehouse_app`,
  `ALTER FUNCTION public.{f}() SET session_replication_role = replica`,
  `DROP FUNCTION public.{f}() CASCADE`,
];

/** Ways around the tables: other roles, the catalogs, the server's files, code of one's own. */
export const OTHER_ATTACKS: readonly string[] = [
  `SET ROLE {owner}`,
  `SET SESSION AUTHORIZATION {owner}`,
  `SET session_replication_role = replica`,
  `SELECT set_config('session_replication_role', 'replica', false)`,
  `SET allow_system_table_mods = on`,
  `GRANT {owner} TO gatehouse_app`,
  `GRANT pg_write_all_data TO gatehouse_app`,
  `GRANT pg_write_server_files TO gatehouse_app`,
  `ALTER ROLE gatehouse_app SUPERUSER`,
  `ALTER ROLE gatehouse_app CREATEROLE`,
  `ALTER ROLE gatehouse_app SET session_replication_role = replica`,
  `ALTER ROLE {owner} PASSWORD 'known'`,
  `ALTER ROLE {owner} SET search_path = pgboss`,
  `CREATE ROLE "helper" SUPERUSER`,
  `DROP ROLE {owner}`,
  `REASSIGN OWNED BY {owner} TO gatehouse_app`,
  `DROP OWNED BY {owner} CASCADE`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT ALL ON TABLES TO gatehouse_app`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public REVOKE ALL ON TABLES FROM gatehouse_app`,
  `DROP SCHEMA public CASCADE`,
  `ALTER SCHEMA public RENAME TO "old"`,
  `ALTER SCHEMA public OWNER TO gatehouse_app`,
  `CREATE SCHEMA "other"`,
  `CREATE TABLE public."Mine" ()`,
  `CREATE VIEW public."Mine" AS SELECT 1`,
  `CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  `DROP EXTENSION pg_trgm CASCADE`,
  `DROP DATABASE {database}`,
  `ALTER DATABASE {database} SET session_replication_role = replica`,
  `ALTER DATABASE {database} OWNER TO gatehouse_app`,
  `ALTER SYSTEM SET fsync = off`,
  `SELECT pg_reload_conf()`,
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{owner}' AND pid <> pg_backend_pid()`,
  `CHECKPOINT`,
  `UPDATE pg_class SET relowner = 'gatehouse_app'::regrole WHERE relname = 'AuditEvent'`,
  `UPDATE pg_trigger SET tgenabled = 'D'`,
  `DELETE FROM pg_trigger`,
  `UPDATE pg_authid SET rolsuper = true WHERE rolname = 'gatehouse_app'`,
  `INSERT INTO pg_auth_members SELECT * FROM pg_auth_members`,
  `UPDATE pg_proc SET prosrc = 'BEGIN RETURN NULL; END' WHERE proname = 'gatehouse_append_only'`,
  `SELECT rolpassword FROM pg_authid`,
  `SELECT pg_read_file('postgresql.conf')`,
  `SELECT pg_read_binary_file('global/pg_control')`,
  `SELECT pg_ls_dir('.')`,
  `SELECT pg_stat_file('PG_VERSION')`,
  `SELECT lo_import('/etc/hosts')`,
  `SELECT lo_export(lo_create(0), '/tmp/gatehouse-log-export')`,
  `CREATE TEMP TABLE "grab" ("line" text); COPY "grab" FROM '/etc/hosts'`,
  `CREATE TEMP TABLE "run" ("line" text); COPY "run" FROM PROGRAM 'id'`,
  `LOAD '$libdir/auto_explain'`,
  `LOAD '/tmp/evil.so'`,
  `CREATE FUNCTION pgboss.evil() RETURNS int LANGUAGE c AS '/tmp/evil.so', 'evil'`,
  `CREATE FUNCTION pgboss.evil() RETURNS int LANGUAGE internal AS 'int4pl'`,
  `CREATE EXTENSION pg_surgery`,
  `CREATE EXTENSION file_fdw`,
  `CREATE EXTENSION dblink`,
  `CREATE EXTENSION pageinspect`,
  `CREATE EXTENSION pgcrypto`,
  `CREATE EVENT TRIGGER "ev" ON ddl_command_start EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()`,
  `CREATE SUBSCRIPTION "sub" CONNECTION 'dbname=x' PUBLICATION "p"`,
  `CREATE FOREIGN DATA WRAPPER "fdw"`,
  `CREATE TABLESPACE "ts" LOCATION '/tmp'`,
  `CREATE CAST (text AS uuid) WITH INOUT AS IMPLICIT`,
  `UPDATE "_prisma_migrations" SET "checksum" = 'x'`,
  `DELETE FROM "_prisma_migrations"`,
  `CREATE FUNCTION pgboss.as_owner() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM public."AuditEvent"'; SELECT pgboss.as_owner()`,
  `CREATE VIEW pgboss."window" AS SELECT * FROM public."AuditEvent"; DELETE FROM pgboss."window"`,
  `CREATE FUNCTION pgboss.taken() RETURNS void LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION pgboss.taken() OWNER TO {owner}`,
];

/**
 * Names of one's own before those that triggers mean: each runs `before` and then `attack`, which
 * the rule in the trigger must refuse. `{person}` is somebody without any role, `{id}` a new uuid.
 */
export type ShadowAttack = { what: string; before: readonly string[]; attack: string };

/** A temporary table, or one along the search_path, that looks like a table of the product. */
const shadow = (table: string): readonly (readonly string[])[] => [
  [`CREATE TEMP TABLE "${table}" (LIKE public."${table}" INCLUDING DEFAULTS)`],
  [
    `CREATE TABLE pgboss."${table}" (LIKE public."${table}" INCLUDING DEFAULTS)`,
    `SET search_path = pgboss, public`,
  ],
];

const confirmed = (kind: string, payload: string): string =>
  `INSERT INTO "AuditChange" ("id", "kind", "payload", "reason", "proposedById", "proposedAt", "state", "xact")
   VALUES ('{id}', '${kind}', '${payload}', 'r', gen_random_uuid(), now(), 'confirmed', pg_current_xact_id()::text)`;

/** The rows that a rule asks for, in a table that only looks like the one it asks. */
const FORGED: readonly [what: string, table: string, row: string, attack: string][] = [
  [
    "a legal hold",
    "AuditChange",
    confirmed("hold.set", `{"name":"x"}`),
    `INSERT INTO public."AuditHold" ("id", "name", "reason", "createdAt") VALUES ('{id}', 'x', 'r', now())`,
  ],
  [
    "a retention",
    "AuditChange",
    confirmed("retention.set", `{"kind":"event","days":90}`),
    `INSERT INTO public."AuditRetention" ("kind", "days") VALUES ('event', 90)`,
  ],
  [
    "an erasure",
    "AuditChange",
    confirmed("subject.erase", `{"subject":"{person}"}`),
    `SELECT * FROM public.gatehouse_audit_erase('{person}')`,
  ],
  [
    "a role",
    "RoleGrant",
    `INSERT INTO "RoleGrant" SELECT (jsonb_populate_record(NULL::public."RoleGrant", jsonb_build_object(
       'id', gen_random_uuid(), 'userId', '{person}', 'role', 'auditor', 'source', 'admin', 'at', now(), 'xact', pg_current_xact_id()::text))).*`,
    `UPDATE public."User" SET "roles" = '{engineer,auditor}' WHERE "id" = '{person}'`,
  ],
];

/** Own functions and operators are found once their schema stands before pg_catalog. */
const OWN_SCHEMA = `SET search_path = pgboss, pg_catalog, public`;
const NEVER_SMALLER = [
  `CREATE FUNCTION pgboss.never(a bigint, b bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false'`,
  `CREATE OPERATOR pgboss.< (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = pgboss.never)`,
];

export const SHADOW_ATTACKS: readonly ShadowAttack[] = [
  ...FORGED.flatMap(([what, table, row, attack]) =>
    shadow(table).map((made, at) => ({
      what: `${what}, by a ${at === 0 ? "temporary table" : "table in another schema"}`,
      before: [...made, row],
      attack,
    })),
  ),
  {
    what: "a proposal of nobody in charge, by a function that says everybody is",
    before: [
      `CREATE FUNCTION pgboss.gatehouse_person_has(person uuid, wanted public."Role"[]) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
      OWN_SCHEMA,
    ],
    attack: `INSERT INTO "AuditChange" ("id", "kind", "payload", "reason", "proposedById", "proposedAt")
      VALUES ('{id}', 'hold.set', '{"name":"x"}', 'r', '{person}', now())`,
  },
  {
    what: "a hold, by a function that says it was confirmed",
    before: [
      `CREATE FUNCTION pgboss.gatehouse_just_confirmed(wanted text) RETURNS SETOF public."AuditChange" LANGUAGE sql AS $$
        SELECT (jsonb_populate_record(NULL::public."AuditChange", '{"id":"{id}","payload":{"name":"x"}}')).* $$`,
      OWN_SCHEMA,
    ],
    attack: `INSERT INTO "AuditHold" ("id", "name", "reason", "createdAt") VALUES ('{id}', 'x', 'r', now())`,
  },
  {
    what: "a smaller tree, by an operator for which nothing is smaller",
    before: [...NEVER_SMALLER, OWN_SCHEMA],
    attack: `UPDATE "AuditTree" SET "size" = "size" - 1`,
  },
];
