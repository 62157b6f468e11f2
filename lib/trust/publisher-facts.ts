import type { Origin } from "#lib/catalog/core/words.ts";
import type { Db } from "#lib/db/client.ts";
import { isJsonObject, ownValue } from "#lib/kernel/json.ts";
import { claimOf, isReserved, type Claim } from "#lib/publishers/claim-of.ts";
import { internalDomains } from "#lib/publishers/lock-identity.ts";
import { allowsName } from "#lib/publishing/core/name-patterns.ts";
import type { EntryFacts } from "./core/facts.ts";

type Asked = {
  version: { version: string };
  server: { id: string; name: string; origin: Origin; ownerTeamId: string | null };
  /** The one that asks for it, where the catalog does not have it yet. */
  request?: AskedBy | null;
};
type AskedBy = {
  origin: string;
  /** Who owns the server has approved it, or asks for it. */
  isByOwners: boolean;
  requester: { issuer: string | null };
  revisions: readonly { evidence: unknown }[];
};
type PublisherFacts = Pick<
  EntryFacts,
  "publisherTier" | "namespaceGranted" | "namespaceReserved" | "domainProof"
>;

/** A step: who vouches for a version (MTF PK-01) and for its namespace (RG-01), as far as we know. */
export async function publisherFacts(db: Db, asked: Asked): Promise<PublisherFacts> {
  const { server } = asked;
  const [claims, domains, claim, reserved] = await Promise.all([
    claimsOf(db, server.name),
    internalDomains(db),
    claimOf(db, server.name),
    isReserved(db, server.name),
  ]);
  const source = await sourceOf(db, asked, claims);
  const isOurs = domains.some((domain) => isBelow(server.name, domain));
  const known = { source, claims, isOurs, claim };
  const namespaceGranted = grantOf(server, known);
  return {
    publisherTier: tierOf(known, namespaceGranted === true),
    namespaceGranted,
    namespaceReserved: isOurs || reserved,
    domainProof: claim?.proof ?? null,
  };
}

/** How the document came to us: null where nobody here asked for it (a mirror, an import). */
type Source = { byPipeline: boolean; byOwners: boolean; signsIn: boolean } | null;

async function sourceOf(db: Db, asked: Asked, claims: readonly string[]): Promise<Source> {
  const request = asked.request ?? (await approvedRequest(db, asked));
  if (request === null) return null;
  const { origin, isByOwners, requester, revisions } = request;
  const pipeline = origin === "publish" ? publisherIn(revisions[0]?.evidence) : null;
  return {
    byPipeline: pipeline !== null && claims.includes(pipeline),
    byOwners: isByOwners,
    signsIn: requester.issuer !== null,
  };
}

async function approvedRequest(db: Db, { version, server }: Asked): Promise<AskedBy | null> {
  const approval = await db.approval.findFirst({
    where: { serverId: server.id, version: version.version },
    orderBy: { grantedAt: "asc" },
    select: {
      request: {
        select: {
          origin: true,
          requester: { select: { issuer: true } },
          revisions: { orderBy: { revision: "desc" }, take: 1, select: { evidence: true } },
        },
      },
    },
  });
  return approval && { ...approval.request, isByOwners: true };
}

/** Written by `publishServer` for documents that came with the token of an OpenID issuer. */
function publisherIn(evidence: unknown): string | null {
  if (!isJsonObject(evidence)) return null;
  const publisher = ownValue(evidence, "publisher");
  return typeof publisher === "string" ? publisher : null;
}

/**
 * 1: by the OpenID token of a pipeline; 2: by an organisation with a proven domain, which is the
 * company itself behind its sign-in, or a publisher here; 3: by a person.
 */
function tierOf({ source, isOurs, claim }: Known, isGranted: boolean): EntryFacts["publisherTier"] {
  if (source === null) return null;
  if (source.byPipeline) return 1;
  if (!isGranted) return 3;
  const isProven = claim !== null && claim.teamId !== null && claim.proof !== null;
  return isProven || (source.signsIn && isOurs) ? 2 : 3;
}

/** The trusted publishers that this name was given to. */
async function claimsOf(db: Db, name: string): Promise<string[]> {
  const publishers = await db.trustedPublisher.findMany({
    where: { enabled: true },
    select: { name: true, names: true },
  });
  return publishers.filter(({ names }) => allowsName(names, name)).map((one) => one.name);
}

type Known = {
  source: Source;
  claims: readonly string[];
  isOurs: boolean;
  claim: Claim | null;
};

function grantOf(
  { origin, ownerTeamId }: Asked["server"],
  { source, claims, isOurs, claim }: Known,
): boolean | null {
  if (source?.byPipeline === true) return true;
  if (claim !== null) return claimGrants(claim, ownerTeamId);
  if (isOurs) return origin === "internal" && ownerTeamId !== null;
  if (claims.length === 0) return null;
  // Claimed by a pipeline, and brought by somebody else: an approved request is the owners' word.
  return source?.byOwners === true;
}

/** A publisher's team publishes below its namespaces; of one outside we know no more than its domain. */
function claimGrants({ teamId, proof }: Claim, ownerTeamId: string | null): boolean | null {
  if (teamId !== null) return teamId === ownerTeamId;
  return proof === null ? null : true;
}

/** `com.acme.tools/files` is below `acme.com`. */
function isBelow(serverName: string, domain: string): boolean {
  const namespace = (serverName.split("/")[0] ?? "").toLowerCase();
  const reversed = domain.toLowerCase().replace(/^\.+/, "").split(".").reverse().join(".");
  return reversed !== "" && (namespace === reversed || namespace.startsWith(`${reversed}.`));
}
