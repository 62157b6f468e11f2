import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");
const STOP_MS = 5_000;

export type Role =
  | "load"
  | "bare"
  | "registry"
  | "queries"
  | "next"
  | "import"
  | "workflow"
  | `trust-${"scan" | "faults" | "scale"}`
  | `audit-${"append" | "seed" | "verify" | "page" | "export"}`;
/** What a process answers: by name, with an argument or none. */
export type Operations = Record<string, (argument: never) => unknown>;
export type Child<Served extends Operations> = {
  pid: number;
  call<Name extends keyof Served & string>(
    operation: Name,
    ...argument: Parameters<Served[Name]>
  ): Promise<Awaited<ReturnType<Served[Name]>>>;
  stop(): Promise<void>;
};
type Reply = { id?: number; result?: unknown; error?: string; ready?: boolean };

/** taskset keeps the server and what loads it on different cores, where there are two. */
export const pinning = process.platform === "linux" && spawnSync("taskset", ["-V"]).status === 0;

/** `core`: null leaves all of them to it. */
type Options = { env?: Record<string, string>; core: 0 | 1 | null; script?: string };

/** Another process of the bench, or a script of the product that says when it is ready. */
export async function startChild<Served extends Operations>(
  role: Role | "web",
  options: Options,
): Promise<Child<Served>> {
  const script = options.script ?? path.join("scripts", "bench.ts");
  const command = [process.execPath, script, ...(options.script ? [] : ["child", role])];
  const argv =
    pinning && options.core !== null
      ? ["taskset", "-c", String(options.core), ...command]
      : command;
  const child = spawn(argv[0] ?? "", argv.slice(1), {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...options.env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    serialization: "advanced",
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  const ready = new Promise<void>((resolve, reject) => {
    child.on("message", (reply: Reply) => {
      if (reply.ready) resolve();
      else if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      const error = `The ${role} process of the bench ended (${code ?? "killed"}).`;
      reject(new Error(error));
      for (const answer of waiting.values()) answer({ error });
    });
  });
  let next = 0;
  await ready;
  return {
    pid: child.pid ?? 0,
    call: (operation, ...[argument]) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, (reply) => {
          waiting.delete(id);
          if (reply.error === undefined) resolve(reply.result as never);
          else reject(new Error(`${role} ${operation}: ${reply.error}`));
        });
        child.send({ id, operation, argument });
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await gone;
      clearTimeout(force);
    },
  };
}

/** The child's side: answers the parent's calls one after the other, ends with the parent. */
export function serveParent(operations: Operations): void {
  process.on("message", (message: { id: number; operation: string; argument: never }) => {
    const work = operations[message.operation];
    Promise.resolve()
      .then(() => {
        if (!work) throw new Error(`There is no operation ${message.operation}.`);
        return work(message.argument);
      })
      .then(
        (result) => process.send?.({ id: message.id, result }),
        (error: unknown) =>
          process.send?.({
            id: message.id,
            error: error instanceof Error ? (error.stack ?? error.message) : String(error),
          }),
      );
  });
  process.on("disconnect", () => process.exit(0));
  process.on("SIGTERM", () => process.exit(0));
  process.send?.({ ready: true });
}
