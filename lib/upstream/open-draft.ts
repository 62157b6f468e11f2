import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import { evidenceIn, NO_FACTS, type Evidence } from "#lib/intake/core/evidence.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { openRequest } from "#lib/requests/create-request.ts";
import { storedDocument } from "#lib/requests/payload.ts";
import { CreateRequestInput } from "#lib/requests/schemas.ts";
import type { Newer } from "./find-newer.ts";
import type { Seen } from "./schemas.ts";

export type Draft =
  | { kind: "opened"; number: number; audit: AuditEntry }
  /** Asked for or decided already: nothing to do. */
  | { kind: "known" }
  /** It cannot be asked for, in words. */
  | { kind: "refused"; problem: string };

type Proposal = {
  server: { id: string; name: string };
  newer: Newer;
  latestVersion: string;
  requesterId: string;
  evidence: Evidence;
};

/** A step: a draft of the request to add this version, in the name of who answers for the server. */
export async function openDraft(tx: Tx, ctx: Context, proposal: Proposal): Promise<Draft> {
  const { server, newer, requesterId, evidence } = proposal;
  if (await isKnown(tx, server.id, newer.version)) return { kind: "known" };
  const input = CreateRequestInput.parse({
    kind: "add_version",
    server: newer.document,
    serverName: server.name,
    justification: `${newer.source} has ${newer.seenVersion}; version ${proposal.latestVersion} is approved here.`,
    submit: false,
    evidence,
    origin_of_request: "watch",
  });
  try {
    const opened = await openRequest(tx, ctx, { input, requesterId });
    const { id, number, risk } = opened;
    return {
      kind: "opened",
      number,
      audit: {
        action: "request.draft",
        targetKind: "request",
        targetId: id,
        before: null,
        after: {
          kind: "add_version",
          server: server.name,
          revision: 1,
          tier: risk.tier,
          state: "draft",
          origin: "watch",
          version: newer.version,
        },
      },
    };
  } catch (error) {
    // Refused while it was read, so nothing was written.
    if (!(error instanceof AppError)) throw error;
    return { kind: "refused", problem: `No draft could be made of it: ${error.message}` };
  }
}

/** Decided on, asked for by somebody, or drafted by us before, whatever became of that. */
async function isKnown(tx: Tx, serverId: string, version: string): Promise<boolean> {
  const decided = await tx.serverVersion.count({
    where: { serverId, version, lifecycle: { notIn: ["candidate", "in_review"] } },
  });
  if (decided > 0) return true;
  const requests = await tx.request.findMany({
    where: {
      serverId,
      kind: "add_version",
      OR: [
        { state: { in: ["draft", "submitted", "in_review", "changes_requested"] } },
        { origin: "watch" },
      ],
    },
    orderBy: { number: "desc" },
    take: 50,
    select: { revisions: { orderBy: { revision: "desc" }, take: 1, select: { document: true } } },
  });
  return requests.some(({ revisions }) => {
    const document = revisions[0]?.document ?? null;
    return document !== null && storedDocument(document).facts.version === version;
  });
}

/** What the reviewers read about where the version was seen. */
export function watchEvidence(
  now: Date,
  { newer, seen }: { newer: Newer; seen: readonly Seen[] },
): Evidence {
  return {
    ...evidenceIn(NO_FACTS),
    reference: `${newer.registryType}:${newer.identifier}`,
    readAt: now.toISOString(),
    sources: seen.flatMap(({ source, identifier, version }) =>
      version === null
        ? []
        : [
            {
              source,
              status: "read" as const,
              detail: `Read version ${version} of ${identifier}.`,
            },
          ],
    ),
    versions: [{ version: newer.seenVersion, at: null }],
    assumptions: [
      newer.registryType === "mirror"
        ? "The document is the one that the mirrored registry published."
        : "The document is the approved one with new version numbers: check whether its variables and arguments still fit.",
    ],
  };
}
