import path from "node:path";
import { canonicalJson, type Json } from "#lib/kernel/json.ts";
import { noteOwn, type Reach } from "../collect/reach.ts";
import type { Got, ToolsFacts } from "../core/facts.ts";
import { listed } from "../core/rules/verdict.ts";
import { toolSetHash } from "../declared-tools.ts";
import { askTools, type Told } from "./ask-tools.ts";
import { findCage, type Cage } from "./cage.ts";
import { Conversation } from "./conversation.ts";
import { GUARD_CODE, GUARD_FILE, SETTINGS_VARIABLE } from "./guard.ts";
import { EndedEarly, NotCaptured } from "./not-captured.ts";
import type { Placeholders } from "./placeholders.ts";
import { inPrivateFolder, type PrivateFolder } from "./private-folder.ts";
import { withServer, type RunLimits } from "./server-process.ts";
import type { Word } from "./words.ts";

const INSTALL_MS = 120_000;
/** For running a server, all tries together. */
export const RUN_MS = 20_000;
const HEAP_MEGABYTES = 256;
/** Folders for the server, empty and never written to. */
const FILES = "files";
const TEMPORARY = "tmp";

/** A server as it is laid out and started; paths are inside the private folder, with `/`. */
export type Program = {
  /** Lays its files out. @throws NotCaptured where it cannot be. */
  install: (reach: Reach, folder: PrivateFolder) => Promise<void>;
  /** Where it runs, and the file in there that starts it. */
  place: string;
  start: string;
  /** What it is given behind that file. */
  given: readonly Word[];
  /** What it is given where it ends for the lack of settings, by what it said each time as it ended. */
  settings: (said: readonly string[], width: "asked" | "all") => Placeholders;
};

/** What a server told, and the settings for which it was given placeholders. */
type ToldWith = Told & { placeholders: readonly string[] };

/**
 * Runs a server in a cage, without network, files, programs or rights, and asks it for its tools over
 * stdio. @throws NotCaptured for whatever goes wrong.
 */
export async function runProgram(reach: Reach, program: Program, runMs: number): Promise<ToldWith> {
  const cage = await findCage();
  if (cage === null) throw new NotCaptured("tool_missing", NO_CAGE);
  return inPrivateFolder(async (folder) => {
    const signal = AbortSignal.any([reach.signal, AbortSignal.timeout(INSTALL_MS)]);
    await program.install({ ...reach, signal }, folder);
    await furnish(folder, cage);
    const cwd = path.join(folder.root, ...program.place.split("/"));
    const limits = { signal: reach.signal, deadline: performance.now() + runMs };
    return run({ ...program, cage, root: folder.root, cwd }, limits);
  });
}

const NO_CAGE =
  "This machine has no sandbox in which its server may run (that needs namespaces for network, processes and users).";

/** Puts our own files beside the package and lets the sandbox's user in. */
async function furnish(folder: PrivateFolder, { userId }: Cage): Promise<void> {
  // Node looks for the nearest package.json, and may not look outside.
  folder.write("package.json", Buffer.from("{}"));
  folder.write(GUARD_FILE, Buffer.from(GUARD_CODE));
  folder.write(`${FILES}/README.txt`, Buffer.from("A folder without anything in it.\n"));
  folder.write(`${TEMPORARY}/README.txt`, Buffer.from("Nothing can be written here.\n"));
  if (userId !== null) await folder.giveTo(userId);
}

type Runnable = Pick<Program, "start" | "given" | "settings"> & {
  cage: Cage;
  root: string;
  cwd: string;
};

type Plan = (server: Runnable, said: readonly string[]) => Placeholders;
type Failure = { names: readonly string[]; failure: NotCaptured };

const NO_VARIABLES: Placeholders["variables"] = new Map();
const asItIs: Plan = ({ given }) => ({ given, variables: NO_VARIABLES, names: [] });
const withFolder: Plan = ({ given }) => ({
  given: [...given, "a folder"],
  variables: NO_VARIABLES,
  names: [],
});
const withAsked: Plan = ({ settings }, said) => settings(said, "asked");
const withAll: Plan = ({ settings }, said) => settings(said, "all");

/**
 * As it is meant to be started, then, where it ends by itself, with placeholders for what it asks, with
 * a folder, and with placeholders for all that may be missing. Each end may bring another complaint.
 */
const PLANS = [asItIs, withAsked, withAsked, withAsked, withFolder, withAll, withAll];

/** All tries together have one deadline. */
async function run(server: Runnable, limits: RunLimits): Promise<ToldWith> {
  const said: string[] = [];
  const tried = new Set<string>();
  const failures: Failure[] = [];
  for (const plan of PLANS) {
    const start = plan(server, said);
    const signature = JSON.stringify([start.given, ...start.variables]);
    if (tried.has(signature)) continue;
    tried.add(signature);
    const told = await attempt(server, start, limits);
    if (!(told instanceof NotCaptured)) return { ...told, placeholders: start.names };
    failures.push({ names: start.names, failure: told });
    if (told instanceof EndedEarly) said.push(told.said);
    else if (failures.length === 1 || told.reason === "timeout") break;
  }
  throw failureOf(failures);
}

/** The first complaint says more than one about an argument of ours. */
function failureOf([first, ...others]: readonly Failure[]): Error {
  if (first === undefined) return new Error("Nothing was tried.");
  const { reason, message } = first.failure;
  const last = others
    .filter(({ names, failure }) => names.length > 0 && failure.message !== message)
    .at(-1);
  if (last !== undefined)
    return new NotCaptured(
      reason,
      `${message} With placeholders for ${listed(last.names)}: ${last.failure.message}`,
    );
  const other = others.find(({ failure }) => !(failure instanceof EndedEarly));
  return other?.failure ?? first.failure;
}

async function attempt(
  server: Runnable,
  start: Placeholders,
  limits: RunLimits,
): Promise<Told | NotCaptured> {
  try {
    return await startWith(server, start, limits);
  } catch (error) {
    if (!(error instanceof NotCaptured)) throw error;
    return error;
  }
}

function startWith(
  { cage, root, cwd, start }: Runnable,
  { given, variables, names }: Placeholders,
  limits: RunLimits,
): Promise<Told> {
  const textOf = (word: Word): string => {
    if (word === "a folder") return path.join(root, FILES);
    return "own" in word ? path.join(cwd, ...word.own.split("/")) : word.text;
  };
  const [file, ...wrap] = cage.wrap;
  const node = [
    process.execPath,
    "--permission",
    `--allow-fs-read=${root}`,
    `--max-old-space-size=${HEAP_MEGABYTES}`,
    // It opens files past the permission model.
    "--no-experimental-sqlite",
    "--no-warnings",
    `--require=${path.join(root, GUARD_FILE)}`,
  ];
  const settings = Object.fromEntries([...variables].map(([name, word]) => [name, textOf(word)]));
  const command = {
    file,
    args: [...wrap, ...node, path.join(cwd, ...start.split("/")), ...given.map(textOf)],
    cwd,
    environment: {
      // The search for settings goes up to the home folder, and must not go further.
      HOME: root,
      TMPDIR: path.join(root, TEMPORARY),
      NODE_ENV: "production",
      ...(variables.size > 0 && { [SETTINGS_VARIABLE]: JSON.stringify(settings) }),
    },
  };
  // Where addresses lead nowhere, what comes from there cannot be told.
  const mayRefuse = names.length > 0;
  return withServer(command, limits, (lines) => askTools(new Conversation(lines), { mayRefuse }));
}

/** What a server told, with the record of it. `about` says what was run. */
export function toldFacts(
  reach: Reach,
  told: ToldWith,
  about: { [key: string]: Json } & { name: string },
): { value: ToolsFacts; sha256: string } {
  const { protocolVersion, placeholders, ...facts } = told;
  const { name, ...rest } = about;
  const setHash = toolSetHash(told.tools);
  const body = { package: name, ...rest, protocolVersion, placeholders, ...facts, setHash };
  const sha256 = noteOwn(reach, {
    kind: "captured tools",
    source: `the server of ${name}, run in the sandbox`,
    mediaType: "application/json",
    // Facts are plain data, whose readonly lists the type of JSON does not know.
    body: Buffer.from(canonicalJson(body as unknown as Json)),
  });
  const value: ToolsFacts = {
    from: "captured",
    ...facts,
    placeholders,
    setHash,
    pinnedHash: null,
    shadowing: [],
    crossReferences: [],
  };
  return { value, sha256 };
}

/** Runs work for which everything that goes wrong is a reason, never an exception. */
export async function orReason(work: () => Promise<Got<ToolsFacts>>): Promise<Got<ToolsFacts>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NotCaptured)) throw error;
    return { ok: false, reason: error.reason, detail: error.message };
  }
}
