import type { Db } from "#lib/db/client.ts";
import { namespaceOfServer, proofOf, selfAndAbove, type PublisherKind } from "./core/namespaces.ts";
import type { ProofMethod, ProofState } from "./core/proof.ts";

export type Claim = {
  publisher: { id: string; name: string; kind: PublisherKind; identity: string };
  teamId: string | null;
  /** How the domain of this very namespace is proven; null: it is not. */
  proof: ProofMethod | null;
};

/** A step: the publisher that a server's namespace was given to, the nearest first; null: nobody. */
export async function claimOf(db: Db, serverName: string): Promise<Claim | null> {
  const namespace = namespaceOfServer(serverName);
  const rows = await db.publisherNamespace.findMany({
    where: { namespace: { in: selfAndAbove(namespace) } },
    select: {
      namespace: true,
      publisher: {
        select: {
          id: true,
          name: true,
          kind: true,
          identity: true,
          teamId: true,
          state: true,
          method: true,
        },
      },
    },
  });
  const nearest = rows.sort((one, other) => other.namespace.length - one.namespace.length)[0];
  if (nearest === undefined) return null;
  const { id, name, identity, teamId, ...row } = nearest.publisher;
  const kind = row.kind as PublisherKind;
  const proven = {
    kind,
    identity,
    state: row.state as ProofState,
    method: row.method as ProofMethod | null,
  };
  return {
    publisher: { id, name, kind, identity },
    teamId,
    proof: proofOf(proven, namespace),
  };
}

/** A step: whether a namespace, or one above it, is kept from everybody. */
export async function isReserved(db: Db, serverName: string): Promise<boolean> {
  const names = selfAndAbove(namespaceOfServer(serverName));
  return (await db.reservedNamespace.count({ where: { namespace: { in: names } } })) > 0;
}
