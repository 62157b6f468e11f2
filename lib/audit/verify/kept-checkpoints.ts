import type { Stats } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { AppError } from "#lib/kernel/errors.ts";

/** A checkpoint as somebody kept it outside the database. Nothing in it is believed yet. */
export type KeptNote = { name: string; note: string };
export type KeptCheckpoints = {
  /** Read one by one, as there may be millions. */
  notes: Iterable<KeptNote> | AsyncIterable<KeptNote>;
  /** Folders of checkpoints within those that were named: set aside, and compared with nothing. */
  setAside: string[];
};

/** Read at the same time. */
const AT_ONCE = 64;

/**
 * Files of checkpoints, or folders of them as anchors write them: names that begin with a dot are
 * passed over. List them before the snapshot of a verification: what is signed meanwhile is not in it.
 * @throws AppError for what cannot be read.
 */
export async function keptCheckpoints(places: readonly string[]): Promise<KeptCheckpoints> {
  const files: string[] = [];
  const setAside: string[] = [];
  // It is written again with every checkpoint.
  const now: KeptNote[] = [];
  for (const place of places) {
    if (!(await statOf(place)).isDirectory()) {
      files.push(place);
      continue;
    }
    const { names, folders } = await listFolder(place);
    // One by one: a call takes no million arguments.
    for (const name of names) if (name !== LATEST) files.push(path.join(place, name));
    if (names.includes(LATEST)) now.push(await readNote(path.join(place, LATEST)));
    for (const name of folders) setAside.push(path.join(place, name));
  }
  return { notes: readNotes(files, now), setAside };
}

/** What anchors call the newest checkpoint. */
export const LATEST = "latest";

/** Folders of checkpoints in a folder of them: what an administrator moved out of the way. */
export async function setAsideIn(folder: string): Promise<string[]> {
  return (await listFolder(folder)).folders;
}

async function listFolder(folder: string): Promise<{ names: string[]; folders: string[] }> {
  const [names, folders]: [string[], string[]] = [[], []];
  for (const entry of await told(folder, fs.readdir(folder, { withFileTypes: true }))) {
    if (entry.name.startsWith(".")) continue;
    if (!entry.isDirectory()) names.push(entry.name);
    else if (await isThere(path.join(folder, entry.name, LATEST))) folders.push(entry.name);
  }
  return { names, folders: folders.sort() };
}

async function* readNotes(
  files: readonly string[],
  first: readonly KeptNote[] = [],
): AsyncGenerator<KeptNote> {
  yield* first;
  for (let at = 0; at < files.length; at += AT_ONCE)
    yield* await Promise.all(files.slice(at, at + AT_ONCE).map(readNote));
}

const readNote = async (file: string): Promise<KeptNote> => ({
  name: `the checkpoint kept as ${path.basename(file)}`,
  note: await told(file, fs.readFile(file, "utf8")),
});

const statOf = (place: string): Promise<Stats> => told(place, fs.stat(place));

async function isThere(file: string): Promise<boolean> {
  try {
    await fs.access(file);
    return true;
  } catch {
    return false;
  }
}

async function told<Result>(place: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AppError("invalid", `${place} cannot be read (${code ?? "no reason given"}).`, {
      cause: error,
    });
  }
}
