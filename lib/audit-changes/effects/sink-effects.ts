import type { AuditEntry, AuditFacts } from "#lib/audit/core/entry.ts";
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
  const { id, sinkId, name, config, filter, enabled, sealedSecret } = change;
  const before = await lockSink(tx, sinkId);
  // What is not given anew stays.
  const secrets = sealedSecret && {
    ...openSinkSecrets(before.sealedSecret, sinkId),
    ...openSinkSecrets(sealedSecret, id),
  };
  const after = await tx.auditSink.update({
    where: { id: sinkId },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(config === undefined
        ? {}
        : { kind: config.kind, format: config.format, config: asJson(config) }),
      ...(filter === undefined ? {} : { filter: asJson(filter) }),
      ...(enabled === undefined ? {} : { enabled }),
      ...(secrets ? { sealedSecret: sealSinkSecrets(secrets, sinkId) } : {}),
    },
    select: SINK,
  });
  const removed =
    after.enabled === before.enabled ? {} : await countRemovedByAge(tx, sinkId, after.enabled);
  return [
    {
      action: "sink.change",
      targetKind: "sink",
      targetId: sinkId,
      before: factsOf(before),
      after: {
        ...factsOf(after),
        ...(secrets ? { secrets: "changed" } : {}),
        ...removed,
        change: id,
      },
    },
  ];
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
