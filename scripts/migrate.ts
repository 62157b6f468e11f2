// Applies pending migrations as the owner of the tables (DATABASE_OWNER_URL, else DATABASE_URL) and lets
// the product's own role log in: the step before web and worker in a deployment.
import { env, SettingError } from "#lib/config/env.ts";
import { letProductLogIn } from "#lib/db/app-role.ts";
import { connectError, reasonOf } from "#lib/db/connect.ts";
import { migrate } from "#lib/db/migrate.ts";

try {
  const ownerUrl = env.databaseOwnerUrl ?? env.databaseUrl;
  const setting = env.databaseOwnerUrl === undefined ? "DATABASE_URL" : "DATABASE_OWNER_URL";
  if (ownerUrl === undefined) throw new SettingError("DATABASE_OWNER_URL is not set.");
  const error = await connectError(ownerUrl);
  if (error)
    throw new SettingError(`${setting}: the database cannot be used (${reasonOf(error)}).`);
  const applied = await migrate(ownerUrl);
  await letProductLogIn(env);
  console.log(
    applied.length === 0 ? "The database is up to date." : `Applied: ${applied.join(", ")}.`,
  );
} catch (error) {
  console.error(error instanceof SettingError ? error.message : error);
  process.exit(1);
}
