import type { AuditEntry, AuditFacts } from "#lib/audit/core/entry.ts";
import { sendsTheSame } from "#lib/audit-sinks/core/same-content.ts";
import { countRemovedByAge } from "#lib/audit-sinks/removed-by-age.ts";
import type { SinkConfig, SinkFilter } from "#lib/audit-sinks/schemas.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { sinkPlace } from "../core/change-facts.ts";
import { openSinkSecrets, sealSinkSecrets } from "../sealed-secrets.ts";

type Change = { id: string; sealedSecret: string | null };
type Create = Change & {
  name: string;
  config: SinkConfig;
  filter: SinkFilter;
  from: "beginning" | "now";
};
type Alter = Change & {
  sinkId: string;
  name?: string | undefined;
  config?: SinkConfig | undefined;
  filter?: SinkFilter | undefined;
  enabled?: boolean | undefined;
};

/** A sink has the id of the proposal that made it. */
export async function createSink(tx: Tx, ctx: Context, sink: Create): Promise<AuditEntry[]> {
  const { id, name, config, filter, from, sealedSecret } = sink;
  const tree = from === "now" ? await tx.auditTree.findFirst({ select: { size: true } }) : null;
  await tx.auditSink.create({
    data: {
      id,
      name,
      kind: config.kind,
      format: config.format,
      config: asJson(config),
      filter: asJson(filter),
      // Under the same id it opens as it is.
      sealedSecret,
      start: tree?.size ?? 0n,
      position: tree?.size ?? 0n,
      createdAt: ctx.now,
    },
    select: { id: true },
  });
  const removed = await countRemovedByAge(tx, id, true);
  return [
    {
      action: "sink.create",
      targetKind: "sink",
      targetId: id,
      before: null,
      after: { name, ...sinkPlace(config), filter: asFacts(filter), from, ...removed },
    },
  ];
}

export async function changeSink(tx: Tx, change: Alter): Promise<AuditEntry[]> {
  const { id, sinkId } = change;
  const before = await lockSink(tx, sinkId);
  const secrets = changedSecrets(before, change);
  const after = await tx.auditSink.update({
    where: { id: sinkId },
    data: { ...changedSettings(change), ...secrets, ...NO_FAILURE },
    select: SINK,
  });
  if (after.enabled && !before.enabled) await compareFromNow(tx, sinkId);
  const removed =
    after.enabled === before.enabled ? {} : await countRemovedByAge(tx, sinkId, after.enabled);
  const compared = sendsTheSame(before, after) ? null : await compareFromHere(tx, sinkId, before);
  return [
    {
      action: "sink.change",
      targetKind: "sink",
      targetId: sinkId,
      before: { ...factsOf(before), ...compared?.before },
      after: {
        ...factsOf(after),
        ...compared?.after,
        ...(secrets ? { secrets: "changed" } : {}),
        ...removed,
        change: id,
      },
    },
  ];
}

/** A sink that was corrected is tried at once. */
const NO_FAILURE = { failures: 0, openUntil: null, lastError: null };

const changedSettings = ({ name, config, filter, enabled }: Alter) => ({
  ...(name === undefined ? {} : { name }),
  ...(config === undefined
    ? {}
    : { kind: config.kind, format: config.format, config: asJson(config) }),
  ...(filter === undefined ? {} : { filter: asJson(filter) }),
  ...(enabled === undefined ? {} : { enabled }),
});

/** What is not given anew stays. */
function changedSecrets(before: Row, { id, sinkId, sealedSecret }: Alter) {
  if (!sealedSecret) return null;
  const secrets = {
    ...openSinkSecrets(before.sealedSecret, sinkId),
    ...openSinkSecrets(sealedSecret, id),
  };
  return { sealedSecret: sealSinkSecrets(secrets, sinkId) };
}

/**
 * A step: what was sent by the settings before is compared no more: today's do not say what of it
 * should be where. Answers, for the record, up to which leaf (not included) those before sent and
 * compared, and the first leaf that the present ones are held to.
 */
async function compareFromHere(tx: Tx, sinkId: string, { position, start, comparedTo }: Row) {
  await tx.auditSink.update({
    where: { id: sinkId },
    data: { start: position, uncomparedSince: null, uncomparedFrom: null, uncomparedThrough: null },
    select: { id: true },
  });
  await tx.$executeRaw`
    UPDATE "AuditSinkLetter" SET "comparedAt" = clock_timestamp()
    WHERE "sinkId" = ${sinkId}::uuid AND "replayedAt" IS NOT NULL AND "comparedAt" IS NULL`;
  const compared = comparedTo > start ? comparedTo : start;
  return {
    before: { sentTo: Number(position), comparedTo: Number(compared) },
    after: { comparedFrom: Number(position) },
  };
}

/** Nobody compares what a sink holds that is switched off: that is not held against the nights to come. */
async function compareFromNow(tx: Tx, sinkId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "AuditSink" SET "uncomparedSince" = clock_timestamp()
    WHERE "id" = ${sinkId}::uuid AND "uncomparedSince" IS NOT NULL`;
}

export async function removeSink(tx: Tx, change: string, sinkId: string): Promise<AuditEntry[]> {
  const before = await lockSink(tx, sinkId);
  await tx.auditSink.delete({ where: { id: sinkId }, select: { id: true } });
  return [
    {
      action: "sink.remove",
      targetKind: "sink",
      targetId: sinkId,
      before: { ...factsOf(before), position: String(before.position) },
      after: { change },
    },
  ];
}

const SINK = {
  name: true,
  config: true,
  filter: true,
  enabled: true,
  sealedSecret: true,
  position: true,
  start: true,
  comparedTo: true,
} as const;

async function lockSink(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "AuditSink" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.auditSink.findUnique({ where: { id }, select: SINK });
  if (!row) throw new AppError("conflict", "This sink was removed meanwhile.");
  return row;
}

type Row = Prisma.AuditSinkGetPayload<{ select: typeof SINK }>;
const factsOf = ({ name, config, filter, enabled }: Row): AuditFacts => ({
  name,
  ...sinkPlace(config as Parameters<typeof sinkPlace>[0]),
  filter: asFacts(filter),
  enabled,
});

const asJson = (value: object) => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject;
const asFacts = (value: unknown) => JSON.parse(JSON.stringify(value)) as AuditFacts;
