import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { chmod, chown, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { NotCaptured } from "./not-captured.ts";

const MEGABYTE = 1_048_576;
const MAX_BYTES = 300 * MEGABYTE;
const MAX_FILES = 20_000;

/** Runs work with a folder that nobody else may enter, and removes it whatever happens. */
export async function inPrivateFolder<Result>(
  work: (folder: PrivateFolder) => Promise<Result>,
): Promise<Result> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "gatehouse-capture-")));
  try {
    return await work(new PrivateFolder(root));
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Takes ordinary files, never links, and no more than the limits. */
export class PrivateFolder {
  readonly root: string;
  readonly #made = new Set<string>();
  #bytes = 0;
  #files = 0;

  constructor(root: string) {
    this.root = root;
  }

  /**
   * At once, as thousands of small files take five times as long when each is waited for.
   *
   * @param file with `/`, inside the folder.
   * @throws NotCaptured `too_large` at a limit, `not_captured` where it cannot be written.
   */
  write(file: string, bytes: Buffer): void {
    this.#bytes += bytes.length;
    this.#files += 1;
    if (this.#bytes > MAX_BYTES)
      throw new NotCaptured("too_large", "With what it needs it has more than 300 MB.");
    if (this.#files > MAX_FILES)
      throw new NotCaptured("too_large", `With what it needs it has more than ${MAX_FILES} files.`);
    const target = path.join(this.root, ...file.split("/"));
    if (!target.startsWith(this.root + path.sep))
      throw new NotCaptured("not_captured", "A file of it would lie outside of its folder.");
    try {
      this.#makeFolder(path.dirname(target));
      writeFileSync(target, bytes);
      // Whatever the umask says: the sandbox's user has to read it.
      chmodSync(target, 0o644);
    } catch (error) {
      // Such as a file where another package of the tree wants a folder.
      if (!(error instanceof Error && "code" in error)) throw error;
      throw new NotCaptured(
        "not_captured",
        `Its files could not be laid out (${String(error.code)}).`,
      );
    }
  }

  /** Lets this user in, who can then read all of it and change nothing. */
  async giveTo(userId: number): Promise<void> {
    await chown(this.root, userId, userId);
    await chmod(this.root, 0o500);
  }

  #makeFolder(folder: string): void {
    if (folder === this.root || this.#made.has(folder)) return;
    this.#makeFolder(path.dirname(folder));
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    this.#made.add(folder);
  }
}
