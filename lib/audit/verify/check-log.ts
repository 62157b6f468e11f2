import { env } from "#lib/config/env.ts";
import { connected } from "#lib/db/connect.ts";
import type { Context } from "#lib/kernel/context.ts";
import { noteVerification } from "../note-verification.ts";
import { raiseLogAlarm } from "../raise-log-alarm.ts";
import { auditSigner } from "../sequencer/audit-key.ts";
import { verifierOf } from "../tree/signer.ts";
import { checkUpkeep } from "./check-upkeep.ts";
import { inSnapshot } from "./in-snapshot.ts";
import { verifyLog } from "./verify-log.ts";

/** Nightly: the whole log is computed again. What does not fit raises the alarm. */
export async function checkLog(ctx: Context): Promise<void> {
  const started = Date.now();
  const keys = [verifierOf(auditSigner())];
  const { size, problems } = await connected(env.databaseUrl ?? "", (client) =>
    inSnapshot(client, async () => {
      const log = await verifyLog(client, { keys, outside: [] });
      return { ...log, problems: [...log.problems, ...(await checkUpkeep(client))] };
    }),
  );
  const seconds = Math.round((Date.now() - started) / 1_000);
  await noteVerification(ctx, { size, seconds, problems: problems.length });
  const [first] = problems;
  if (!first) return;
  const place =
    first.seq === undefined
      ? ""
      : `Record ${first.seq} of writer ${first.writer ?? "?"}, epoch ${first.epoch ?? "?"}: `;
  await raiseLogAlarm(ctx, {
    what: `${place}${first.what}. ${problems.length === 1 ? "" : `${problems.length - 1} more findings. `}Run gatehouse audit verify.`,
  });
}
