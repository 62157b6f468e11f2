import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Json, JsonObject } from "#lib/kernel/json.ts";
import type { Tool } from "../core/facts.ts";
import { installOptions } from "../install-options.ts";
import { currentPin, newestSnapshot, type ToolPlace } from "./approved-tools.ts";
import { keepToolSet, movePin } from "./keep-tool-set.ts";

const VERSION = {
  id: true,
  document: true,
  tools: {
    // What scans saw has snapshots of its own.
    where: { origin: { not: "live" } },
    select: {
      name: true,
      title: true,
      description: true,
      inputSchema: true,
      outputSchema: true,
      annotations: true,
    },
  },
} as const;

type Approved = {
  serverId: string;
  version: string;
  /** Hashes of the sets that the decision was for, by way to install it. */
  decided: Readonly<Record<string, string>>;
};

/**
 * A step, when a version is approved: pins the tool definitions that stood when reviewers decided, for
 * each way to install it. That is the set that the decision was for, wherever a scan saw it; where it
 * names none, the newest set that a scan saw, else the tools that the review showed, where those came
 * whole. A pin that is there already moves by a decision of its own.
 */
export async function pinApproved(
  tx: Tx,
  ctx: Context,
  { decided, ...serverId_version }: Approved,
): Promise<void> {
  const version = await tx.serverVersion.findUniqueOrThrow({
    where: { serverId_version },
    select: VERSION,
  });
  const shown = wholeTools(version.tools);
  for (const { option, reference } of installOptions(documentOf(version.document))) {
    if (reference === null) continue;
    const place: ToolPlace = {
      versionId: version.id,
      option,
      kind: reference.kind,
      name: reference.name,
    };
    if ((await currentPin(tx, place)) !== null) continue;
    const setHash =
      decided[option] ??
      (await newestSnapshot(tx, place))?.setHash ??
      (shown === null ? null : await keepToolSet(tx, shown));
    if (setHash !== null)
      await movePin(tx, place, { setHash, after: 0, at: ctx.now, why: { cause: "approved" } });
  }
}

type Row = {
  name: string;
  title: string | null;
  description: string;
  inputSchema: unknown;
  outputSchema: unknown;
  annotations: unknown;
};

/**
 * Null for lists that leave something out: MCP has every tool of a running server say what it takes,
 * so a list without that was written by hand and is nothing to compare a server with.
 */
function wholeTools(rows: readonly Row[]): Tool[] | null {
  if (rows.length === 0 || rows.some(({ inputSchema }) => inputSchema === null)) return null;
  return rows.map(({ description, inputSchema, outputSchema, annotations, ...row }) => ({
    ...row,
    // "No description" is kept as an empty one.
    description: description === "" ? null : description,
    // Columns of the kind JSON hold what was JSON.
    inputSchema: inputSchema as Json,
    outputSchema: outputSchema as Json,
    annotations: annotations as JsonObject | null,
  }));
}
