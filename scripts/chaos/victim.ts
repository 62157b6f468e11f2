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
  readonly #hear: (said: unknown) => void;
  #child: ChildProcess | null = null;

  constructor(
    name: string,
    { script, env }: { script: string; env: Record<string, string> },
    hear: (said: unknown) => void = () => undefined,
  ) {
    this.name = name;
    this.#script = script;
    this.#env = env;
    this.#hear = hear;
  }

  get pid(): number | null {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return null;
    return child.pid ?? null;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [path.join(ROOT, this.#script)], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...this.#env },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child = child;
    child.on("message", this.#hear);
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
    if (await this.#end("SIGKILL")) this.kills += 1;
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** SIGSTOP: it stands still and does not know it; SIGCONT: it goes on where it was. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child?.kill(signal);
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<boolean> {
    const child = this.#child;
    if (!child || this.pid === null) return false;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
    return true;
  }
}
