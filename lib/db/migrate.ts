import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";

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
export async function pendingMigrations(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows: found } = await client.query("select to_regclass('_prisma_migrations') as t");
    if ((found[0] as { t: string | null }).t === null) return wantedMigrations();
    const { rows } = await client.query<{ migration_name: string }>(
      "select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
    );
    const done = new Set(rows.map((row) => row.migration_name));
    return wantedMigrations().filter((name) => !done.has(name));
  } finally {
    await client.end();
  }
}

/**
 * Applies what is pending with `prisma migrate deploy`, and then asks the database itself:
 * the command's exit code alone proves nothing (see DECISIONS.md).
 */
export async function migrate(url: string): Promise<string[]> {
  const pending = await pendingMigrations(url);
  if (pending.length === 0) return [];
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
