import type { Origin } from "#lib/catalog/core/words.ts";
import { toolFacts } from "#lib/catalog/core/tool-facts.ts";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import type { Db } from "#lib/db/client.ts";
import { isJsonObject, ownValue } from "#lib/kernel/json.ts";
import { storedDocument } from "#lib/requests/payload.ts";
import { findSubmission, type Submission } from "./find-submission.ts";

const TEAM = {
  members: { where: { user: { disabledAt: null } }, select: { userId: true } },
} as const;
const REQUEST = {
  origin: true,
  requester: { select: { id: true, issuer: true } },
  ownerTeamId: true,
  ownerTeam: { select: TEAM },
  revisions: { orderBy: { revision: "desc" }, take: 1, select: { evidence: true } },
} as const;

/** A step: the document of a request as the version that it would be; null: the catalog has it. */
export async function submittedVersion(db: Db, versionId: string) {
  const submission = await findSubmission(db, versionId);
  if (submission === null) return null;
  const [request, server] = await Promise.all([
    db.request.findUniqueOrThrow({ where: { id: submission.requestId }, select: REQUEST }),
    db.server.findUnique({
      where: { id: submission.serverId },
      select: { origin: true, ownerTeamId: true, ownerTeam: { select: TEAM } },
    }),
  ]);
  const { createdAt, version, document } = submission;
  return {
    id: versionId,
    version,
    document,
    createdAt,
    orderKey: orderKey(version, createdAt.toISOString()),
    lifecycle: "in_review" as const,
    statusAt: createdAt,
    revocation: null,
    tools: toolNamesOf(submission),
    // Who asks for a new server has nobody's word for its name yet.
    request: { ...request, isByOwners: isOneOf(server?.ownerTeam ?? null, request.requester.id) },
    server: {
      id: submission.serverId,
      name: submission.serverName,
      origin: server?.origin ?? originOf(submission),
      ...ownerOf(server, request),
    },
  };
}

type Owned = { ownerTeamId: string | null; ownerTeam: { members: { userId: string }[] } | null };

/** Who owns the server, else who would. */
function ownerOf(server: Owned | null, request: Owned): Owned {
  const { ownerTeamId, ownerTeam } = server?.ownerTeamId == null ? request : server;
  return { ownerTeamId, ownerTeam };
}

const isOneOf = (team: { members: { userId: string }[] } | null, userId: string): boolean =>
  team?.members.some((member) => member.userId === userId) === true;

/** What the column of a server says where nobody has said it. */
const DEFAULT_ORIGIN: Origin = "community";

function originOf({ payload }: Submission): Origin {
  const origin = isJsonObject(payload) ? ownValue(payload, "origin") : undefined;
  return typeof origin === "string" ? (origin as Origin) : DEFAULT_ORIGIN;
}

/** Those that the request names, else those of its document. */
function toolNamesOf({ payload, document }: Submission): { name: string }[] {
  const given = isJsonObject(payload) ? toolFacts(ownValue(payload, "tools")) : [];
  const all = given.length > 0 ? given : storedDocument(document).facts.tools;
  return all.map(({ name }) => ({ name }));
}
