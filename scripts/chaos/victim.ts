import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** A process of the product that is killed and started again. */
export class Victim {
  kills = 0;
  readonly name: string;
  readonly #script: string;
  readonly #env: Record<string, string>;
  #child: ChildProcess | null = null;

  constructor(name: string, script: string, env: Record<string, string>) {
    this.name = name;
    this.#script = script;
    this.#env = env;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [path.join(ROOT, this.#script)], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...this.#env },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child = child;
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
    const ready = await Promise.race([
      once(child, "message").then(() => true),
      once(child, "exit").then(() => false),
    ]);
    if (!ready && !child.killed) throw new Error(`${this.name} did not start:\n${said}`);
  }

  /** SIGKILL: no handler runs, nothing is put down. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    this.kills += 1;
    await once(child, "exit");
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}
