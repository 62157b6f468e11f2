import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { parseCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { parseNote } from "#lib/audit/tree/note.ts";
import type { WitnessedHead } from "./decide.ts";

/** Two notes the log signed that cannot both be true, and when the witness saw the second. */
export type WitnessAlarm = {
  origin: string;
  at: string;
  reason: string;
  /** What the witness cosigned before. */
  held: string;
  /** What it was offered now. */
  offered: string;
};

/**
 * The memory of a witness: per log one file with the note it cosigned last, and beside it, after a
 * fork, one with the evidence. Both survive a power cut. A folder belongs to one process.
 */
export class WitnessStore {
  private readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(folder: string): Promise<WitnessStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new WitnessStore(folder);
  }

  /** @throws Error for a file that is not as we wrote it: a witness without memory must not sign. */
  async head(origin: string): Promise<(WitnessedHead & { note: string }) | null> {
    const text = await readIfThere(this.fileOf(origin, "json"));
    if (text === null) return null;
    const { note } = JSON.parse(text) as { note: string };
    const { size, root } = parseCheckpoint(parseNote(note).text);
    return { size, root, note };
  }

  async keepHead(origin: string, note: string, at: Date): Promise<void> {
    const text = JSON.stringify({ origin, at: at.toISOString(), note }, null, 2);
    await writeDurably(this.fileOf(origin, "json"), `${text}\n`);
  }

  async alarm(origin: string): Promise<WitnessAlarm | null> {
    const text = await readIfThere(this.fileOf(origin, "alarm.json"));
    return text === null ? null : (JSON.parse(text) as WitnessAlarm);
  }

  /** The answer is where the operator finds the evidence; moving that file away ends the alarm. */
  keepAlarm(alarm: WitnessAlarm): Promise<string> {
    return this.keepEvidence(alarm, "alarm.json");
  }

  /** The last one only: strangers can cause them. */
  keepSuspicion(suspicion: WitnessAlarm): Promise<string> {
    return this.keepEvidence(suspicion, "suspicion.json");
  }

  private async keepEvidence(evidence: WitnessAlarm, ending: string): Promise<string> {
    const file = this.fileOf(evidence.origin, ending);
    await writeDurably(file, `${JSON.stringify(evidence, null, 2)}\n`);
    return file;
  }

  private fileOf(origin: string, ending: string): string {
    // The name is given by the log, so it is no file name.
    const name = createHash("sha256").update(origin).digest("hex").slice(0, 16);
    return path.join(this.folder, `${name}.${ending}`);
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** The old text or the new one, whenever the power goes: written apart, synced, renamed, synced. */
async function writeDurably(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  const handle = await open(fresh, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
  const folder = await open(path.dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
