import { z } from "zod";
import { KEPT_KINDS, LEAST_DAYS, type KeptKind } from "#lib/audit/core/retention.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { Db } from "#lib/db/client.ts";
import { decidersOf } from "./require-decider.ts";

export type HoldView = {
  id: string;
  name: string;
  reason: string;
  /** Null: everybody. */
  person: { id: string; name: string } | null;
  from: Date | null;
  to: Date | null;
  createdAt: Date;
};
export type ErasureView = {
  subject: string;
  /** As the account is called now; null: there is none. */
  name: string | null;
  at: Date;
};
export type LogSettingsView = {
  retention: { kind: KeptKind; days: number | null; least: number; removed: number }[];
  holds: HoldView[];
  /** The last ones. */
  erasures: ErasureView[];
  /** Auditors who can be the second person for any of this, beside whoever asks. */
  auditors: { id: string; name: string }[];
};

const ERASURES = 20;

/** How long the log keeps what, what must not be removed, and who was erased. */
export const getLogSettings = defineQuery({
  name: "getLogSettings",
  permission: "audit.read",
  input: z.object({}),

  async run({ db }, ctx): Promise<LogSettingsView> {
    const [retention, holds, erasures, auditors] = await Promise.all([
      retentionOf(db),
      db.auditHold.findMany({ where: { liftedAt: null }, orderBy: { createdAt: "desc" } }),
      erasuresOf(db),
      decidersOf(db, {
        kind: "retention.set",
        state: "open",
        proposedById: ctx.actor.kind === "user" ? ctx.actor.id : NOBODY,
        proposedAt: ctx.now,
        proposerIsAdmin: true,
        erases: null,
      }),
    ]);
    const names = await namesOf(db, [
      ...holds.map(({ subject }) => subject),
      ...erasures.map(({ subject }) => subject),
    ]);
    return {
      retention,
      holds: holds.map(({ id, name, reason, subject, from, to, createdAt }) => {
        const person =
          subject === null
            ? null
            : { id: subject, name: names.get(subject) ?? "Somebody who left" };
        return { id, name, reason, person, from, to, createdAt };
      }),
      erasures: erasures.map((one) => ({ ...one, name: names.get(one.subject) ?? null })),
      auditors,
    };
  },
});

const NOBODY = "00000000-0000-0000-0000-000000000000";

async function retentionOf(db: Db): Promise<LogSettingsView["retention"]> {
  const [rows, pruned, payloads] = await Promise.all([
    db.auditRetention.findMany(),
    db.auditPruned.groupBy({ by: ["kind"], _sum: { count: true } }),
    db.auditPayload.count({ where: { ciphertext: null } }),
  ]);
  return KEPT_KINDS.map((kind) => ({
    kind,
    days: rows.find((row) => row.kind === kind)?.days ?? null,
    least: LEAST_DAYS[kind],
    removed:
      kind === "payload" ? payloads : (pruned.find((row) => row.kind === kind)?._sum.count ?? 0),
  }));
}

async function erasuresOf(db: Db): Promise<{ subject: string; at: Date }[]> {
  const rows = await db.auditEvent.findMany({
    where: { action: "subject.erase" },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: ERASURES,
    select: { targetId: true, at: true },
  });
  return rows.map(({ targetId, at }) => ({ subject: targetId, at }));
}

async function namesOf(db: Db, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const people = await db.user.findMany({
    where: { id: { in: ids.filter((id) => id !== null) } },
    select: { id: true, name: true },
  });
  return new Map(people.map(({ id, name }) => [id, name]));
}
