import pg from "pg";

/**
 * A database for one test file that counts, sends or works off everything there is. Call it in
 * `vi.hoisted`, before anything reads the settings; returns what drops it.
 */
export async function ownDatabase(name: string): Promise<() => Promise<void>> {
  const shared = process.env["DATABASE_URL"] ?? "";
  const own = new URL(shared);
  const template = `${own.pathname.slice(1)}_alone`;
  own.pathname += `_${name}`;
  const database = own.pathname.slice(1);
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: shared });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await run(`drop database if exists "${database}" with (force)`);
  // The untouched copy that lib/testing/database.ts makes.
  await run(`create database "${database}" template "${template}"`);
  process.env["DATABASE_URL"] = own.toString();
  return () => run(`drop database if exists "${database}" with (force)`);
}
