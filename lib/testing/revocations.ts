/** Servers that install something, for tests of revocations. */
import { randomUUID } from "node:crypto";
import { db } from "#lib/db/client.ts";
import { addVersion, createServer } from "./factories.ts";

type Part = {
  registryType?: string;
  identifier?: string;
  version?: string | null;
  digest?: string;
};

export const uniquePackage = () => `@test/${randomUUID()}`;
export const uniqueDigest = () =>
  `sha256:${randomUUID().replaceAll("-", "")}${randomUUID().replaceAll("-", "")}`;

async function installs(versionId: string, part: Part) {
  await db.versionPackage.create({
    data: {
      versionId,
      position: 0,
      registryType: part.registryType ?? "npm",
      identifier: part.identifier ?? uniquePackage(),
      version: part.version === undefined ? "1.0.0" : part.version,
      digest: part.digest ?? null,
    },
  });
}

/** An approved, exposed server whose one version installs this. */
export async function installing(
  part: Part,
  server: NonNullable<Parameters<typeof createServer>[0]> = {},
) {
  const row = await createServer({ exposed: true, ...server });
  const { id: versionId } = await db.serverVersion.findFirstOrThrow({
    where: { serverId: row.id },
  });
  await installs(versionId, part);
  return { ...row, versionId };
}

export async function nextVersion(
  server: { id: string; name: string },
  version: string,
  part: Part,
) {
  const row = await addVersion(server, { version });
  await installs(row.id, part);
  return row;
}

export const versionRow = (id: string) =>
  db.serverVersion.findUniqueOrThrow({
    where: { id },
    select: {
      registryStatus: true,
      inFeed: true,
      revocationId: true,
      lifecycle: true,
      isLatest: true,
    },
  });
