import path from "node:path";
import { canonicalJson, type Json } from "#lib/kernel/json.ts";
import { noteOwn, type Reach } from "../collect/reach.ts";
import type { Got, ToolsFacts } from "../core/facts.ts";
import { toolSetHash } from "../declared-tools.ts";
import { askTools, type Told } from "./ask-tools.ts";
import { findCage, type Cage } from "./cage.ts";
import { Conversation } from "./conversation.ts";
import { GUARD_CODE, GUARD_FILE } from "./guard.ts";
import { EndedEarly, NotCaptured } from "./not-captured.ts";
import { inPrivateFolder, type PrivateFolder } from "./private-folder.ts";
import { withServer, type RunLimits } from "./server-process.ts";

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
  /** What it is given; of a folder of its own, how that is to be called. */
  given: readonly ("a folder" | { own: string } | { text: string })[];
};

/**
 * Runs a server in a cage, without network, files, programs or rights, and asks it for its tools over
 * stdio. @throws NotCaptured for whatever goes wrong.
 */
export async function runProgram(
  reach: Reach,
  { install, place, start, given }: Program,
  runMs: number,
): Promise<Told> {
  const cage = await findCage();
  if (cage === null) throw new NotCaptured("tool_missing", NO_CAGE);
  return inPrivateFolder(async (folder) => {
    const signal = AbortSignal.any([reach.signal, AbortSignal.timeout(INSTALL_MS)]);
    await install({ ...reach, signal }, folder);
    await furnish(folder, cage);
    const cwd = path.join(folder.root, ...place.split("/"));
    const files = path.join(folder.root, FILES);
    const words = given.map((one) => {
      if (one === "a folder") return files;
      return "own" in one ? path.join(cwd, ...one.own.split("/")) : one.text;
    });
    const server = { cage, root: folder.root, cwd, start, given: words };
    return run(server, { signal: reach.signal, deadline: performance.now() + runMs });
  });
}

const NO_CAGE =
  "Its tools are not known: nothing lists them, and this machine has no sandbox in which its server may run (that needs namespaces for network, processes and users).";

/** Puts our own files beside the package and lets the sandbox's user in. */
async function furnish(folder: PrivateFolder, { userId }: Cage): Promise<void> {
  // Node looks for the nearest package.json, and may not look outside.
  folder.write("package.json", Buffer.from("{}"));
  folder.write(GUARD_FILE, Buffer.from(GUARD_CODE));
  folder.write(`${FILES}/README.txt`, Buffer.from("A folder without anything in it.\n"));
  folder.write(`${TEMPORARY}/README.txt`, Buffer.from("Nothing can be written here.\n"));
  if (userId !== null) await folder.giveTo(userId);
}

type Runnable = { cage: Cage; root: string; cwd: string; start: string; given: readonly string[] };

/** As it is meant to be started, then, where it ends for the lack of an argument, with a folder. */
async function run(server: Runnable, limits: RunLimits): Promise<Told> {
  try {
    return await runWith(server, server.given, limits);
  } catch (error) {
    if (!(error instanceof EndedEarly)) throw error;
    try {
      return await runWith(server, [...server.given, path.join(server.root, FILES)], limits);
    } catch (again) {
      // The first complaint says more than the one about an argument of ours.
      throw again instanceof EndedEarly ? error : again;
    }
  }
}

function runWith(
  { cage, root, cwd, start }: Runnable,
  given: readonly string[],
  limits: RunLimits,
): Promise<Told> {
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
  const command = {
    file,
    args: [...wrap, ...node, path.join(cwd, ...start.split("/")), ...given],
    cwd,
    environment: {
      // The search for settings goes up to the home folder, and must not go further.
      HOME: root,
      TMPDIR: path.join(root, TEMPORARY),
      NODE_ENV: "production",
    },
  };
  return withServer(command, limits, (lines) => askTools(new Conversation(lines)));
}

/** What a server told, with the record of it. `about` says what was run. */
export function toldFacts(
  reach: Reach,
  told: Told,
  about: { [key: string]: Json } & { name: string },
): { value: ToolsFacts; sha256: string } {
  const { protocolVersion, ...facts } = told;
  const { name, ...rest } = about;
  const setHash = toolSetHash(told.tools);
  const body = { package: name, ...rest, protocolVersion, ...facts, setHash };
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
