import { createHash, randomUUID } from "node:crypto";
import { db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";

/** Each call mints its own rows, so tests never share data and may run in parallel. */
export const uniqueName = (label = "server") => `test.${randomUUID().slice(0, 8)}/${label}`;

export async function createTeam(name = "Team") {
  return db.team.create({ data: { slug: `team-${randomUUID().slice(0, 12)}`, name } });
}

export async function createUser(overrides: Partial<Prisma.UserUncheckedCreateInput> = {}) {
  const id = randomUUID();
  return db.user.create({ data: { id, email: `${id}@test.example`, name: "Test", ...overrides } });
}

type VersionOptions = Partial<Prisma.ServerVersionUncheckedCreateInput> & { document?: string };

/** A server with one version; approved and unexposed unless told otherwise. */
export async function createServer(
  server: Partial<Prisma.ServerUncheckedCreateInput> = {},
  version: VersionOptions = {},
) {
  const name = server.name ?? uniqueName();
  const row = await db.server.create({
    data: { lifecycle: "approved", classification: "internal", ...server, name },
    select: { id: true, name: true },
  });
  await addVersion(row, version);
  return row;
}

export async function addVersion(
  server: { id: string; name: string },
  overrides: VersionOptions = {},
) {
  const version = overrides.version ?? "1.0.0";
  const description = overrides.description ?? "A server made by a test";
  const document =
    overrides.document ?? JSON.stringify({ name: server.name, description, version });
  return db.serverVersion.create({
    data: {
      serverId: server.id,
      serverName: server.name,
      orderKey: `1${version}`,
      lifecycle: "approved",
      approvedAt: new Date(),
      publishedAt: new Date(),
      checksum: createHash("sha256").update(document).digest("hex"),
      ...overrides,
      version,
      description,
      document,
    },
    select: { id: true, version: true },
  });
}
