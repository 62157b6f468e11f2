// Applies pending migrations to DATABASE_URL: the step before web and worker in a deployment.
import { env, SettingError } from "#lib/config/env.ts";
import { openDatabase } from "#lib/config/local-database.ts";
import { migrate } from "#lib/db/migrate.ts";

try {
  if (env.databaseUrl === undefined) throw new SettingError("DATABASE_URL is not set.");
  const database = await openDatabase(env, false);
  const applied = await migrate(database.url);
  console.log(
    applied.length === 0 ? "The database is up to date." : `Applied: ${applied.join(", ")}.`,
  );
} catch (error) {
  console.error(error instanceof SettingError ? error.message : error);
  process.exit(1);
}
