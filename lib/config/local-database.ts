import path from "node:path";
import { connectError, startEmbedded } from "#lib/db/embedded/start-embedded.ts";
import { SettingError, type Env } from "./env.ts";

export type LocalDatabase = {
  url: string;
  embedded: boolean;
  stop(): Promise<void>;
  ended: Promise<void> | null;
};

/**
 * The database of these settings: DATABASE_URL where it is set, else the embedded one of DATA_DIR.
 * `owner` true: we are the process that runs the product, and stop the database even if an
 * earlier, killed start left it running.
 * @throws SettingError when DATABASE_URL cannot be reached.
 */
export async function openDatabase(env: Env, owner: boolean): Promise<LocalDatabase> {
  if (env.databaseUrl !== undefined) {
    const error = await connectError(env.databaseUrl);
    if (error)
      throw new SettingError(`DATABASE_URL: the database cannot be used (${reason(error)}).`);
    return { url: env.databaseUrl, embedded: false, stop: async () => undefined, ended: null };
  }
  const server = await startEmbedded({
    root: path.join(env.dataDir, "postgres"),
    database: "gatehouse",
    durable: true,
  });
  return {
    url: server.url,
    embedded: true,
    ended: server.ended,
    stop: () => (owner || !server.reused ? server.stop() : Promise.resolve()),
  };
}

/** Connection errors of several addresses come wrapped, with an empty message of their own. */
function reason(error: Error & { code?: string; errors?: Error[] }): string {
  return error.message || error.errors?.[0]?.message || error.code || "no answer";
}
