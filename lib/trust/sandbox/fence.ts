import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { isJsonObject, parseJsonExact } from "#lib/kernel/json.ts";
import { runChild, type ChildCommand } from "./run-child.ts";
import { ProbeAnswer } from "./scan-answer.ts";
import type { Isolation } from "./isolation.ts";

/** `nobody`, who owns nothing on the usual systems. */
export const NOBODY = 65_534;
const MEGABYTE = 1_048_576;
const PROBE_MS = 15_000;

/** How the scanner is started, and what that gives. */
export type Fence = {
  command: ChildCommand;
  isolation: Isolation;
  /** What is put before a program so that it has no network and no rights; empty: nothing. */
  wrap: readonly string[];
};

type Plan = {
  wrap: readonly string[];
  user: { uid?: number; gid?: number };
  flags: readonly string[];
};

const root = path.resolve(import.meta.dirname, "../../..");
const UNSHARE = ["/usr/bin/unshare", "/bin/unshare"];

let known: Promise<Fence | null> | null = null;

/**
 * The strongest fence that works on this machine, found by trying: its own network namespace and
 * an unprivileged user where the system lets us, Node's permission model always. Null: the scanner
 * does not start at all.
 */
export function findFence(): Promise<Fence | null> {
  known ??= tryPlans();
  return known;
}

async function tryPlans(): Promise<Fence | null> {
  for (const plan of plans()) {
    const command = commandOf(plan);
    const isolation = await probe(command);
    if (isolation !== null && isAsPlanned(plan, isolation))
      return { command, isolation, wrap: plan.wrap };
  }
  return null;
}

const isAsPlanned = ({ flags }: Plan, { permissions, network, user }: Isolation): boolean =>
  permissions &&
  network === flags.includes("--own-network") &&
  user === flags.includes("--own-user");

function plans(): Plan[] {
  const unshare =
    process.platform === "linux" ? UNSHARE.find((file) => existsSync(file)) : undefined;
  const isRoot = process.getuid?.() === 0;
  const nobody = { uid: NOBODY, gid: NOBODY };
  const net = "--own-network";
  const mine = "--own-user";
  const bare: Plan = { wrap: [], user: {}, flags: [] };
  const asNobody = isRoot ? [{ wrap: [], user: nobody, flags: [mine] }] : [];
  if (unshare === undefined) return [...asNobody, bare];
  const ids = ["-S", String(NOBODY), "-G", String(NOBODY)];
  const own = isRoot
    ? [
        { wrap: [unshare, "-n", ...ids, "--"], user: {}, flags: [net, mine] },
        { wrap: [unshare, "-n", "--"], user: {}, flags: [net] },
      ]
    : [
        { wrap: [unshare, "-c", "-n", "--"], user: {}, flags: [net] },
        { wrap: [unshare, "-r", "-n", "--"], user: {}, flags: [net] },
      ];
  return [...own, ...asNobody, bare];
}

function commandOf({ wrap, user, flags }: Plan): ChildCommand {
  const line = [...wrap, process.execPath, ...nodeFlags(), entry(), ...flags];
  const [file = process.execPath, ...args] = line;
  return { file, args, ...user };
}

const entry = (): string => path.join(import.meta.dirname, "scanner-process.ts");

/** Only the scanner's own code and its libraries can be read; nothing else is allowed. */
function nodeFlags(): string[] {
  const readable = ["package.json", "lib/trust", "lib/kernel", "node_modules"].map((name) =>
    realpathSync(path.join(root, name)),
  );
  return [
    "--permission",
    ...readable.map((name) => `--allow-fs-read=${name}`),
    // It opens files whatever the permissions say.
    "--no-experimental-sqlite",
    "--disallow-code-generation-from-strings",
    "--max-old-space-size=320",
    "--max-semi-space-size=8",
    "--no-warnings",
  ];
}

async function probe(command: ChildCommand): Promise<Isolation | null> {
  const tried = await runChild({ ...command, args: [...command.args, "--probe"] }, [], {
    timeoutMs: PROBE_MS,
    signal: new AbortController().signal,
    maxOutputBytes: MEGABYTE,
    maxMemoryBytes: 512 * MEGABYTE,
  });
  if (!tried.ok) return null;
  const value = parseJsonExact(tried.output.toString());
  return isJsonObject(value) ? (ProbeAnswer.safeParse(value).data?.isolation ?? null) : null;
}
