import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { artifactKey, installOptions, sourceHost, type InstallOption } from "./install-options.ts";
import { STALE_MS } from "./scan-steps.ts";
import { ScanRef, type Trigger } from "./schemas.ts";
import { scanSubject } from "./submissions/scan-subject.ts";

export type StartedScan = {
  versionId: string;
  trigger: Trigger;
  options: (InstallOption & { reference: NonNullable<InstallOption["reference"]> })[];
};

/**
 * Takes a waiting scan up; null when it does not wait any more, when nobody waits for it, or when
 * another one reads one of the same artifacts at this moment: then it goes on waiting. For the worker.
 */
export const startScan = defineCommand({
  name: "startScan",
  permission: "identity.resolve",
  input: ScanRef,

  async run(tx, ctx, { scanId }) {
    // INVARIANT: an artifact is read by one scan at a time; two that start at once see each other.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('gatehouse.trust_scan', 0))::text`;
    const scan = await tx.trustScan.findUnique({
      where: { id: scanId },
      select: {
        state: true,
        trigger: true,
        kinds: true,
        versionId: true,
      },
    });
    if (!scan) throw new AppError("not_found", "There is no such scan any more.");
    if (scan.state !== "queued") return { result: null, audit: [] };
    const { versionId } = scan;
    const subject = await scanSubject(tx, versionId);
    if (subject?.isWanted !== true) {
      await giveUp(tx, ctx, scanId);
      return { result: null, audit: [] };
    }
    const options = optionsOf(subject.document, scan.kinds);
    const references = options.map(({ reference }) => reference);
    const artifacts = [...new Set(references.map(artifactKey))];
    const hosts = [...new Set(references.map(sourceHost))];
    if (await isBusy(tx, ctx, { artifacts, hosts })) return { result: null, audit: [] };
    // What was to be tried again of this version is part of a scan of everything.
    if (scan.kinds.length === 0)
      await tx.trustScan.updateMany({
        where: { versionId, nextTryAt: { not: null } },
        data: { nextTryAt: null },
      });
    await tx.trustScan.update({
      where: { id: scanId },
      data: {
        state: "running",
        artifacts,
        hosts,
        startedAt: ctx.now,
        step: "Looking at what there is to scan",
        attempts: { increment: 1 },
        error: null,
        nextTryAt: null,
      },
      select: { id: true },
    });
    const started: StartedScan = {
      versionId,
      trigger: scan.trigger as Trigger,
      options,
    };
    return { result: started, audit: [] };
  },
});

const giveUp = (tx: Tx, ctx: Context, id: string) =>
  tx.trustScan.update({
    where: { id },
    data: {
      state: "failed",
      finishedAt: ctx.now,
      nextTryAt: null,
      error: "The request was closed before its turn came.",
    },
    select: { id: true },
  });

const optionsOf = (document: JsonObject, kinds: readonly string[]): StartedScan["options"] =>
  installOptions(document).flatMap(({ reference, ...option }) =>
    reference === null || (kinds.length > 0 && !kinds.includes(reference.kind))
      ? []
      : [{ ...option, reference }],
  );

/** Scans that read from one source at the same time. */
const MOST_OF_A_SOURCE = 4;

type Reads = { artifacts: readonly string[]; hosts: readonly string[] };

async function isBusy(tx: Tx, ctx: Context, { artifacts, hosts }: Reads): Promise<boolean> {
  const running = await tx.trustScan.findMany({
    where: {
      state: "running",
      startedAt: { gt: new Date(ctx.now.getTime() - STALE_MS) },
      OR: [{ artifacts: { hasSome: [...artifacts] } }, { hosts: { hasSome: [...hosts] } }],
    },
    select: { artifacts: true, hosts: true },
  });
  return (
    running.some((scan) => scan.artifacts.some((artifact) => artifacts.includes(artifact))) ||
    hosts.some(
      (host) => running.filter((scan) => scan.hosts.includes(host)).length >= MOST_OF_A_SOURCE,
    )
  );
}
