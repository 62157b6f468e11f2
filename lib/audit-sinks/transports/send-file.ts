import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import type { Days } from "../core/days.ts";
import { dayRuns, daysBetween } from "./day-runs.ts";
import { lineReader } from "./line-reader.ts";
import { codeOf, NotOurs, openOurFile, openToRead, sinkFolder } from "./sink-folder.ts";
import { renderEvent, type ReadBack, type SinkTarget, type Transport } from "./sink-target.ts"; // prettier-ignore

type Target = SinkTarget<"file">;

/** Appends to one file a day; what counts as accepted has been synced to the disk. */
export const sendFile: Transport<"file"> = async (batch, target, signal) => {
  let accepted = 0;
  try {
    const folder = await sinkFolder(target.fileRoot, target.config.folder);
    for (const { day, from, events } of dayRuns(batch)) {
      if (signal.aborted) return { accepted, retry: { reason: "The sending was stopped." } };
      const lines = events.map((event) => `${renderEvent(event, target)}\n`).join("");
      await append(folder, fileName(day), lines);
      accepted = from + events.length;
    }
    return { accepted, retry: null };
  } catch (error) {
    return { accepted, retry: { reason: reasonOf(error) } };
  }
};

const fileName = (day: string): string => `gatehouse-audit-${day}.jsonl`;

async function append(folder: string, name: string, lines: string): Promise<void> {
  const handle = await openOurFile(path.join(folder, name));
  try {
    const { size } = await handle.stat();
    try {
      await handle.appendFile((await endsInLine(handle, size)) ? lines : `\n${lines}`);
      await handle.sync();
    } catch (error) {
      // Half a batch, as on a full disk, would leave a torn line.
      await handle.truncate(size);
      throw error;
    }
    if (size === 0) await syncFolder(folder);
  } finally {
    await handle.close();
  }
}

/** A crash may have left a torn line: the next one must not be glued to it. */
async function endsInLine(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === "\n";
}

/** The name of a new file is only safe once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full.",
  EDQUOT: "The quota of the disk is used up.",
  EROFS: "The disk is read-only.",
  EACCES: "The folder may not be written.",
  EPERM: "The folder may not be written.",
  ELOOP: "The file is a link; Gatehouse writes to files of its own only.",
};

function reasonOf(error: unknown): string {
  if (error instanceof NotOurs) return REASONS["ELOOP"] ?? "";
  const code = codeOf(error);
  if (code === "") throw error;
  return REASONS[code] ?? `The file could not be written (${code}).`;
}

export async function readBackFile(days: Days, target: Target): Promise<ReadBack> {
  const folder = await sinkFolder(target.fileRoot, target.config.folder);
  const reader = lineReader();
  for (const day of daysBetween(days.from, days.to)) {
    const handle = await openToRead(path.join(folder, fileName(day)));
    // The stream of lines closes the file at its end.
    if (handle) for await (const line of handle.readLines()) reader.line(line);
  }
  return reader.result();
}
