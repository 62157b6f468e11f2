import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { roleAndTeams } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import {
  RECOVERY_STEPS,
  STEP_NOTICE_HOURS,
  STEP_WORDS,
  type RecoveryStep,
} from "./core/recovery.ts";
import { LIFT_FACTS, storedRecovery } from "./lift-facts.ts";

const AT_ONCE = 500;
const HOUR_MS = 3_600_000;

/**
 * Tells security and the owners of a step after a compromise that is nearly due, once for each step. For
 * the worker. Telling changes nothing, so the log does not hold it.
 */
export const remindSteps = defineCommand({
  name: "remindSteps",
  permission: "identity.resolve",
  input: z.object({}),

  async run(tx, ctx) {
    const open = await tx.revocation.findMany({
      where: {
        kind: "compromised",
        lift: null,
        versions: { some: {} },
        steps: { none: { step: RECOVERY_STEPS.at(-1) ?? "" } },
      },
      orderBy: { at: "desc" },
      take: AT_ONCE,
      select: {
        ...LIFT_FACTS,
        id: true,
        subject: true,
        versions: { select: { server: { select: { id: true, ownerTeamId: true } } } },
      },
    });
    let told = 0;
    for (const revocation of open) {
      const recovery = storedRecovery(revocation, ctx.now);
      const next = recovery?.steps.find(({ step }) => step === recovery.next);
      if (
        next === undefined ||
        next.dueAt.getTime() - STEP_NOTICE_HOURS * HOUR_MS > ctx.now.getTime()
      )
        continue;
      const servers = revocation.versions.map(({ server }) => server);
      told += await tell(tx, ctx, { ...revocation, servers, step: next.step, dueAt: next.dueAt });
    }
    return { result: { told }, audit: [] };
  },
});

type Due = {
  id: string;
  subject: string;
  servers: readonly { id: string; ownerTeamId: string | null }[];
  step: RecoveryStep;
  dueAt: Date;
};

/** That somebody was told stands in what was told. */
async function tell(tx: Tx, ctx: Context, due: Due): Promise<0 | 1> {
  const { id, subject, servers, step, dueAt } = due;
  const [first] = servers;
  const key = `${id} ${step}`;
  const before = await tx.outboxEvent.count({
    where: { topic: "revocation.due", data: { path: ["key"], equals: key } },
  });
  if (first === undefined || before > 0) return 0;
  const { label, todo } = STEP_WORDS[step];
  const teams = [...new Set(servers.map(({ ownerTeamId }) => ownerTeamId))];
  await writeEvent(tx, ctx, {
    topic: "revocation.due",
    subject: { kind: "server", id: first.id },
    title: `${label} ${subject}, which was compromised: due ${dueAt.toISOString().slice(0, 16).replace("T", " ")} UTC`,
    body: `${todo} Then write it down on the Revocations page.`,
    link: "/revocations",
    to: await roleAndTeams(tx, "security", teams),
    data: { key, revocation: id, subject, step, dueAt: dueAt.toISOString() },
  });
  return 1;
}
