import pg from "pg";
import { migrate } from "#lib/db/migrate.ts";

/**
 * A database for one test file that counts, sends or works off everything there is. Call it in
 * `vi.hoisted`, before anything reads the settings; returns what drops it.
 */
export async function ownDatabase(name: string): Promise<() => Promise<void>> {
  const shared = process.env["DATABASE_URL"] ?? "";
  const own = new URL(shared);
  own.pathname += `_${name}`;
  const database = own.pathname.slice(1);
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: shared });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await run(`drop database if exists "${database}" with (force)`);
  await run(`create database "${database}"`);
  await migrate(own.toString());
  process.env["DATABASE_URL"] = own.toString();
  return () => run(`drop database if exists "${database}" with (force)`);
}
