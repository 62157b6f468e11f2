import pg from "pg";
import { env } from "#lib/config/env.ts";
import { log } from "#lib/telemetry/log.ts";

const HEARTBEAT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 5_000;
const RETRY_MS = 1_000;

/**
 * Calls back at every notification of a channel, and whenever listening begins (again), because
 * something may have been missed. Returns what ends it. LISTEN needs a session of its own.
 */
export function listenTo(channel: "gatehouse_outbox", onNotice: () => void): () => Promise<void> {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const lose = (lost: pg.Client, error: unknown) => {
    if (client !== lost || stopped) return;
    client = null;
    clearTimeout(timer);
    log.error("listener", { channel, error: String(error) });
    end(lost);
    timer = setTimeout(connect, RETRY_MS).unref();
  };

  // A peer that vanished sends nothing, not even an end: ask it now and then.
  const beatLater = (asked: pg.Client) => {
    timer = setTimeout(() => {
      asked.query("SELECT 1").then(
        () => {
          if (client === asked) beatLater(asked);
        },
        (error: unknown) => lose(asked, error),
      );
    }, HEARTBEAT_MS).unref();
  };

  const connect = () => {
    const opened = newClient();
    client = opened;
    opened.on("error", (error) => lose(opened, error));
    opened.on("end", () => lose(opened, new Error("the connection ended")));
    opened.on("notification", onNotice);
    opened
      .connect()
      .then(() => opened.query(`LISTEN ${channel}`))
      .then(
        () => {
          if (client !== opened) return;
          beatLater(opened);
          onNotice();
        },
        (error: unknown) => lose(opened, error),
      );
  };

  connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
}

const newClient = () =>
  new pg.Client({
    ...(env.databaseUrl === undefined ? {} : { connectionString: env.databaseUrl }),
    application_name: `gatehouse-listen-${process.pid}`,
    connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
  });

/** It may be dead already: how it ends is of no interest, but must not be an unhandled rejection. */
function end(client: pg.Client): void {
  client.end().catch((error: unknown) => {
    log.error("listener-end", { error: String(error) });
  });
}
