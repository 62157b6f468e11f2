import { randomUUID } from "node:crypto";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import type { DocumentFacts } from "#lib/catalog/core/read-document.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { Tx } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { refuseRevoked } from "#lib/revocations/refuse-revoked.ts";
import { carryOver, reservedIds } from "#lib/trust/submissions/carry-over.ts";
import { seenOptions } from "#lib/trust/submissions/reviewed-tools.ts";
import { pinApproved } from "#lib/trust/tools/pin-approved.ts";
import { listedTools } from "../core/definitions.ts";
import { mergedTools } from "../core/told-tools.ts";
import type { ProposedDocument, Proposal } from "../payload.ts";
import { proposedTools } from "../judged-tools.ts";
import { toldDefinitions } from "../told-tools.ts";
import type { Granted } from "./effect.ts";
import { textField } from "./payload-fields.ts";

type Server = { id: string; name: string; isNew?: boolean };

/**
 * A step: the approved document as a version of the server, with what its review found out. A candidate
 * that a mirror brought is approved where it is the very document that was reviewed, and refused where
 * it is not.
 */
export async function storeVersion(
  tx: Tx,
  ctx: Context,
  { server, granted }: { server: Server; granted: Granted },
): Promise<AuditEntry[]> {
  const { document, payload } = granted;
  if (document === null) throw new TypeError("An approved version has no document.");
  const known = server.isNew
    ? null
    : await tx.serverVersion.findUnique({
        where: { serverId_version: { serverId: server.id, version: document.facts.version } },
        select: { id: true, checksum: true },
      });
  const id = await newId(tx, {
    requestId: granted.request.id,
    checksum: document.checksum,
    serverId: server.id,
  });
  if (known && known.checksum !== document.checksum)
    throw new AppError(
      "conflict",
      `Version ${document.facts.version} changed upstream since the review began: send a new revision with the document as it is now.`,
    );
  if (known)
    await tx.serverVersion.update({
      where: { id: known.id },
      data: {
        lifecycle: "approved",
        approvedAt: ctx.now,
        statusAt: ctx.now,
        statusMessage: null,
        ...changelogOf(payload),
      },
      select: { id: true },
    });
  else await insertVersion(tx, ctx, { id, server, document, payload });
  await refuseRevoked(tx, { serverId: server.id, version: document.facts.version });
  const { version } = document.facts;
  const decided = granted.request.toolsSeen;
  const held = await pinApproved(tx, ctx, { serverId: server.id, version, decided });
  if (known) return held;
  const of = { id, version, document: document.text, serverId: server.id };
  return [...held, ...(await carryOver(tx, ctx, of))];
}

/** The id under which the review had it scanned, so that the version takes over what was found. */
async function newId(tx: Tx, { requestId, checksum, serverId }: Reviewed): Promise<string> {
  const reserved = await reservedIds(tx, requestId, checksum);
  if (reserved?.serverId !== serverId) return randomUUID();
  // The catalog had it, under this id, and has another document there now.
  const isTaken = await tx.serverVersion.count({ where: { id: reserved.versionId } });
  return isTaken > 0 ? randomUUID() : reserved.versionId;
}

type Reviewed = { requestId: string; checksum: string; serverId: string };
type Inserted = { id: string; server: Server; document: ProposedDocument; payload: JsonObject };

async function insertVersion(tx: Tx, ctx: Context, { id, server, document, payload }: Inserted) {
  const { facts, text, checksum } = document;
  const tools = await reviewedTools(tx, id, { serverName: server.name, payload, document });
  await tx.serverVersion.create({
    data: {
      id,
      serverId: server.id,
      serverName: server.name,
      version: facts.version,
      orderKey: orderKey(facts.version, ctx.now.toISOString()),
      lifecycle: "approved",
      document: text,
      checksum,
      ...columnsOf(facts),
      ...changelogOf(payload),
      publishedAt: ctx.now,
      approvedAt: ctx.now,
      statusAt: ctx.now,
      createdAt: ctx.now,
      updatedAt: ctx.now,
      toolNames: tools.map((tool) => tool.name),
    },
    select: { id: true },
  });
  if (facts.packages.length > 0)
    await tx.versionPackage.createMany({
      data: facts.packages.map((entry) => ({ versionId: id, ...entry })),
    });
  if (tools.length > 0) await tx.tool.createMany({ data: tools.map((tool) => toolRow(id, tool)) });
}

/**
 * As the review showed them: what a scan saw before what is declared. Where nothing is declared the
 * catalog lists by itself what scans see (`carryOver`).
 */
async function reviewedTools(
  tx: Tx,
  id: string,
  proposal: Proposal & { document: ProposedDocument },
): Promise<ToolFacts[]> {
  const declared = proposedTools(proposal);
  if (declared === null) return [];
  const options = await seenOptions(tx, { id, document: proposal.document.value });
  return listedTools(mergedTools(toldDefinitions(options).definitions, declared));
}

const columnsOf = (facts: DocumentFacts) => ({
  title: facts.title,
  description: facts.description,
  websiteUrl: facts.websiteUrl,
  repositoryUrl: facts.repositoryUrl,
  iconUrl: facts.iconUrl,
  readme: facts.readme,
  packageTypes: facts.packageTypes,
  transports: facts.transports,
  remoteUrls: facts.remoteUrls,
});

const changelogOf = (payload: JsonObject) => {
  const changelog = textField(payload, "changelog");
  return changelog === null ? {} : { changelog };
};

const json = (value: JsonObject | null) =>
  value === null ? Prisma.DbNull : (value as Prisma.InputJsonObject);

const toolRow = (versionId: string, tool: ToolFacts): Prisma.ToolCreateManyInput => ({
  versionId,
  name: tool.name,
  title: tool.title,
  description: tool.description,
  inputSchema: json(tool.inputSchema),
  outputSchema: json(tool.outputSchema),
  annotations: json(tool.annotations),
  origin: "import",
});

/** A step: what was granted, under which conditions and until when; earlier grants of the version end. */
export async function storeApproval(
  tx: Tx,
  ctx: Context,
  granted: Granted & { serverId: string; version: string; checksum: string },
): Promise<void> {
  const { conditions, serverId } = granted;
  await tx.approval.updateMany({
    where: { serverId, version: granted.version, endedAt: null },
    data: { endedAt: ctx.now },
  });
  await tx.approval.create({
    data: {
      serverId,
      version: granted.version,
      checksum: granted.checksum,
      requestId: granted.request.id,
      allowedTools: [...(conditions.allowedTools ?? [])],
      limitsTools: conditions.allowedTools !== null,
      allowedEnvironments: [...(conditions.allowedEnvironments ?? [])],
      limitsEnvironments: conditions.allowedEnvironments !== null,
      note: conditions.note,
      grantedAt: ctx.now,
      expiresAt: granted.validUntil,
    },
    select: { id: true },
  });
}
