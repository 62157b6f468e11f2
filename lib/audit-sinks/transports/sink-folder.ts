import { constants } from "node:fs";
import { lstat, mkdir, open, type FileHandle } from "node:fs/promises";
import path from "node:path";

/** A link where none may be: somebody else decides where the log would go. */
export class NotOurs extends Error {}

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDONLY, O_RDWR } = constants;

/** The folder below the root, made where it is missing (0700); no part of it may be a link. */
export async function sinkFolder(root: string, folder: string): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  let at = root;
  for (const name of folder.split("/")) {
    if (name === "" || name === "." || name === "..") throw new NotOurs("folder");
    at = path.join(at, name);
    await mkdir(at, { mode: 0o700 }).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error;
    });
    if (!(await lstat(at)).isDirectory()) throw new NotOurs("folder");
  }
  return at;
}

/** A file of ours, open for appending: a plain one with a single name, readable by us alone. */
export async function openOurFile(file: string): Promise<FileHandle> {
  const handle = await open(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    const { nlink } = await plainFile(handle);
    if (nlink !== 1) throw new NotOurs("file");
    await handle.chmod(0o600);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Null when there is none. */
export async function openToRead(file: string): Promise<FileHandle | null> {
  try {
    const handle = await open(file, O_RDONLY | O_NOFOLLOW);
    await plainFile(handle);
    return handle;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

async function plainFile(handle: FileHandle) {
  const facts = await handle.stat();
  if (!facts.isFile()) throw new NotOurs("file");
  return facts;
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";
