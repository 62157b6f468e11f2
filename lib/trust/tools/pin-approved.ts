import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Json, JsonObject } from "#lib/kernel/json.ts";
import type { Tool } from "../core/facts.ts";
import { installOptions } from "../install-options.ts";
import { lockVersion, type LockedVersion } from "../lock-version.ts";
import { approvedBy, currentPin, newestSnapshot, type ToolPlace } from "./approved-tools.ts";
import { holdUnapproved } from "./hold-unapproved.ts";
import { keepToolSet, movePin } from "./keep-tool-set.ts";
import { readToolSet } from "./read-tool-set.ts";

const VERSION = {
  id: true,
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
 * A step, when a version is approved: pins the tool definitions that reviewers decided on, for each way to
 * install it. That is the set that the decision was for, wherever a scan saw it, else the tools that the
 * review showed, where those came whole, else none. What a scan has seen beside them is held at once. A pin
 * that is there already moves by a decision of its own.
 */
export async function pinApproved(
  tx: Tx,
  ctx: Context,
  { decided, ...serverId_version }: Approved,
): Promise<AuditEntry[]> {
  const { id, tools } = await tx.serverVersion.findUniqueOrThrow({
    where: { serverId_version },
    select: VERSION,
  });
  const version = await lockVersion(tx, id);
  const shown = wholeTools(tools);
  const held: AuditEntry[] = [];
  for (const { option, reference } of installOptions(documentOf(version.document))) {
    if (reference === null) continue;
    const { kind, name } = reference;
    const place: ToolPlace = { versionId: id, option, kind, name };
    if ((await currentPin(tx, place)) !== null) continue;
    const setHash = decided[option] ?? (await keepToolSet(tx, shown ?? []));
    const cause = decided[option] === undefined && shown === null ? "unseen" : "approved";
    await movePin(tx, place, { setHash, after: 0, at: ctx.now, why: { cause } });
    held.push(...(await holdNewest(tx, ctx, { version, place, setHash })));
  }
  return held;
}

type Pinned = { version: LockedVersion; place: ToolPlace; setHash: string };

/** What a scan saw since the decision was checked, or beside what it was for. */
async function holdNewest(
  tx: Tx,
  ctx: Context,
  { version, place, setHash }: Pinned,
): Promise<AuditEntry[]> {
  const newest = await newestSnapshot(tx, place);
  if (newest === null || newest.setHash === setHash) return [];
  const tools = readToolSet(newest.set);
  if (tools === null) return [];
  const approved = approvedBy(await currentPin(tx, place));
  return holdUnapproved(tx, ctx, { version, place, setHash: newest.setHash, tools, approved });
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
