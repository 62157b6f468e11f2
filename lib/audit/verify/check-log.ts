import { env } from "#lib/config/env.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { noteVerification } from "../note-verification.ts";
import { raiseLogAlarm } from "../raise-log-alarm.ts";
import { logKeys } from "../sequencer/audit-key.ts";
import { anchoredCheckpoints } from "./anchored-checkpoints.ts";
import { checkUpkeep } from "./check-upkeep.ts";
import { readLog } from "./in-snapshot.ts";
import type { KeptCheckpoints } from "./kept-checkpoints.ts";
import type { Problem } from "./problem.ts";
import { verifyLog } from "./verify-log.ts";

/**
 * Nightly: the whole log is computed again, and held against what was kept outside. What does not fit
 * raises the alarm.
 * @throws SettingError without the keys that it is signed with.
 */
export async function checkLog(ctx: Context): Promise<void> {
  const started = Date.now();
  const keys = logKeys();
  const kept = await keptOutside();
  const { size, problems } = await readLog(env.databaseUrl ?? "", async (client) => {
    const log = await verifyLog(client, { keys, outside: kept.notes });
    return {
      ...log,
      problems: [...kept.problems, ...log.problems, ...(await checkUpkeep(client))],
    };
  });
  const seconds = Math.round((Date.now() - started) / 1_000);
  await noteVerification(ctx, { size, seconds, problems: problems.length });
  const [first] = problems;
  if (!first) return;
  const place =
    first.seq === undefined
      ? ""
      : `Record ${first.seq} of writer ${first.writer ?? "?"}, epoch ${first.epoch ?? "?"}: `;
  await raiseLogAlarm(ctx, {
    what: `${place}${first.what.replace(/\.$/, "")}. ${problems.length === 1 ? "" : `${problems.length - 1} more findings. `}Run gatehouse audit verify.`,
  });
}

/** An anchor that cannot be read is told: nobody knows what it would say. */
async function keptOutside(): Promise<Pick<KeptCheckpoints, "notes"> & { problems: Problem[] }> {
  try {
    return { ...(await anchoredCheckpoints()), problems: [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { notes: [], problems: [{ what: error.message }] };
  }
}
