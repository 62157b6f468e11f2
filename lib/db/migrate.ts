import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { SettingError } from "#lib/config/setting-error.ts";
import { APP_ROLE } from "./app-role.ts";
import { connected } from "./connect.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Names of the migrations in the checkout, oldest first. */
function wantedMigrations(): string[] {
  return fs
    .readdirSync(path.join(ROOT, "prisma", "migrations"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Migrations of the checkout that a database has not finished. */
export function pendingMigrations(url: string): Promise<string[]> {
  return connected(url, async (client) => {
    const { rows: found } = await client.query("select to_regclass('_prisma_migrations') as t");
    if ((found[0] as { t: string | null }).t === null) return wantedMigrations();
    const { rows } = await client.query<{ migration_name: string }>(
      "select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
    );
    const done = new Set(rows.map((row) => row.migration_name));
    return wantedMigrations().filter((name) => !done.has(name));
  });
}

/**
 * Asks before, because a migration that failed half-way must be resolved by hand: whoever migrates
 * makes the role of the product, or is a member of it, to give it what it owns.
 */
async function refuseWithoutRole(url: string): Promise<void> {
  const { rows } = await connected(url, (client) =>
    client.query<{ role: string; makes: boolean; there: boolean; gives: boolean }>(
      `SELECT quote_ident(current_user) AS role, me.rolsuper OR me.rolcreaterole AS makes,
         EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS there,
         EXISTS (SELECT FROM pg_roles r WHERE r.rolname = $1 AND (pg_has_role(r.oid, 'MEMBER')
           -- Until PostgreSQL 16 who may create roles could also give them.
           OR me.rolcreaterole AND current_setting('server_version_num')::int < 160000)) AS gives
       FROM pg_roles me WHERE me.rolname = current_user`,
      [APP_ROLE],
    ),
  );
  const [me] = rows;
  if (!me || me.gives || (me.makes && !me.there)) return;
  const statements = `${me.there ? "" : `CREATE ROLE ${APP_ROLE}; `}GRANT ${APP_ROLE} TO ${me.role};`;
  throw new SettingError(
    `DATABASE_OWNER_URL: the role ${me.role} can give ${APP_ROLE} nothing: run, as a superuser, ${statements}`,
  );
}

/**
 * Applies what is pending with `prisma migrate deploy`, and then asks the database itself:
 * the command's exit code alone proves nothing (see DECISIONS.md).
 */
export async function migrate(url: string): Promise<string[]> {
  const pending = await pendingMigrations(url);
  if (pending.length === 0) return [];
  if (pending.some((name) => name.endsWith("_database_roles"))) await refuseWithoutRole(url);
  const output = await run(["migrate", "deploy"], url);
  const left = await pendingMigrations(url);
  if (left.length > 0)
    throw new Error(`Migration ${left[0] ?? ""} was not applied.\n${output.slice(-2000)}`);
  return pending;
}

function run(args: string[], url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(ROOT, "scripts", "prisma.mjs"), ...args], {
      cwd: ROOT,
      // eslint-disable-next-line no-restricted-properties -- a child needs our PATH and HOME; nothing is read here
      env: { ...process.env, DATABASE_URL: url },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", () => resolve(output));
  });
}
