import { expect, test } from "vitest";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { db } from "#lib/db/client.ts";
import { createServer, reviewCast, serverDocument } from "#lib/testing/factories.ts";
import { createRequest } from "./create-request.ts";
import { decideRequest } from "./decide-request.ts";
import { getRequest } from "./get-request.ts";

const FROM = "https://old.example.com/mcp";
const TO = "https://new.example.com/mcp";
const approve = { decision: "approve" as const, revision: 1, reason: "Ours as well." };

async function remoteServer() {
  const cast = await reviewCast();
  const document = serverDocument(undefined, {
    remotes: [{ type: "streamable-http", url: FROM }],
  });
  const server = await createServer(
    { name: document.name, ownerTeamId: cast.team.id },
    { document: JSON.stringify(document), orderKey: orderKey("1.0.0", "2026-01-01T00:00:00Z") },
  );
  const change = (endpoint: { from: string; to: string }) =>
    createRequest(cast.owner.ctx(), {
      kind: "change_server",
      serverName: server.name,
      justification: "We moved.",
      endpoint,
    });
  const deploy = (address: string) =>
    db.deployment.create({
      data: {
        serverId: server.id,
        environment: "production",
        model: "self_hosted",
        provider: "k8s",
        operatedBy: "us",
        address,
      },
    });
  const decide = async (requestId: string) => {
    for (const who of [cast.first, cast.second, cast.admin]) {
      const row = await db.request.findUniqueOrThrow({ where: { id: requestId } });
      if (row.state !== "approved") await decideRequest(who.ctx(), { requestId, ...approve });
    }
  };
  return { ...cast, server, document, change, deploy, decide };
}
type Cast = Awaited<ReturnType<typeof remoteServer>>;
const latestOf = ({ server }: Cast) =>
  db.serverVersion.findFirstOrThrow({ where: { serverId: server.id, isLatest: true } });

test("another address of a remote is a diff on top, counts as risk, and becomes a version when approved", async () => {
  const cast = await remoteServer();
  const running = await cast.deploy(FROM);
  const { id } = await cast.change({ from: FROM, to: TO });
  const view = await getRequest(cast.first.ctx(), { id });
  expect(view).toMatchObject({
    title: `Change the endpoint of ${cast.server.name}`,
    payload: { endpoint: { from: FROM, to: TO } },
    change: { against: "1.0.0", version: "1.0.1" },
  });
  const [top] = view?.change.diff?.changes.filter(({ group }) => group === "security") ?? [];
  expect(top).toMatchObject({ weight: "high" });
  expect(JSON.stringify(top)).toContain(TO);
  expect(JSON.stringify(view?.riskReasons)).toMatch(/endpoint|address/i);
  expect((await latestOf(cast)).version).toBe("1.0.0");

  await cast.decide(id);
  const latest = await latestOf(cast);
  expect(latest.version).toBe("1.0.1");
  expect(JSON.parse(latest.document)).toEqual({
    ...cast.document,
    version: "1.0.1",
    remotes: [{ type: "streamable-http", url: TO }],
  });
  expect(
    await db.approval.findFirst({ where: { serverId: cast.server.id, version: "1.0.1" } }),
  ).toMatchObject({ checksum: latest.checksum, endedAt: null });
  expect(await db.deployment.findUnique({ where: { id: running.id } })).toMatchObject({
    address: TO,
  });
});

test("another address of a deployment alone changes there, and the document stays", async () => {
  const cast = await remoteServer();
  const running = await cast.deploy("http://mcp.internal:8080");
  const { id } = await cast.change({ from: "http://mcp.internal:8080", to: "http://b.internal" });
  expect(await getRequest(cast.first.ctx(), { id })).toMatchObject({ change: { json: null } });
  await cast.decide(id);
  expect((await latestOf(cast)).version).toBe("1.0.0");
  expect(await db.deployment.findUnique({ where: { id: running.id } })).toMatchObject({
    address: "http://b.internal",
    status: "active",
  });
});

test("the address of a running deployment changes without saying again where it runs", async () => {
  const cast = await remoteServer();
  const { id: deploymentId } = await cast.deploy("http://a.internal");
  const asked = {
    kind: "change_server",
    serverName: cast.server.name,
    justification: "We moved.",
    deployment: {
      environment: "production",
      provider: "k8s",
      operatedBy: "us",
      address: "http://b.internal",
    },
  };
  const { id } = await createRequest(cast.owner.ctx(), asked);
  expect(await getRequest(cast.first.ctx(), { id })).toMatchObject({
    change: { deployment: { address: "http://a.internal" } },
  });
  await cast.decide(id);
  expect(await db.deployment.findUnique({ where: { id: deploymentId } })).toMatchObject({
    address: "http://b.internal",
    model: "self_hosted",
  });
  await expect(
    createRequest(cast.owner.ctx(), {
      ...asked,
      deployment: { ...asked.deployment, environment: "elsewhere" },
    }),
  ).rejects.toMatchObject({ fields: { deploymentModel: [expect.any(String)] } });
});

test("what is not an endpoint now, or cannot be one, is refused at its field", async () => {
  const cast = await remoteServer();
  const refused = async (from: string, to: string) => {
    const error = await cast.change({ from, to }).catch((thrown: unknown) => thrown);
    return Object.keys((error as { fields: object }).fields);
  };
  expect(await refused("https://unknown.example", TO)).toEqual(["endpoint.from"]);
  expect(await refused(FROM, FROM)).toEqual(["endpoint.to"]);
  expect(await refused(FROM, "https://me:secret@new.example.com")).toEqual(["endpoint.to"]);
  expect(await refused(FROM, "not an address")).toEqual(["endpoint.to"]);
  expect(await refused(FROM, "")).toEqual(["endpoint.to"]);
});

test("a version approved meanwhile is not overtaken: the change has to be looked at again", async () => {
  const cast = await remoteServer();
  const { id } = await cast.change({ from: FROM, to: TO });
  const next = await createRequest(cast.owner.ctx(), {
    kind: "add_version",
    server: { ...cast.document, version: "1.1.0" },
    justification: "New.",
  });
  await cast.decide(next.id);
  await expect(cast.decide(id)).rejects.toMatchObject({ code: "conflict" });
  expect((await latestOf(cast)).version).toBe("1.1.0");
});
