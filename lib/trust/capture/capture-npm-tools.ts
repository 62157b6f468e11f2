import path from "node:path";
import { canonicalJson, type Json } from "#lib/kernel/json.ts";
import { noteOwn, type Reach } from "../collect/reach.ts";
import type { Got, ToolsFacts } from "../core/facts.ts";
import { toolSetHash } from "../declared-tools.ts";
import type { NpmCollected } from "../npm/collect-npm.ts";
import { readPackageFiles } from "../npm/package-files.ts";
import { askTools, type Told } from "./ask-tools.ts";
import { findCage, type Cage } from "./cage.ts";
import { Conversation } from "./conversation.ts";
import { GUARD_CODE, GUARD_FILE } from "./guard.ts";
import { installPackages } from "./install-packages.ts";
import { EndedEarly, NotCaptured } from "./not-captured.ts";
import { inPrivateFolder, type PrivateFolder } from "./private-folder.ts";
import { withServer, type RunLimits } from "./server-process.ts";
import { startFile } from "./start-file.ts";

const INSTALL_MS = 120_000;
const RUN_MS = 20_000;
const HEAP_MEGABYTES = 256;
/** Folders for the server, empty and never written to. */
const FILES = "files";
const TEMPORARY = "tmp";

type Options = {
  /** For running the server, all tries together. */
  runMs?: number;
};

/**
 * Runs a package's own server in a cage, without network, files, programs or rights, and asks it
 * for its tools over stdio. What goes wrong is a reason, never an exception.
 */
export async function captureNpmTools(
  reach: Reach,
  collected: NpmCollected,
  { runMs = RUN_MS }: Options = {},
): Promise<Got<ToolsFacts>> {
  try {
    const told = await capture(reach, collected, runMs);
    return factsOf(reach, collected, told);
  } catch (error) {
    if (!(error instanceof NotCaptured)) throw error;
    return { ok: false, reason: error.reason, detail: error.message };
  }
}

async function capture(reach: Reach, collected: NpmCollected, runMs: number): Promise<Told> {
  const cage = await findCage();
  if (cage === null) throw new NotCaptured("tool_missing", NO_CAGE);
  if (!collected.tree.ok) throw new NotCaptured(collected.tree.reason, collected.tree.detail);
  const start = await startOf(collected);
  return inPrivateFolder(async (folder) => {
    const signal = AbortSignal.any([reach.signal, AbortSignal.timeout(INSTALL_MS)]);
    await installPackages({ ...reach, signal }, collected, folder);
    await furnish(folder, cage);
    const server = {
      cage,
      root: folder.root,
      cwd: path.join(folder.root, "node_modules", ...collected.name.split("/")),
      start,
    };
    return run(server, { signal: reach.signal, deadline: performance.now() + runMs });
  });
}

const NO_CAGE =
  "Its tools are not known: its server.json lists none, and this machine has no sandbox in which its server may run (that needs namespaces for network, processes and users).";

async function startOf({ name, tarball }: NpmCollected): Promise<string> {
  const { manifest } = tarball === null ? { manifest: null } : await readPackageFiles(tarball);
  const start = manifest === null ? null : startFile(manifest, name);
  if (start === null)
    throw new NotCaptured("not_captured", "Its package.json names no one program to start.");
  return start;
}

/** Puts our own files beside the package and lets the sandbox's user in. */
async function furnish(folder: PrivateFolder, { userId }: Cage): Promise<void> {
  // Node looks for the nearest package.json, and may not look outside.
  folder.write("package.json", Buffer.from("{}"));
  folder.write(GUARD_FILE, Buffer.from(GUARD_CODE));
  folder.write(`${FILES}/README.txt`, Buffer.from("A folder without anything in it.\n"));
  folder.write(`${TEMPORARY}/README.txt`, Buffer.from("Nothing can be written here.\n"));
  if (userId !== null) await folder.giveTo(userId);
}

type Runnable = { cage: Cage; root: string; cwd: string; start: string };

/** Without arguments, then, where it ends for the lack of one, with a folder. */
async function run(server: Runnable, limits: RunLimits): Promise<Told> {
  try {
    return await runWith(server, [], limits);
  } catch (error) {
    if (!(error instanceof EndedEarly)) throw error;
    try {
      return await runWith(server, [path.join(server.root, FILES)], limits);
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

function factsOf(reach: Reach, collected: NpmCollected, told: Told): Got<ToolsFacts> {
  const { name, version, digest, locations, bytes } = collected;
  const { protocolVersion, ...facts } = told;
  const setHash = toolSetHash(told.tools);
  const installed = locations.map((one): Json => ({ ...one }));
  const body = { package: name, version, digest, protocolVersion, ...facts, setHash, installed };
  const sha256 = noteOwn(reach, {
    kind: "captured tools",
    source: `the server of ${name}@${version}, run in the sandbox`,
    mediaType: "application/json",
    // Facts are plain data, whose readonly lists the type of JSON does not know.
    body: Buffer.from(canonicalJson(body as unknown as Json)),
  });
  return {
    ok: true,
    value: {
      from: "captured",
      ...facts,
      setHash,
      pinnedHash: null,
      shadowing: [],
      crossReferences: [],
    },
    evidence: [...(bytes.ok ? bytes.evidence : []), sha256],
  };
}
