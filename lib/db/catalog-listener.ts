import pg from "pg";
import { env } from "#lib/config/env.ts";
import { log } from "#lib/telemetry/log.ts";

/**
 * Hears of every change to the catalog, from whatever process (the database triggers send
 * `gatehouse_catalog` at commit), so that answers may be kept in memory. Fail closed: while the
 * connection is not known to work there is no generation, and nothing may be kept or reused.
 * LISTEN needs a session of its own: a pooler in transaction mode must not stand in between.
 */
const CHANNEL = "gatehouse_catalog";
const HEARTBEAT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 5_000;
const RETRY_MS = [100, 250, 500, 1_000, 2_000, 5_000] as const;

/** `payload` is what the notification carried: nothing for changes of the catalog. */
export type CatalogChange = (payload: string) => void;

type Listening = {
  generation: number;
  live: boolean;
  users: number;
  failures: number;
  client: pg.Client | null;
  timer: NodeJS.Timeout | undefined;
  callbacks: Set<CatalogChange>;
};

// Next bundles its own copy of this module; both copies of one process share one connection.
const KEY = Symbol.for("gatehouse.catalog-listener");
const shared = globalThis as { [KEY]?: Listening };
const state: Listening = (shared[KEY] ??= {
  generation: 0,
  live: false,
  users: 0,
  failures: 0,
  client: null,
  timer: undefined,
  callbacks: new Set(),
});

/**
 * Grows with every change. What was computed under one generation is good while this still
 * returns the same number; null means not listening: keep nothing, reuse nothing.
 */
export function catalogGeneration(): number | null {
  return state.live ? state.generation : null;
}

/**
 * Called after each change, and when listening begins or ends: forget what you keep.
 * Returns what unsubscribes.
 */
export function onCatalogChange(callback: CatalogChange): () => void {
  state.callbacks.add(callback);
  return () => {
    state.callbacks.delete(callback);
  };
}

/** Begins to listen, once for all users of the process. Returns what stops this use. */
export function startCatalogListener(): () => Promise<void> {
  state.users += 1;
  if (state.users === 1) void connect();

  let stopped = false;
  return async () => {
    if (stopped) return;
    stopped = true;
    state.users -= 1;
    if (state.users === 0) await disconnect();
  };
}

async function connect(): Promise<void> {
  if (state.users === 0) return;
  const client = new pg.Client({
    ...(env.databaseUrl === undefined ? {} : { connectionString: env.databaseUrl }),
    application_name: `gatehouse-catalog-${process.pid}`,
    connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
  });
  state.client = client;
  client.on("error", (error) => lose(client, error));
  client.on("end", () => lose(client, new Error("the connection ended")));
  client.on("notification", ({ payload }) => {
    if (state.client === client) changed(payload);
  });

  try {
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
  } catch (error) {
    lose(client, error);
    return;
  }
  if (state.client !== client) return;
  state.failures = 0;
  state.live = true;
  changed();
  beatLater(client);
}

/** A peer that vanished sends nothing, not even an end: ask it now and then. */
function beatLater(client: pg.Client): void {
  state.timer = setTimeout(() => {
    client.query("SELECT 1").then(
      () => {
        if (state.client === client) beatLater(client);
      },
      (error: unknown) => lose(client, error),
    );
  }, HEARTBEAT_MS).unref();
}

function changed(payload = ""): void {
  state.generation += 1;
  for (const callback of state.callbacks) callback(payload);
}

function lose(client: pg.Client, error: unknown): void {
  if (state.client !== client) return;
  forget(client);
  const delay = RETRY_MS[Math.min(state.failures, RETRY_MS.length - 1)] ?? 5_000;
  if (state.failures === 0) log.error("catalog-listener", { error: String(error) });
  state.failures += 1;
  state.timer = setTimeout(() => void connect(), delay).unref();
}

function forget(client: pg.Client): void {
  clearTimeout(state.timer);
  state.client = null;
  state.live = false;
  changed();
  // It may be dead already: its end is of no interest, but must not become an unhandled rejection.
  client.end().catch((error: unknown) => {
    log.error("catalog-listener-end", { error: String(error) });
  });
}

async function disconnect(): Promise<void> {
  clearTimeout(state.timer);
  const { client } = state;
  state.client = null;
  state.live = false;
  state.failures = 0;
  changed();
  await client?.end();
}
