import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { requestNumber } from "#lib/requests/core/words.ts";
import { storedDocument } from "#lib/requests/payload.ts";
import type { Target } from "#lib/requests/target.ts";

export type OpenRequest = {
  id: string;
  number: number;
  revision: number;
  checksum: string;
};

type Asked = { name: string; version: string; isListed: boolean; requesterId: string };

/**
 * A step: the open request that a document belongs to. A listing is for a server whatever its
 * version; an added version for that version.
 * @throws AppError `conflict` where somebody else asks for the same.
 */
export async function findOpenRequest(tx: Tx, asked: Asked): Promise<OpenRequest | null> {
  const rows = await tx.request.findMany({
    where: {
      serverName: asked.name,
      kind: asked.isListed ? "add_version" : "list_server",
      state: { in: ["draft", "submitted", "in_review", "changes_requested"] },
      // A draft of somebody else is theirs alone.
      OR: [{ requesterId: asked.requesterId }, { state: { not: "draft" } }],
    },
    orderBy: { number: "desc" },
    select: {
      id: true,
      number: true,
      revision: true,
      requesterId: true,
      revisions: { orderBy: { revision: "desc" }, take: 1, select: { document: true } },
    },
  });
  const same = rows.flatMap(({ revisions, ...row }) => {
    const text = revisions[0]?.document;
    if (typeof text !== "string") return [];
    const { facts, checksum } = storedDocument(text);
    return !asked.isListed || facts.version === asked.version ? [{ ...row, checksum }] : [];
  });
  const mine = same.find(({ requesterId }) => requesterId === asked.requesterId);
  if (mine) return mine;
  const [theirs] = same;
  if (!theirs) return null;
  throw new AppError(
    "conflict",
    `${requestNumber(theirs.number)} asks for this already, in the name of somebody else: only they can change it.`,
  );
}

/** @throws AppError `conflict`: what was decided on is not published again under the same number. */
export function requireUnpublished(target: Target, version: string): void {
  const known = target?.versions.find((one) => one.version === version);
  if (!target || !known || known.lifecycle === "candidate" || known.lifecycle === "in_review")
    return;
  throw new AppError(
    "conflict",
    `Version ${version} of ${target.name} is ${known.lifecycle} already. A version never changes: publish the change under a new number.`,
  );
}
