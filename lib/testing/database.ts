import { randomBytes } from "node:crypto";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "#lib/db/embedded/start-embedded.ts";
import { migrate } from "#lib/db/migrate.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/**
 * Vitest's global set-up: a real PostgreSQL and a fresh database for this run. Tests connect as the
 * product does, by DATABASE_URL; what the product may not do goes by DATABASE_OWNER_URL
 * (lib/testing/as-owner.ts).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Several projects of one run share it.
  if (process.env["DATABASE_URL"]?.includes(`/test_${process.pid}_`)) return async () => undefined;
  const server = await startEmbedded({
    // `npm test` runs the projects side by side: neither starts or stops the other's server.
    root: path.join(ROOT, ".data", project.name === "db" ? "test-postgres" : "test-postgres-apart"),
    database: "postgres",
    durable: false,
  });
  const name = `test_${process.pid}_${Date.now()}`;
  const [url, ownerUrl] = [new URL(server.url), new URL(server.ownerUrl)];
  await admin(server.ownerUrl, `create database ${name}`);
  for (const each of [url, ownerUrl]) each.pathname = `/${name}`;
  await migrate(ownerUrl.toString());
  // What test files that need a database to themselves copy: lib/testing/alone.ts.
  await admin(server.ownerUrl, `create database ${name}_alone template ${name}`);
  process.env["DATABASE_URL"] = url.toString();
  process.env["DATABASE_OWNER_URL"] = ownerUrl.toString();
  process.env["GATEHOUSE_THROW_AWAY_DATABASE"] = "true";
  process.env["DATABASE_POOL_SIZE"] = "8";
  process.env["GATEHOUSE_SECRET"] = randomBytes(32).toString("hex");

  return async () => {
    for (const each of await databasesOf(server.ownerUrl, name))
      await admin(server.ownerUrl, `drop database if exists ${each} with (force)`);
    // Another run may use the same server: the last one out stops it.
    if (!(await hasOtherRuns(server.ownerUrl))) await server.stop();
  };
}

async function hasOtherRuns(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(
    "select 1 from pg_database where datname like 'test\\_%' and split_part(datname, '_', 3)::bigint > $1",
    [Date.now() - 30 * 60_000],
  );
  await client.end();
  return (rowCount ?? 0) > 0;
}

/** The run's own database and the copies of it. */
async function databasesOf(url: string, name: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>(
    "select datname from pg_database where starts_with(datname, $1)",
    [name],
  );
  await client.end();
  return rows.map(({ datname }) => datname);
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
