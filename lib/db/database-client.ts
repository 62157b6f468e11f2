import pg from "pg";
import { log } from "#lib/telemetry/log.ts";

/** A new connection is made in this time, or the database is away; */
const CONNECT_MS = 5_000;
/** for a while after one was not, nobody else waits as long. */
const IMPATIENT_MS = 10_000;
const CONNECT_IMPATIENTLY_MS = 1_000;
/** An answer may take as long as it takes, but after this the server is asked what it is doing. */
const SILENCE_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
const PROBE_MS = 3_000;
/** As long as a chain is leased (lib/audit/chain/lane.ts): who stands still for longer lets go of rows too. */
const IDLE_IN_TRANSACTION_MS = 20_000;

/** The types of `query` are too many to repeat. */
type Send = (...args: unknown[]) => unknown;

type Watch = {
  client: pg.Client;
  /** Statements without an answer. */
  open: number;
  /** Settles with the answer of the last of them. */
  last: Promise<void>;
  /** When to ask the server about them (monotonic milliseconds). */
  askAt: number;
  /** Counts answers, to see whether one came while the server was asked. */
  answers: number;
  /** How often in a row the server said that it is not at work for us. */
  seenIdle: number;
};

const busy = new Set<Watch>();
let looking: NodeJS.Timeout | null = null;
let asking = false;
let impatientUntil = 0;

/**
 * A connection that does not wait forever for a server that stands still, or for a network that
 * swallowed the answer: neither ends the connection, so nothing else would. A slow statement is
 * left alone, because a second connection asks whether the server is at work on it. What gets no
 * answer fails within 10 s. Statements that come at once are sent one after the other; those that
 * answer a callback or a stream do not wait for them.
 */
export class DatabaseClient extends pg.Client {
  constructor(config: pg.ClientConfig = {}) {
    super({
      ...config,
      connectionTimeoutMillis: isImpatient() ? CONNECT_IMPATIENTLY_MS : CONNECT_MS,
      keepAlive: true,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    });
    const last = Promise.resolve();
    const watch: Watch = { client: this, open: 0, last, askAt: 0, answers: 0, seenIdle: 0 };
    const send = super.query.bind(this) as Send;
    this.query = ((...args: unknown[]) => observed(watch, send, args)) as typeof this.query;
    this.once("end", () => busy.delete(watch));
    const slow = setTimeout(becomeImpatient, CONNECT_MS - 100).unref();
    for (const event of ["connect", "end"]) this.once(event, () => clearTimeout(slow));
  }
}

const isImpatient = () => performance.now() < impatientUntil;

function becomeImpatient(): void {
  impatientUntil = performance.now() + IMPATIENT_MS;
}

/** A statement is answered by a callback or a promise; streams (COPY) end by themselves. */
function observed(watch: Watch, send: Send, args: unknown[]): unknown {
  const last = args.at(-1);
  if (typeof last === "function") {
    const answered = begin(watch);
    const callback = (...results: unknown[]) => {
      answered();
      (last as Send)(...results);
    };
    return send(...args.slice(0, -1), callback);
  }
  if (isStream(args[0])) return send(...args);
  // Prisma asks for all relations of a row at once, also within a transaction; the next pg refuses that.
  const wait = watch.open > 0 ? watch.last : null;
  const result = (wait ? wait.then(() => send(...args)) : send(...args)) as Promise<unknown>;
  const answered = begin(watch);
  watch.last = result.then(answered, answered);
  return result;
}

const isStream = (query: unknown) =>
  typeof query === "object" && query !== null && "submit" in query;

function begin(watch: Watch): () => void {
  if (watch.open === 0) {
    watch.askAt = performance.now() + SILENCE_MS;
    busy.add(watch);
    looking ??= setInterval(look, LOOK_EVERY_MS).unref();
  }
  watch.open += 1;
  return () => {
    watch.open -= 1;
    watch.answers += 1;
    watch.seenIdle = 0;
    watch.askAt = performance.now() + SILENCE_MS;
    if (watch.open === 0) busy.delete(watch);
  };
}

function look(): void {
  const now = performance.now();
  const silent = [...busy].filter(({ askAt }) => askAt <= now);
  if (asking || silent.length === 0) return;
  asking = true;
  void giveUpTheDead(silent).finally(() => (asking = false));
}

async function giveUpTheDead(silent: readonly Watch[]): Promise<void> {
  const before = new Map(silent.map((watch) => [watch, watch.answers]));
  const isAtWork = await askServer(silent[0]?.client);
  if (isAtWork === null) becomeImpatient();
  for (const watch of silent) {
    // Answered meanwhile: it may be we who stood still.
    if (watch.answers !== before.get(watch) || watch.open === 0) continue;
    if (isAtWork === null) giveUp(watch, "the server does not answer");
    else judge(watch, isAtWork(watch.client));
  }
}

function judge(watch: Watch, isAtWork: boolean): void {
  if (isAtWork) watch.askAt = performance.now() + SILENCE_MS;
  watch.seenIdle = isAtWork ? 0 : watch.seenIdle + 1;
  // Once may be chance: its answer is on the way.
  if (watch.seenIdle > 1) giveUp(watch, "the answer was lost");
}

function giveUp(watch: Watch, reason: string): void {
  busy.delete(watch);
  log.error("database-silent", { reason });
  // With a statement under way this cuts the connection, and the statement fails.
  watch.client.end().catch(() => undefined);
}

type IsAtWork = (client: pg.Client) => boolean;

/** On a connection of its own. Null when there is no answer. */
async function askServer(client: pg.Client | undefined): Promise<IsAtWork | null> {
  const { host, port, user, password, database, ssl } = client ?? {};
  const probe = new pg.Client({
    ...{ host, port, user, password, database, ssl },
    connectionTimeoutMillis: PROBE_MS,
    query_timeout: PROBE_MS,
  });
  probe.on("error", () => undefined);
  try {
    await probe.connect();
    const { rows } = await probe.query<{ pid: number }>(
      `SELECT "pid" FROM pg_stat_activity WHERE "usename" = current_user AND "state" NOT LIKE 'idle%'`,
    );
    const pids = new Set(rows.map(({ pid }) => pid));
    return ({ processID }: pg.Client & { processID?: number }) => pids.has(processID ?? 0);
  } catch (error) {
    // One that refuses, with too many connections say, is there and may be at work.
    const code = error instanceof Error && "code" in error ? error.code : null;
    return typeof code === "string" && /^(?!57P)[0-9A-Z]{5}$/.test(code) ? () => true : null;
  } finally {
    probe.end().catch(() => undefined);
  }
}
