import { documentOf } from "#lib/catalog/server-view.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { artifactsOf, installOptions, type InstallOption } from "./install-options.ts";
import { STALE_MS } from "./scan-steps.ts";
import { ScanRef, type Trigger } from "./schemas.ts";

export type StartedScan = {
  versionId: string;
  trigger: Trigger;
  options: (InstallOption & { reference: NonNullable<InstallOption["reference"]> })[];
};

/**
 * Takes a waiting scan up; null when it does not wait any more, or when another one reads one of the
 * same artifacts at this moment: then it goes on waiting. For the worker.
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
        serverVersion: { select: { id: true, document: true } },
      },
    });
    if (!scan) throw new AppError("not_found", "There is no such scan any more.");
    if (scan.state !== "queued") return { result: null, audit: [] };
    const document = documentOf(scan.serverVersion.document);
    const artifacts = artifactsOf(document);
    const busy = await tx.trustScan.count({
      where: {
        state: "running",
        startedAt: { gt: new Date(ctx.now.getTime() - STALE_MS) },
        artifacts: { hasSome: artifacts },
      },
    });
    if (busy > 0) return { result: null, audit: [] };
    // What was to be tried again of this version is part of this scan.
    await tx.trustScan.updateMany({
      where: { versionId: scan.serverVersion.id, nextTryAt: { not: null } },
      data: { nextTryAt: null },
    });
    await tx.trustScan.update({
      where: { id: scanId },
      data: {
        state: "running",
        artifacts,
        startedAt: ctx.now,
        step: "Looking at what there is to scan",
        attempts: { increment: 1 },
        error: null,
        nextTryAt: null,
      },
      select: { id: true },
    });
    const started: StartedScan = {
      versionId: scan.serverVersion.id,
      trigger: scan.trigger as Trigger,
      options: installOptions(document).flatMap(({ reference, ...option }) =>
        reference === null ? [] : [{ ...option, reference }],
      ),
    };
    return { result: started, audit: [] };
  },
});
