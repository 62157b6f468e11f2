import { writeEvent } from "#lib/notifications/write-event.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { RaiseLogAlarmInput } from "./schemas.ts";

const AGAIN_MS = 24 * 3_600_000;

/**
 * Something about the log does not fit: it is recorded, and everybody who watches over it is told.
 * The same finding is told once a day, for as long as it stands.
 */
export const raiseLogAlarm = defineCommand({
  name: "raiseLogAlarm",
  permission: "identity.resolve",
  input: RaiseLogAlarmInput,

  async run(tx, ctx, { what }) {
    const told = await tx.auditEvent.findMany({
      where: { action: "log.alarm", at: { gt: new Date(ctx.now.getTime() - AGAIN_MS) } },
      select: { after: true },
    });
    if (told.some(({ after }) => (after as { what?: unknown } | null)?.what === what))
      return { result: { told: false }, audit: [] };
    const watching = await tx.user.findMany({
      where: { disabledAt: null, roles: { hasSome: ["admin", "security", "auditor"] } },
      select: { id: true },
    });
    await writeEvent(tx, ctx, {
      topic: "log.alarm",
      subject: { kind: "log", id: "log" },
      title: "The log is not as it should be",
      body: what,
      link: "/audit/completeness",
      to: watching.map(({ id }) => id),
    });
    return {
      result: { told: true },
      audit: [
        {
          action: "log.alarm",
          targetKind: "log",
          targetId: "log",
          before: null,
          after: { what },
        },
      ],
    };
  },
});
