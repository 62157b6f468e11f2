import { createHash, randomUUID } from "node:crypto";
import { db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Role } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";

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

/** A person with a row of their own, signed in a moment ago; the roles are beside `engineer`. */
export async function createPerson(roles: readonly Role[] = [], teamIds: readonly string[] = []) {
  const user = await createUser({ roles: ["engineer", ...roles] });
  for (const teamId of teamIds) await db.teamMember.create({ data: { teamId, userId: user.id } });
  const ctx = (): Context => ({
    now: new Date(),
    requestId: randomUUID(),
    actor: {
      kind: "user",
      id: user.id,
      name: user.name,
      roles: user.roles,
      teamIds,
      token: null,
      sessionId: null,
      authenticatedAt: new Date(),
    },
  });
  return { id: user.id, email: user.email, ctx };
}

/** A server.json that passes the strict check. */
export const serverDocument = (name = uniqueName(), more: Record<string, unknown> = {}) => ({
  $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  name,
  description: "A server made by a test",
  version: "1.0.0",
  packages: [
    {
      registryType: "npm",
      identifier: `@test/${name.split("/")[1] ?? "server"}`,
      version: "1.0.0",
      transport: { type: "stdio" },
    },
  ],
  ...more,
});

/** Everyone a review takes, and the input of a listing; each call mints its own. */
export async function reviewCast() {
  const team = await createTeam();
  const [requester, owner, first, second, admin] = await Promise.all([
    createPerson(),
    createPerson([], [team.id]),
    createPerson(["security"]),
    createPerson(["security"]),
    createPerson(["admin"]),
  ]);
  const listing = {
    kind: "list_server" as const,
    server: serverDocument(),
    justification: "Our agents need it.",
    ownerTeam: team.slug,
    origin: "community" as const,
    dataClassification: "internal" as const,
    deploymentModel: "self_hosted" as const,
  };
  return { team, requester, owner, first, second, admin, listing };
}
