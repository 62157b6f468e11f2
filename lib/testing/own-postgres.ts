import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { databaseRoot, unprivilegedIds } from "#lib/db/embedded/account.ts";
import { startEmbedded, type EmbeddedDatabase } from "#lib/db/embedded/start-embedded.ts";
import { migrate } from "#lib/db/migrate.ts";
import { freePort } from "./free-port.ts";

const list = promisify(execFile);
const NAME = "gatehouse";

/** A PostgreSQL of its own with durable settings, which dies and comes back at one address. */
export class OwnPostgres {
  readonly #root: string;
  readonly #port: number;
  #server: EmbeddedDatabase | null = null;

  private constructor(root: string, port: number) {
    this.#root = root;
    this.#port = port;
  }

  /** On an empty folder, with the tables of the product. */
  static async make(root: string): Promise<OwnPostgres> {
    const made = new OwnPostgres(root, await freePort());
    await made.start();
    await migrate(made.ownerUrl);
    return made;
  }

  get url(): string {
    return this.#server?.url ?? "";
  }

  get ownerUrl(): string {
    return this.#server?.ownerUrl ?? "";
  }

  async start(): Promise<void> {
    this.#server = await startEmbedded({
      root: this.#root,
      database: NAME,
      durable: true,
      port: this.#port,
    });
  }

  /** In order: connections are told, and new ones are refused. */
  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  /** All of it stands still, without anybody being told: no answer, and no end of a connection. */
  async freeze(): Promise<void> {
    await this.#signalAll("SIGSTOP");
  }

  async thaw(): Promise<void> {
    await this.#signalAll("SIGCONT");
  }

  /** The server and all of its connections at one moment, as when the power fails. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    // Standing still, it can neither begin new ones nor notice that the others are gone.
    signal(server.pid, "SIGSTOP");
    const children = await childrenOf(server.pid);
    for (const pid of children) signal(pid, "SIGKILL");
    signal(server.pid, "SIGKILL");
    await server.ended;
    // A new server does not start while one of them still holds the old one's memory.
    for (const pid of children)
      for (const until = Date.now() + 3_000; isAlive(pid) && Date.now() < until;) await sleep(10);
  }

  async #signalAll(name: NodeJS.Signals): Promise<void> {
    const pid = this.#server?.pid ?? 0;
    signal(pid, name);
    for (const child of await childrenOf(pid)) signal(child, name);
  }

  /** Everything that is left of it, also after a failure. */
  async remove(): Promise<void> {
    await this.kill();
    fs.rmSync(databaseRoot(this.#root, unprivilegedIds()), { recursive: true, force: true });
  }

  /** For the last moment of our own process, which cannot wait for promises. */
  removeNow(): void {
    const root = databaseRoot(this.#root, unprivilegedIds());
    const pidFile = path.join(root, "data", "postmaster.pid");
    // Its own file, because it may just be starting.
    const pid = Number(readFirstLine(pidFile));
    if (pid > 1) signal(pid, "SIGQUIT");
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; waited < 5_000 && fs.existsSync(pidFile) && isAlive(pid); waited += 50)
      Atomics.wait(pause, 0, 0, 50);
    fs.rmSync(root, { recursive: true, force: true });
  }
}

/** What a run that was killed itself has left behind: folders named after processes that are gone. */
export async function sweepOldRuns(folder: string, prefix: string): Promise<void> {
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const root = databaseRoot(path.join(folder, name), unprivilegedIds());
    const postmaster = Number(readFirstLine(path.join(root, "data", "postmaster.pid")));
    if (postmaster > 1 && (await isPostgres(postmaster))) signal(postmaster, "SIGQUIT");
    fs.rmSync(root, { recursive: true, force: true });
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const { stdout } = await list("ps", ["-A", "-o", "pid=,ppid="]);
  return stdout.split("\n").flatMap((line) => {
    const [pid, ppid] = line.trim().split(/\s+/).map(Number);
    return pid !== undefined && ppid === parent ? [pid] : [];
  });
}

async function isPostgres(pid: number): Promise<boolean> {
  const { stdout } = await list("ps", ["-A", "-o", "pid=,comm="]);
  return stdout.split("\n").some((line) => {
    const [found, command = ""] = line.trim().split(/\s+/, 2);
    return Number(found) === pid && command.includes("postgres");
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const readFirstLine = (file: string) =>
  fs.existsSync(file) ? (fs.readFileSync(file, "utf8").split("\n")[0] ?? "") : "";
