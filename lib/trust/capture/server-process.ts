import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { showName } from "../archive/entry-name.ts";
import { killGroup, memoryOf } from "../sandbox/run-child.ts";
import { EndedEarly, NotCaptured } from "./not-captured.ts";

const MEGABYTE = 1_048_576;
const MAX_OUTPUT = 4 * MEGABYTE;
const MAX_LINES = 20_000;
const MAX_MEMORY = 512 * MEGABYTE;
const MAX_COMPLAINT = 16_384;
const WATCH_MS = 100;

export type ServerCommand = {
  file: string;
  args: readonly string[];
  cwd: string;
  environment: Readonly<Record<string, string>>;
};

export type RunLimits = {
  signal: AbortSignal;
  /** As `performance.now()` tells time. */
  deadline: number;
};

/** What a conversation needs of a running server. */
export type Lines = {
  send(line: string): void;
  /** The next line that it writes. @throws NotCaptured when there will be none. */
  next(): Promise<string>;
};

/**
 * Runs a server while work talks with it, line by line; at the end nothing of it runs any more.
 * @throws NotCaptured for what it does wrong; EndedEarly when it stops by itself.
 */
export async function withServer<Result>(
  command: ServerCommand,
  limits: RunLimits,
  work: (lines: Lines) => Promise<Result>,
): Promise<Result> {
  const server = new ServerProcess(command, limits);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** @throws NotCaptured for what no program can be given, such as a zero byte or too much. */
function started({ file, args, cwd, environment }: ServerCommand): Child {
  try {
    return spawn(file, args, {
      cwd,
      // Next declares NODE_ENV as always there; here is what is given and nothing else.
      env: { ...environment } as NodeJS.ProcessEnv,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
  } catch (error) {
    const why = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new NotCaptured(
      "not_captured",
      `It cannot be started with what it is to be given${why}.`,
    );
  }
}

class ServerProcess implements Lines {
  readonly #child: Child;
  readonly #ended: Promise<unknown>;
  readonly #timers: (() => void)[] = [];
  readonly #lines: string[] = [];
  #rest: Buffer[] = [];
  #wake: (() => void) | null = null;
  #failure: NotCaptured | null = null;
  #written = { out: 0, err: 0 };
  #lineCount = 0;
  #complaint = "";
  /** Some complain where they should speak MCP. */
  #greeting = "";

  constructor({ file, args, cwd, environment }: ServerCommand, limits: RunLimits) {
    this.#child = started({ file, args, cwd, environment });
    this.#ended = once(this.#child, "close").catch(() => undefined);
    this.#listen();
    this.#watch(limits);
  }

  send(line: string): void {
    if (this.#failure === null) this.#child.stdin.write(`${line}\n`);
  }

  async next(): Promise<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async stop(): Promise<void> {
    killGroup(this.#child);
    await this.#ended;
    for (const clear of this.#timers) clear();
  }

  #listen(): void {
    const { stdin, stdout, stderr } = this.#child;
    // A server that ends early does not read on; how it ended is told by its exit.
    stdin.on("error", () => stdin.destroy());
    stdout.on("data", (chunk: Buffer) => this.#take(chunk));
    stderr.on("data", (chunk: Buffer) => {
      this.#complaint = withMore(this.#complaint, chunk);
      this.#count("err", chunk.length);
    });
    this.#child.on("error", () =>
      this.#fail(new NotCaptured("tool_missing", "The sandbox could not start it.")),
    );
    this.#child.on("close", (code) => {
      const said = complaintIn(this.#complaint) || complaintIn(this.#greeting);
      const how = code === null ? "was stopped" : `ended with code ${code}`;
      const whole = `${this.#complaint}\n${this.#greeting}`;
      this.#fail(new EndedEarly(`It ${how} before it told its tools${said}.`, whole));
    });
  }

  #watch({ signal, deadline }: RunLimits): void {
    const late = () => this.#fail(new NotCaptured("timeout", "It did not tell its tools in time."));
    const timer = setTimeout(late, Math.max(0, deadline - performance.now()));
    const meter = setInterval(() => {
      if (memoryOfTree(this.#child.pid) > MAX_MEMORY)
        this.#fail(new NotCaptured("too_large", "It takes more than 512 MB of memory."));
    }, WATCH_MS);
    signal.addEventListener("abort", late, { once: true });
    if (signal.aborted) late();
    this.#timers.push(
      () => clearTimeout(timer),
      () => clearInterval(meter),
      () => signal.removeEventListener("abort", late),
    );
  }

  #take(chunk: Buffer): void {
    this.#greeting = withMore(this.#greeting, chunk);
    this.#count("out", chunk.length);
    if (this.#failure !== null) return;
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      this.#lines.push(Buffer.concat([...this.#rest, chunk.subarray(from, at)]).toString("utf8"));
      this.#rest = [];
      from = at + 1;
      // Each of them costs us an attempt to read it.
      if (++this.#lineCount > MAX_LINES)
        return this.#fail(new NotCaptured("too_large", `It writes more than ${MAX_LINES} lines.`));
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
    this.#wake?.();
  }

  #count(where: "out" | "err", bytes: number): void {
    this.#written[where] += bytes;
    if (this.#written[where] > MAX_OUTPUT)
      this.#fail(new NotCaptured("too_large", "It writes more than 4 MB."));
  }

  #fail(failure: NotCaptured): void {
    this.#failure ??= failure;
    killGroup(this.#child);
    this.#wake?.();
  }
}

const withMore = (text: string, chunk: Buffer): string =>
  text.length < MAX_COMPLAINT ? (text + chunk.toString("utf8")).slice(0, MAX_COMPLAINT) : text;

/** The line that says most about why it ended, as text of a stranger. */
function complaintIn(text: string): string {
  const lines = text
    // Bounded: each of a stranger's slashes may begin our path.
    .replace(/\/[^\s'"()]{0,200}gatehouse-capture-\w+/g, ".")
    .split("\n")
    .map((line) => line.trim());
  // Not the line of its code that Node repeats, nor a heading.
  const telling = lines.find(
    (line) => /error|require|missing|usage|must/i.test(line) && !/^throw\b|:$/.test(line),
  );
  const line = telling ?? lines.find((one) => one !== "");
  return line === undefined ? "" : `: ${showName(line)}`;
}

/** Those that start it and the server itself, of which each is the other's one child. */
function memoryOfTree(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const below = childrenOf(pid).map(memoryOfTree);
  return below.reduce((sum, one) => sum + one, memoryOf(pid));
}

function childrenOf(pid: number): number[] {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return list.split(" ").filter(Boolean).map(Number);
  } catch {
    // It has ended, or the kernel does not tell.
    return [];
  }
}
