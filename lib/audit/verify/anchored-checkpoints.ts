import { env } from "#lib/config/env.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { keptCheckpoints, type KeptCheckpoints, type KeptNote } from "./kept-checkpoints.ts";

/**
 * What this installation kept outside its database (AUDIT_ANCHOR_DIR), and what somebody brings
 * besides, as files or folders. Ask before the snapshot of a verification.
 * @throws AppError for what cannot be read: then nothing was compared, which is no verdict.
 */
export async function anchoredCheckpoints(
  brought: readonly string[] = [],
): Promise<KeptCheckpoints> {
  const { anchorDir } = env.audit;
  const own = anchorDir === null ? [] : [await ofAnchor(anchorDir)];
  const all = [...own, await keptCheckpoints(brought)];
  return {
    notes: inTurn(all.map(({ notes }) => notes)),
    setAside: all.flatMap(({ setAside }) => setAside),
  };
}

// Not its path: this may become part of a record, and long names of folders look like keys.
async function ofAnchor(folder: string): Promise<KeptCheckpoints> {
  try {
    return await keptCheckpoints([folder]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code = "" } = (error.cause ?? {}) as NodeJS.ErrnoException;
    throw new AppError(
      "unavailable",
      `The folder of AUDIT_ANCHOR_DIR cannot be read (${code}), so that the log was not compared with what was kept outside. The worker makes it with the first checkpoint.`,
      { cause: error },
    );
  }
}

async function* inTurn(all: readonly KeptCheckpoints["notes"][]): AsyncGenerator<KeptNote> {
  for (const notes of all) yield* notes;
}
