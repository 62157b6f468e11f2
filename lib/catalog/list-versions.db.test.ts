import { expect, test } from "vitest";
import { userContext } from "#lib/testing/context.ts";
import { addVersion, createServer, createTeam } from "#lib/testing/factories.ts";
import { getServer } from "./get-server.ts";
import { getVersionDiff } from "./get-version-diff.ts";
import { listServerTools } from "./list-server-tools.ts";
import { listVersions } from "./list-versions.ts";

const ctx = userContext("engineer");

async function serverWithVersions(count: number) {
  const server = await createServer();
  for (let minor = 1; minor < count; minor++)
    await addVersion(server, {
      version: `1.${minor}.0`,
      ...(minor === count - 1 ? { lifecycle: "candidate", approvedAt: null } : {}),
    });
  return server;
}

test("versions come newest first, each with its own state", async () => {
  const server = await serverWithVersions(3);
  const page = await listVersions(ctx, server);
  expect(page).toMatchObject({
    total: 3,
    nextAfter: null,
    versions: [
      { version: "1.2.0", lifecycle: "candidate", isLatest: false, registryStatus: null },
      { version: "1.1.0", lifecycle: "approved", isLatest: true, registryStatus: "active" },
      { version: "1.0.0", lifecycle: "approved", isLatest: false },
    ],
  });
});

test("pages follow each other, and the total stays", async () => {
  const server = await serverWithVersions(3);
  const first = await listVersions(ctx, { ...server, limit: 2 });
  expect(first).toMatchObject({ total: 3, nextAfter: "1.1.0" });
  const second = await listVersions(ctx, { ...server, limit: 2, after: "1.1.0" });
  expect(second).toMatchObject({ total: 3, nextAfter: null, versions: [{ version: "1.0.0" }] });
});

test("two versions are compared in words, and their documents are given as they are", async () => {
  const server = await createServer();
  const document = JSON.stringify({
    name: server.name,
    version: "2.0.0",
    description: "Another one",
    remotes: [{ type: "streamable-http", url: "https://mcp.example.com/mcp" }],
  });
  await addVersion(server, { version: "2.0.0", document });
  const view = await getVersionDiff(ctx, { name: server.name, from: "1.0.0", to: "2.0.0" });
  expect(view).toMatchObject({ from: { version: "1.0.0" }, to: { version: "2.0.0" } });
  expect(JSON.parse(view?.to.json ?? "")).toEqual(JSON.parse(document));
  expect(view?.diff.changes.map(({ group }) => group)).toContain("security");
});

test("what may not be seen, or is not there, has no versions and no differences", async () => {
  const hidden = await createServer({ visibility: "teams" });
  expect(await listVersions(ctx, hidden)).toBeNull();
  const shown = await createServer();
  expect(await getVersionDiff(ctx, { name: shown.name, from: "1.0.0", to: "7.0.0" })).toBeNull();
});

test("versions under review or rejected are for reviewers and the owner team only", async () => {
  const team = await createTeam();
  const server = await createServer({ ownerTeamId: team.id });
  await addVersion(server, { version: "2.0.0", lifecycle: "in_review", approvedAt: null });
  await addVersion(server, { version: "3.0.0", lifecycle: "rejected", approvedAt: null });
  const { name } = server;

  expect(await listVersions(ctx, { name })).toMatchObject({
    total: 1,
    versions: [{ version: "1.0.0" }],
  });
  expect(await listVersions(ctx, { name, after: "1.0.0" })).toMatchObject({ total: 1 });
  expect(await getServer(ctx, { name })).toMatchObject({ versionCount: 1 });
  expect(await getVersionDiff(ctx, { name, from: "1.0.0", to: "2.0.0" })).toBeNull();
  expect(await listServerTools(ctx, { name, version: "3.0.0" })).toBeNull();

  for (const reader of [userContext("security"), userContext("engineer", { teamIds: [team.id] })]) {
    expect(await listVersions(reader, { name })).toMatchObject({ total: 3 });
    expect(await getServer(reader, { name })).toMatchObject({ versionCount: 3 });
    expect(await getVersionDiff(reader, { name, from: "1.0.0", to: "2.0.0" })).not.toBeNull();
    expect(await listServerTools(reader, { name, version: "3.0.0" })).not.toBeNull();
  }
});
