import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "./prepare.ts";

const STOP_MS = 15_000;
const RESTARTS_PER_MINUTE = 5;

type Environment = Record<string, string | undefined>;

/** Starts our processes, starts one again when it dies, and stops them all. */
export class Supervisor {
  readonly #children = new Map<string, ChildProcess>();
  readonly #env: Environment;
  #stopping = false;

  constructor(env: Environment) {
    this.#env = env;
  }

  /**
   * Starts a process and resolves when it says that it is ready.
   * @throws when it ends before that; its own message is on the terminal already.
   */
  async start(name: string, script: string): Promise<void> {
    const child = this.#spawn(name, script);
    const ready = await Promise.race([
      once(child, "message").then(() => true),
      once(child, "exit").then(() => false),
    ]);
    if (!ready) throw new ProcessEnded(name);
    void this.#keepAlive(name, script);
  }

  #spawn(name: string, script: string): ChildProcess {
    const child = spawn(process.execPath, [path.join(ROOT, script)], {
      cwd: ROOT,
      env: this.#env as NodeJS.ProcessEnv,
      // Its ready line is for machines; here the start script speaks to the person.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#children.set(name, child);
    return child;
  }

  async #keepAlive(name: string, script: string): Promise<void> {
    const restarts: number[] = [];
    for (;;) {
      const child = this.#children.get(name);
      if (!child) return;
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      if (this.#stopping) return;
      const recent = restarts.filter((at) => Date.now() - at < 60_000);
      if (recent.length >= RESTARTS_PER_MINUTE) {
        console.error(
          `The ${name} process ended ${recent.length} times within a minute; giving up.`,
        );
        process.kill(process.pid, "SIGTERM");
        return;
      }
      restarts.push(Date.now());
      console.error(`The ${name} process ended unexpectedly; starting it again.`);
      await sleep(500);
      if (!this.#isStopping()) this.#spawn(name, script);
    }
  }

  #isStopping = () => this.#stopping;

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#children.values()].map(stopProcess));
  }
}

export class ProcessEnded extends Error {
  constructor(name: string) {
    super(`The ${name} process ended before it was ready.`);
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await gone;
  clearTimeout(force);
}
