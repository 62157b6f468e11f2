import { hash } from "node:crypto";
import type pg from "pg";
import { openCheckpoint } from "../tree/checkpoint.ts";
import { isOf, parseNote } from "../tree/note.ts";
import type { VerifierKey } from "../tree/verifier-key.ts";
import type { KeptCheckpoints } from "./kept-checkpoints.ts";
import type { Problem } from "./problem.ts";
import type { Checkpoint } from "./tree-check.ts";

type Options = {
  keys: readonly VerifierKey[];
  outside: KeptCheckpoints["notes"];
  /** Records in the tree. */
  size: number;
};
type Report = (problem: Problem) => void;

/** All checkpoints by size, those that are stored and those that were kept outside. */
export async function signedCheckpoints(
  client: pg.Client,
  options: Options,
  report: Report,
): Promise<{ checkpoints: Checkpoint[]; outside: number }> {
  const open = (note: string, name: string): Checkpoint | null => {
    try {
      return { ...openCheckpoint(note, options.keys), name };
    } catch (error) {
      report({ what: `${name}: ${reasonOf(error, note, options.keys)}` });
      return null;
    }
  };
  const notes = new Map<number, string>();
  const stored = await storedCheckpoints(client, notes, { open, report });
  const kept: Checkpoint[] = [];
  const outside = new Set<string>();
  let beyond: Checkpoint | null = null;
  for await (const { name, note } of options.outside) {
    outside.add(hash("sha256", note, "binary"));
    // Most are what is stored, byte for byte: that one is checked.
    if (notes.get(sizeIn(note)) === note) continue;
    const opened = open(note, name);
    if (opened === null) continue;
    if (opened.size <= options.size) kept.push(opened);
    else if (beyond === null || opened.size > beyond.size) beyond = opened;
  }
  if (beyond !== null)
    report({
      what: `${beyond.name} covers ${beyond.size} records, and the log has only ${options.size}: it was cut off or set back`,
    });
  return {
    checkpoints: [...stored, ...kept].sort((a, b) => a.size - b.size),
    outside: outside.size,
  };
}

async function storedCheckpoints(
  client: pg.Client,
  notes: Map<number, string>,
  { open, report }: { open: (note: string, name: string) => Checkpoint | null; report: Report },
): Promise<Checkpoint[]> {
  const { rows } = await client.query<{ size: number; root: Buffer; note: string }>(
    `SELECT "size"::float8 AS "size", "root", "note" FROM "AuditCheckpoint" ORDER BY "size"`,
  );
  return rows.flatMap(({ size, root, note }) => {
    notes.set(size, note);
    const opened = open(note, `the checkpoint of ${size} records`);
    if (opened === null) return [];
    if (opened.size !== size || !root.equals(opened.root))
      report({ what: `the checkpoint stored for ${size} records says something else` });
    return [opened];
  });
}

/** As the note says, which nobody has checked. */
const sizeIn = (note: string): number => Number(note.split("\n", 2)[1]);

function reasonOf(error: unknown, note: string, keys: readonly VerifierKey[]): string {
  const reason = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
  return isOfOthers(note, keys)
    ? `${reason}: former keys of the log are named in AUDIT_PUBLIC_KEYS_OLD, or with --key`
    : reason;
}

function isOfOthers(note: string, keys: readonly VerifierKey[]): boolean {
  try {
    return !parseNote(note).signatures.some((line) => keys.some((key) => isOf(line, key)));
  } catch {
    // It is no note.
    return false;
  }
}
