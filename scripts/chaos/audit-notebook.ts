import fs from "node:fs";

/**
 * What a client was told, one line each: `A` done, `N` not done, `U` nobody knows. On the disk
 * before it counts, in a file of its own, so that it outlives whoever writes it.
 */
export class Notebook {
  readonly #file: number;
  #lines: string[] = [];
  #writing: Promise<void> | null = null;

  constructor(file: string) {
    this.#file = fs.openSync(file, "a");
  }

  note(answer: "A" | "N" | "U", tokens: readonly string[]): void {
    this.#lines.push(`${answer} ${tokens.join(" ")}\n`);
    this.#writing ??= this.#drain();
  }

  async close(): Promise<void> {
    await this.#writing;
    fs.closeSync(this.#file);
  }

  async #drain(): Promise<void> {
    while (this.#lines.length > 0) {
      const text = this.#lines.splice(0).join("");
      await new Promise<void>((resolve, reject) =>
        fs.write(this.#file, text, (failed) => {
          if (failed) return reject(failed);
          fs.fdatasync(this.#file, (error) => (error ? reject(error) : resolve()));
        }),
      );
    }
    this.#writing = null;
  }
}

export type Told = { done: Set<string>; notDone: Set<string>; unknown: Set<string> };

/** The last line of a process that was killed may be cut short: it does not count. */
export function readNotebooks(files: readonly string[]): Told {
  const told: Told = { done: new Set(), notDone: new Set(), unknown: new Set() };
  const lists = { A: told.done, N: told.notDone, U: told.unknown };
  for (const file of files)
    for (const line of fs.readFileSync(file, "utf8").split("\n").slice(0, -1))
      for (const token of line.slice(2).split(" ")) lists[line[0] as keyof typeof lists].add(token);
  return told;
}
