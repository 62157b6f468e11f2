import type { DocumentFacts } from "#lib/catalog/core/read-document.ts";
import type { Tx } from "#lib/db/client.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { KIND_WORDS, type RevocationKind } from "./core/words.ts";
import { packageKey } from "./subject.ts";

const REVOKED = { subject: true, kind: true, reason: true, byName: true, since: true } as const;

/** A step: what is revoked is not approved, however far its review got meanwhile. */
export async function refuseRevoked(
  tx: Tx,
  { serverId, version }: { serverId: string; version: string },
): Promise<void> {
  const stored = await tx.serverVersion.findUnique({
    where: { serverId_version: { serverId, version } },
    select: {
      revocation: { select: REVOKED },
    },
  });
  const revocation = stored?.revocation ?? null;
  if (revocation !== null)
    throw new AppError(
      "conflict",
      `${sentenceOf(revocation)} Until then version ${version} cannot be approved.`,
    );
}

/** A step: nobody spends time on the review of what is revoked already. */
export async function refuseRevokedDocument(
  tx: Tx,
  document: { facts: DocumentFacts } | null,
): Promise<void> {
  if (document === null) return;
  const { name, version, packages } = document.facts;
  const revocation = await tx.revocation.findFirst({
    where: {
      lift: null,
      OR: [
        { serverName: name, OR: [{ serverVersion: null }, { serverVersion: version }] },
        ...packages.flatMap((one) => [
          {
            packageKey: packageKey(one.registryType, one.identifier),
            OR: [
              { packageVersion: null },
              ...(one.version === null ? [] : [{ packageVersion: one.version }]),
            ],
          },
          ...(one.digest === null ? [] : [{ digest: one.digest }]),
        ]),
      ],
    },
    select: REVOKED,
  });
  if (revocation !== null)
    throw fieldError("server", `${sentenceOf(revocation)} Until then it cannot be asked for.`);
}

type Revoked = { subject: string; kind: string; reason: string; byName: string; since: Date };

function sentenceOf({ subject, kind, reason, byName, since }: Revoked): string {
  const { label } = KIND_WORDS[kind as RevocationKind];
  return `${subject} was revoked by ${byName}, since ${since.toISOString().slice(0, 10)} (${label.toLowerCase()}): ${reason} Security can lift it.`;
}
