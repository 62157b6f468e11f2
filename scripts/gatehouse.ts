// npm run gatehouse: the administrator's command line.
import fs from "node:fs";
import path from "node:path";
import { CommanderError } from "commander";
import { ROOT, run } from "./lifecycle/prepare.ts";

const [USAGE, FAILED] = [2, 1];
/** What a command says of its own end. */
let status = 0;

async function main(): Promise<number> {
  const { gatehouseProgram } = await loadProgram();
  const program = gatehouseProgram({
    withDatabase,
    print: (line) => process.stdout.write(`${line}\n`),
    note,
    setExit: (code) => (status = code),
    input: process.stdin,
  });
  try {
    await program.parseAsync(process.argv);
    return status;
  } catch (error) {
    // Commander has printed its own message, and the help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    throw error;
  } finally {
    note("");
  }
}

async function loadProgram() {
  if (!fs.existsSync(path.join(ROOT, "lib", "db", "generated", "client.ts")))
    await run([path.join("scripts", "prisma.mjs"), "generate"]);
  return import("#lib/cli/program.ts");
}

async function withDatabase<Result>(work: () => Promise<Result>): Promise<Result> {
  const { env } = await import("#lib/config/env.ts");
  const { openDatabase } = await import("#lib/config/local-database.ts");
  const release = env.databaseUrl === undefined ? await holdDataDir(env.dataDir) : () => undefined;
  const database = await openDatabase(env, false);
  let closePool = () => Promise.resolve();
  try {
    await prepareTables(database);
    const { requireSafeDatabase } = await import("#lib/db/check-role.ts");
    await requireSafeDatabase({ ...env, databaseUrl: database.url }, "look");
    // The client reads its address when it is loaded, which is only now.
    Object.assign(env, { databaseUrl: database.url, embedded: database.embedded });
    // On one machine it is the secret that npm start keeps beside the database.
    if (database.embedded && env.secret === undefined) {
      const { keptSecret } = await import("#lib/config/kept-secret.ts");
      Object.assign(env, { secret: keptSecret(env.dataDir) });
    }
    const { pool } = await import("#lib/db/client.ts");
    (await import("#lib/audit/chain/lanes.ts")).nameWriters("cli");
    const { closeWriters } = await import("#lib/audit/chain/close-writers.ts");
    closePool = async () => {
      await closeWriters();
      // Connections close behind our back; that the server ends meanwhile is no news.
      pool.removeAllListeners("error").on("error", () => undefined);
      return pool.end();
    };
    return await work();
  } finally {
    await closePool();
    await database.stop();
    release();
  }
}

/** While we run the database ourselves nobody else may start it; while the product runs, we share. */
async function holdDataDir(dataDir: string): Promise<() => void> {
  const { lockDataDir } = await import("./lifecycle/data-dir-lock.ts");
  const { SettingError } = await import("#lib/config/env.ts");
  try {
    return lockDataDir(dataDir);
  } catch (error) {
    if (error instanceof SettingError) return () => undefined;
    throw error;
  }
}

type Addresses = { url: string; ownerUrl: string; embedded: boolean };

async function prepareTables({ url, ownerUrl, embedded }: Addresses): Promise<void> {
  const { migrate, pendingMigrations } = await import("#lib/db/migrate.ts");
  const pending = await pendingMigrations(embedded ? ownerUrl : url);
  if (pending.length === 0) return;
  if (!embedded)
    throw new Error(
      `DATABASE_URL: the database lacks ${pending.length} migrations: run node scripts/migrate.ts first.`,
    );
  note("Preparing the database…");
  await migrate(ownerUrl);
}

/** One line on the terminal that the next one replaces; silent where nobody looks. */
function note(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}

async function explain(error: unknown): Promise<string> {
  const { sentence } = await import("#lib/cli/terminal.ts");
  return sentence(error).split("\n")[0] ?? "";
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${await explain(error)}\n`);
  process.exitCode = status === 0 ? FAILED : status;
}
// Standard input may still be open; what was printed is written before we go.
process.stdout.write("", () => process.exit());
