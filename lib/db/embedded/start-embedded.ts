import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { appUrl, ensureAppLogin } from "../app-role.ts";
import { connected, connectError } from "../connect.ts";
import { databaseRoot, unprivilegedIds, type Ids } from "./account.ts";
import { findBinaries, type Binaries } from "./binaries.ts";

export type EmbeddedDatabase = {
  /** For the product, as a role that cannot change the log. */
  url: string;
  /** For migrations and set-up only: the superuser. */
  ownerUrl: string;
  /** True when a server already ran on this folder. */
  reused: boolean;
  /** Of the server; its children are the connections. */
  pid: number;
  /** Resolves when the server ends, however that comes about. */
  ended: Promise<void>;
  /** Fast shutdown; waits until the process is gone. */
  stop(): Promise<void>;
};

type Options = {
  /** Folder of the cluster, its password files and its log. */
  root: string;
  /** Database to create if missing. */
  database: string;
  /** Tests give up durability for speed. */
  durable: boolean;
  /** A free one when absent. */
  port?: number;
};

type Place = {
  root: string;
  data: string;
  password: string;
  appPassword: string;
  ids: Ids | undefined;
};

const PID_LINES = { pid: 0, port: 3 };
const READY_TIMEOUT_MS = 60_000;

/** Starts, or finds running, a real PostgreSQL on a folder of its own. Loopback only. */
export async function startEmbedded(options: Options): Promise<EmbeddedDatabase> {
  const place = preparePlace(options.root);
  const url = (port: number, name: string) =>
    `postgresql://postgres:${place.password}@127.0.0.1:${port}/${name}`;
  const addresses = async (port: number) => {
    await ensureDatabase(url(port, "postgres"), options.database);
    await ensureAppLogin(url(port, "postgres"), place.appPassword);
    const ownerUrl = url(port, options.database);
    return { ownerUrl, url: appUrl(ownerUrl, place.appPassword) };
  };

  const running = await findRunning(place, url);
  if (running) {
    return {
      ...(await addresses(running.port)),
      reused: true,
      pid: running.pid,
      ended: waitUntilGone(running.pid),
      stop: () => stopByPid(running.pid),
    };
  }

  const binaries = await findBinaries();
  initialise(place, binaries);
  const port = options.port ?? (await freePort());
  const child = launch(place, binaries, { port, durable: options.durable });
  const ended = once(child, "exit").then(() => undefined);
  await waitUntilReady(child, url(port, "postgres"), place);
  return {
    ...(await addresses(port)),
    reused: false,
    pid: child.pid ?? 0,
    ended,
    stop: () => stopChild(child),
  };
}

function preparePlace(wanted: string): Place {
  const ids = unprivilegedIds();
  const root = databaseRoot(wanted, ids);
  fs.mkdirSync(root, { recursive: true, mode: 0o755 });
  if (ids) fs.chownSync(root, ids.uid, ids.gid);
  return {
    root,
    data: path.join(root, "data"),
    password: keptPassword(path.join(root, "password"), ids),
    appPassword: keptPassword(path.join(root, "app-password"), ids),
    ids,
  };
}

/** Made once, readable by its owner only. Starts at the same time agree on one. */
function keptPassword(file: string, ids: Ids | undefined): string {
  if (!fs.existsSync(file)) {
    const draft = `${file}.${randomBytes(6).toString("hex")}`;
    fs.writeFileSync(draft, randomBytes(24).toString("base64url"), { mode: 0o600 });
    if (ids) fs.chownSync(draft, ids.uid, ids.gid);
    try {
      fs.linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      fs.rmSync(draft);
    }
  }
  return fs.readFileSync(file, "utf8");
}

async function findRunning(place: Place, url: (port: number, name: string) => string) {
  const pidFile = path.join(place.data, "postmaster.pid");
  if (!fs.existsSync(pidFile)) return null;
  const lines = fs.readFileSync(pidFile, "utf8").split("\n");
  const [pid, port] = [Number(lines[PID_LINES.pid]), Number(lines[PID_LINES.port])];
  if (!pid || !port || !isAlive(pid)) return null;
  // Left by a crash and the number given to another process: PostgreSQL itself sorts that out.
  return (await connectError(url(port, "postgres"))) ? null : { pid, port };
}

function initialise(place: Place, binaries: Binaries): void {
  if (fs.existsSync(path.join(place.data, "PG_VERSION"))) return;
  // Without PG_VERSION an earlier initdb was cut short; nothing of value is in it.
  fs.rmSync(place.data, { recursive: true, force: true });
  const args = ["-D", place.data, "-U", "postgres", "--auth=scram-sha-256"];
  args.push(`--pwfile=${path.join(place.root, "password")}`, "--encoding=UTF8");
  args.push("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C");
  args.push("--no-sync", "--no-instructions");
  execFileSync(binaries.initdb, args, { ...account(place), stdio: ["ignore", "ignore", "pipe"] });
}

/**
 * An eighth of the machine's memory up to 1 GB, so that the rows of a catalog of 100,000 servers
 * are read where they lie. Pages nobody reads take no memory. Throw-away databases stay small.
 */
function sharedBuffersMb(durable: boolean): number {
  if (!durable) return 128;
  return Math.min(1_024, Math.max(128, Math.floor(os.totalmem() / 8 / 1_048_576)));
}

function launch(
  place: Place,
  binaries: Binaries,
  { port, durable }: { port: number; durable: boolean },
): ChildProcess {
  const log = fs.openSync(path.join(place.root, "postgres.log"), "a");
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=100",
    `shared_buffers=${sharedBuffersMb(durable)}MB`,
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
  ];
  const args = ["-D", place.data, "-p", String(port), ...settings.flatMap((line) => ["-c", line])];
  // Detached: Ctrl-C in the terminal reaches our handler first, not PostgreSQL.
  const child = spawn(binaries.postgres, args, {
    ...account(place),
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log],
  });
  fs.closeSync(log);
  return child;
}

// Nothing of our own environment reaches PostgreSQL; Next declares NODE_ENV as always there.
const account = (place: Place) => ({
  ...place.ids,
  env: { LC_ALL: "C", TZ: "UTC" } as unknown as NodeJS.ProcessEnv,
});

async function waitUntilReady(child: ChildProcess, url: string, place: Place): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const error = await connectError(url);
    if (!error) return;
    const log = path.join(place.root, "postgres.log");
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`PostgreSQL ended while starting; its log is ${log}.\n${tail(log)}`);
    if (Date.now() > deadline) {
      child.kill("SIGQUIT");
      throw new Error(`PostgreSQL did not get ready (${error.message}); its log is ${log}.`);
    }
    await sleep(40);
  }
}

const tail = (file: string) => fs.readFileSync(file, "utf8").split("\n").slice(-8).join("\n");

function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  return connected(adminUrl, async (client) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function waitUntilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(200, undefined, { ref: false });
}

async function stopByPid(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, "SIGINT");
  for (let waited = 0; isAlive(pid); waited += 100) {
    if (waited === 15_000) process.kill(pid, "SIGQUIT");
    await sleep(100);
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGINT");
  const force = setTimeout(() => child.kill("SIGQUIT"), 15_000);
  await gone;
  clearTimeout(force);
}
