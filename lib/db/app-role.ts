import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import type { Env } from "#lib/config/env.ts";
import { SettingError } from "#lib/config/setting-error.ts";
import { connected, connectError } from "./connect.ts";

/** What web, worker and command line connect as; made by the migration database_roles. */
export const APP_ROLE = "gatehouse_app";

/** The same database under the role of the product. */
export function appUrl(ownerUrl: string, password: string): string {
  const url = new URL(ownerUrl);
  [url.username, url.password] = [APP_ROLE, encodeURIComponent(password)];
  return url.toString();
}

/**
 * Lets the role of the product log in with this password; makes the role where no migration has yet.
 * Does nothing where that works already, so that starts at the same time do not disturb each other.
 * @throws PostgreSQL's error when the owner may not alter the role.
 */
export async function ensureAppLogin(ownerUrl: string, password: string): Promise<void> {
  if ((await connectError(appUrl(ownerUrl, password))) === null) return;
  await connected(ownerUrl, async (client) => {
    await client.query("BEGIN");
    // Two at once would both make it, or one would fail with "tuple concurrently updated".
    await client.query("SELECT pg_advisory_xact_lock(hashtext($1))", [APP_ROLE]);
    const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [APP_ROLE]);
    const verb = rowCount ? "ALTER" : "CREATE";
    await client.query(`${verb} ROLE ${APP_ROLE} LOGIN PASSWORD '${scramVerifier(password)}'`);
    await client.query("COMMIT");
  });
  const error = await connectError(appUrl(ownerUrl, password));
  if (error) throw error;
}

/** What PostgreSQL keeps of a password (RFC 5803); the password itself would end in its logs. */
function scramVerifier(password: string): string {
  const ITERATIONS = 4_096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize("NFKC"), salt, ITERATIONS, 32, "sha256");
  const keyed = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(keyed("Client Key")).digest("base64");
  const server = keyed("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${server}`;
}

/**
 * On a PostgreSQL of one's own, after migrations: where DATABASE_URL names our own role, it logs in
 * with the password given there. Other logins are the company's to make.
 * @throws SettingError when DATABASE_OWNER_URL may not do that.
 */
export async function letProductLogIn(
  settings: Pick<Env, "databaseUrl" | "databaseOwnerUrl">,
): Promise<void> {
  const { databaseUrl, databaseOwnerUrl } = settings;
  if (databaseUrl === undefined || databaseOwnerUrl === undefined) return;
  const { username, password } = new URL(databaseUrl);
  if (username !== APP_ROLE || password === "") return;
  try {
    await ensureAppLogin(databaseOwnerUrl, decodeURIComponent(password));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingError(
      `DATABASE_OWNER_URL: it cannot let ${APP_ROLE} log in (${reason}): run, as a superuser, ALTER ROLE ${APP_ROLE} LOGIN PASSWORD '…'.`,
    );
  }
}
