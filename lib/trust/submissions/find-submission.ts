/** The document of a request that the catalog does not have yet, found by the id it will have there. */
import type { Db, Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";

const SELECT = {
  requestId: true,
  versionId: true,
  serverId: true,
  serverName: true,
  version: true,
  checksum: true,
  createdAt: true,
  proposed: {
    select: {
      document: true,
      payload: true,
      request: { select: { id: true, number: true, state: true, ownerTeamId: true } },
    },
  },
} as const satisfies Prisma.TrustSubmissionSelect;

type Row = Prisma.TrustSubmissionGetPayload<{ select: typeof SELECT }>;

export type Submission = Omit<Row, "proposed"> & {
  /** The text of its server.json. */
  document: string;
  payload: Row["proposed"]["payload"];
  request: Row["proposed"]["request"];
};

/** A step: null where the catalog has the version, or nobody proposes it any more. */
export async function findSubmission(db: Db, versionId: string): Promise<Submission | null> {
  const row = await db.trustSubmission.findFirst({ where: { versionId }, select: SELECT });
  if (row === null || (await isListed(db, versionId))) return null;
  const { proposed, ...submission } = row;
  const { document, payload, request } = proposed;
  return document === null ? null : { ...submission, document, payload, request };
}

const isListed = async (db: Db, id: string) =>
  (await db.serverVersion.count({ where: { id } })) > 0;

/**
 * A step: the same, locked until the transaction ends. Whoever approves the request holds its lock,
 * so what comes to the catalog meanwhile is seen.
 */
export async function lockSubmission(tx: Tx, versionId: string): Promise<Submission | null> {
  const found = await findSubmission(tx, versionId);
  if (found === null) return null;
  await tx.$queryRaw`SELECT 1 FROM "Request" r WHERE r."id" = ${found.requestId}::uuid FOR UPDATE`;
  return findSubmission(tx, versionId);
}

const OPEN: ReadonlySet<string> = new Set(["submitted", "in_review", "changes_requested"]);

/** Whether somebody still waits for a decision about it. */
export const isAwaited = ({ request }: Submission): boolean => OPEN.has(request.state);
