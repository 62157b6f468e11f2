import path from "node:path";
import { connectError, reasonOf } from "#lib/db/connect.ts";
import { startEmbedded } from "#lib/db/embedded/start-embedded.ts";
import { SettingError, type Env } from "./env.ts";

export type LocalDatabase = {
  /** For the product. */
  url: string;
  /** For migrations only: never handed to a process of the product. */
  ownerUrl: string;
  embedded: boolean;
  stop(): Promise<void>;
  ended: Promise<void> | null;
};

/**
 * The database of these settings: DATABASE_URL where it is set, else the embedded one of DATA_DIR.
 * `owner` true: we are the process that runs the product, and stop the database even if an
 * earlier, killed start left it running. `port`: where the embedded one listens; a free one when absent.
 * @throws SettingError when the owner cannot reach a database of one's own. Whether the product can
 * is asked by `requireSafeDatabase`, after migrations: before the first there is no role for it.
 */
export async function openDatabase(
  env: Env,
  owner: boolean,
  port?: number,
): Promise<LocalDatabase> {
  if (env.databaseUrl !== undefined) {
    const ownerUrl = env.databaseOwnerUrl ?? env.databaseUrl;
    const setting = env.databaseOwnerUrl === undefined ? "DATABASE_URL" : "DATABASE_OWNER_URL";
    const error = await connectError(ownerUrl);
    if (error)
      throw new SettingError(`${setting}: the database cannot be used (${reasonOf(error)}).`);
    return {
      url: env.databaseUrl,
      ownerUrl,
      embedded: false,
      stop: async () => undefined,
      ended: null,
    };
  }
  if (env.databaseOwnerUrl !== undefined)
    throw new SettingError(
      "DATABASE_OWNER_URL is set without DATABASE_URL: set that too, to the login of the product.",
    );
  const server = await startEmbedded({
    root: path.join(env.dataDir, "postgres"),
    database: "gatehouse",
    durable: true,
    ...(port === undefined ? {} : { port }),
  });
  return {
    url: server.url,
    ownerUrl: server.ownerUrl,
    embedded: true,
    ended: server.ended,
    stop: () => (owner || !server.reused ? server.stop() : Promise.resolve()),
  };
}
