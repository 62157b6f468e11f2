import { env } from "#lib/config/env.ts";
import { bumpDocument, versionOf } from "#lib/upstream/core/bump-document.ts";
import { isNewer } from "#lib/upstream/core/releases.ts";
import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { findTarget } from "#lib/requests/target.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { ServerRef } from "#lib/catalog/server-schemas.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { Db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { IntakeSources, Reach } from "./ask.ts";
import { matchingPackage } from "./core/draft-document.ts";
import { referencesOfDocument } from "./core/document-facts.ts";
import { evidenceIn, NO_FACTS, type Evidence } from "./core/evidence.ts";
import { writeReference, type PackageReference } from "./core/reference.ts";
import { inspect, type Inspection } from "./inspect.ts";

export type VersionProposal = {
  /** The version that the proposal starts from. */
  current: string;
  /** What is proposed; the current document itself where nothing newer was found. */
  document: JsonObject;
  newer: boolean;
  tools: ToolFacts[];
  evidence: Evidence;
};

export const proposeVersion = proposalOf({ ...env.intake, timeoutMs: 8_000 });

/**
 * The next version of a listed server: as the official registry has it, else the current document
 * with the newest version of its package. Null for a server that does not exist or has no document.
 */
export function proposalOf(sources: IntakeSources) {
  return defineQuery({
    name: "proposeVersion",
    permission: "request.create",
    input: ServerRef,

    async run({ db }, ctx, { name }): Promise<VersionProposal | null> {
      const target = await findTarget(db, ctx, name);
      const current = target && (await newestDocument(db, target.id));
      if (!current) return null;
      const reach = { sources, signal: AbortSignal.timeout(20_000) };
      const { document, inspection, reference } = await nextOf(reach, name, current);
      return {
        current: textIn(current, "version"),
        document,
        newer: textIn(document, "version") !== textIn(current, "version"),
        tools: inspection?.tools ?? [],
        evidence: {
          reference,
          readAt: ctx.now.toISOString(),
          sources: inspection?.reports ?? [],
          ...evidenceIn(inspection?.facts ?? NO_FACTS),
          assumptions: [],
        },
      };
    },
  });
}

async function newestDocument(db: Db, serverId: string): Promise<JsonObject | null> {
  const row = await db.serverVersion.findFirst({
    where: { serverId, lifecycle: { in: ["approved", "deprecated"] } },
    orderBy: { orderKey: "desc" },
    select: { document: true },
  });
  return row && documentOf(row.document);
}

type Next = { document: JsonObject; inspection: Inspection | null; reference: string };

async function nextOf(reach: Reach, name: string, current: JsonObject): Promise<Next> {
  const official = await inspect(reach, { kind: "official", name, version: null });
  if (official.found && textIn(official.document, "version") !== textIn(current, "version"))
    return { document: official.document, inspection: official, reference: `registry:${name}` };

  const packaged = referencesOfDocument(current).find(
    (one) => one.kind === "npm" || one.kind === "pypi",
  );
  if (!packaged) return { document: current, inspection: official, reference: `registry:${name}` };
  const newest = { ...packaged, version: null };
  const inspection = await inspect(reach, newest);
  return {
    document: bumped(current, newest, inspection.facts.version),
    inspection,
    reference: writeReference(newest),
  };
}

/** The document with this version of the package, where that is a newer one. */
function bumped(
  document: JsonObject,
  reference: PackageReference,
  version: string | null,
): JsonObject {
  const entry = matchingPackage(document, reference);
  if (entry === null || version === null || !isNewer(version, versionOf(entry))) return document;
  const position = objectsIn(document, "packages").indexOf(entry);
  return bumpDocument(document, [{ position, version }]);
}
