import "#lib/testing/alone.ts";
import { afterAll, describe, expect, test } from "vitest";
import { connectRefusalOf } from "#lib/catalog/core/connectable.ts";
import { orderKey } from "#lib/catalog/core/version-order.ts";
import { getServer } from "#lib/catalog/get-server.ts";
import { db, pool } from "#lib/db/client.ts";
import { getExport } from "#lib/exports/get-export.ts";
import { getDesk } from "#lib/ownership/get-desk.ts";
import { systemContext } from "#lib/testing/context.ts";
import { addVersion, createServer, reviewCast, serverDocument } from "#lib/testing/factories.ts";
import { createRequest } from "./create-request.ts";
import { decideRequest } from "./decide-request.ts";
import { expireApprovals } from "./expire-approvals.ts";

// The worker looks at every approval there is, so these have a database to themselves.
afterAll(() => pool.end());

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY);
const expireOn = (day: number) => expireApprovals({ ...systemContext(), now: inDays(day) }, {});
const approve = { decision: "approve" as const, revision: 1, reason: "Still fine." };

/** A server whose newest version is approved until that day. */
async function approvedUntil(day: number) {
  const cast = await reviewCast();
  const document = serverDocument();
  const server = await createServer(
    { name: document.name, ownerTeamId: cast.team.id, exposed: true },
    { document: JSON.stringify(document), orderKey: orderKey("1.0.0", "2026-01-01T00:00:00Z") },
  );
  const { id: requestId } = await createRequest(cast.owner.ctx(), {
    kind: "change_server",
    serverName: server.name,
    submit: false,
  });
  const grant = (version: string, until: number) =>
    db.approval.create({
      data: {
        serverId: server.id,
        version,
        checksum: "0".repeat(64),
        requestId,
        grantedAt: inDays(-400),
        expiresAt: inDays(until),
      },
    });
  const approval = await grant("1.0.0", day);
  await db.serverUse.create({
    data: { serverId: server.id, userId: cast.requester.id, client: "vscode", version: "1.0.0" },
  });
  return { ...cast, server, document, approval, grant };
}
type Cast = Awaited<ReturnType<typeof approvedUntil>>;

const versionsOf = ({ server }: Cast) =>
  db.serverVersion.findMany({
    where: { serverId: server.id },
    orderBy: { version: "asc" },
    select: { version: true, registryStatus: true, isLatest: true, lifecycle: true },
  });
const wordsTo = ({ server }: Cast, topic: string) =>
  db.outboxEvent.findMany({ where: { subjectId: server.id, topic }, select: { recipients: true } });
const entriesOf = ({ server }: Cast) =>
  db.auditEvent.findMany({
    where: { targetId: server.id, action: "server.expire_approval" },
    select: { after: true },
  });
const pageOf = async ({ requester, server }: Cast) => {
  const view = await getServer(requester.ctx(), { name: server.name });
  if (!view) throw new Error("no server");
  return view;
};

describe("an approval whose time is over", () => {
  test("takes its version from clients as a quarantine does, once, with a record and word to all", async () => {
    const cast = await approvedUntil(5);
    await expireOn(4.9);
    expect(await versionsOf(cast)).toMatchObject([{ registryStatus: "active", isLatest: true }]);
    await expireOn(5.1);
    await expireOn(6);
    // `latest` stays where it is: nobody is sent back to an older version.
    expect(await versionsOf(cast)).toMatchObject([
      { registryStatus: "deleted", isLatest: true, lifecycle: "approved" },
    ]);
    expect(await db.server.findUnique({ where: { id: cast.server.id } })).toMatchObject({
      approvalRanOutAt: expect.any(Date) as Date,
    });
    expect(await entriesOf(cast)).toMatchObject([
      { after: { version: "1.0.0", offered: false, newest: true } },
    ]);
    expect(await wordsTo(cast, "approval.expiring")).toEqual([{ recipients: [cast.owner.id] }]);
    expect(await wordsTo(cast, "server.lapsed")).toEqual([{ recipients: [cast.requester.id] }]);
    expect(connectRefusalOf(await pageOf(cast))).toMatchObject({ renewal: true });
  });

  test("closes the page, the exports and new deployments by the clock, though the worker is late", async () => {
    const cast = await approvedUntil(-0.01);
    expect(await versionsOf(cast)).toMatchObject([{ registryStatus: "active" }]);
    const view = await pageOf(cast);
    expect(view.approval).toMatchObject({ ranOut: true });
    expect(connectRefusalOf(view)?.title).toBe("Its approval has run out");
    const file = await getExport(cast.admin.ctx(), {
      format: "registry-names",
      base: "https://x.example",
    });
    expect(JSON.stringify(file)).not.toContain(cast.server.name);
    const deploy = db.deployment.create({
      data: {
        serverId: cast.server.id,
        environment: "production",
        model: "self_hosted",
        provider: "k8s",
        operatedBy: "us",
      },
    });
    await expect(deploy).rejects.toThrow(/ran out on .* renewal/);
  });

  test("stands on its owner's desk until a renewal brings the server back", async () => {
    const cast = await approvedUntil(1);
    await expireOn(1.1);
    await db.approval.update({
      where: { id: cast.approval.id },
      data: { expiresAt: inDays(-1) },
    });
    const { items } = await getDesk(cast.owner.ctx(), {});
    expect(items.filter(({ kind }) => kind === "renewal")).toMatchObject([
      { text: expect.stringContaining("has run out") as string },
    ]);
    const { id: requestId } = await createRequest(cast.owner.ctx(), {
      kind: "change_server",
      serverName: cast.server.name,
      justification: "We still use it.",
      renew: true,
    });
    for (const who of [cast.first, cast.second, cast.admin]) {
      const { state } = await db.request.findUniqueOrThrow({ where: { id: requestId } });
      if (state !== "approved") await decideRequest(who.ctx(), { requestId, ...approve });
    }
    expect(await versionsOf(cast)).toMatchObject([{ registryStatus: "active", isLatest: true }]);
    expect(await db.server.findUnique({ where: { id: cast.server.id } })).toMatchObject({
      approvalRanOutAt: null,
    });
    expect(connectRefusalOf(await pageOf(cast))).toBeNull();
    expect(await wordsTo(cast, "server.released")).toEqual([{ recipients: [cast.requester.id] }]);
    expect((await expireOn(2)).expired).toBe(0);
  });

  test("of a version that a newer one has replaced closes that version alone, and tells who uses it", async () => {
    const cast = await approvedUntil(5);
    await addVersion(cast.server, {
      version: "2.0.0",
      orderKey: orderKey("2.0.0", "2026-02-01T00:00:00Z"),
    });
    await cast.grant("2.0.0", 100);
    await expireOn(6);
    expect(await versionsOf(cast)).toMatchObject([
      { version: "1.0.0", registryStatus: "deleted", isLatest: false },
      { version: "2.0.0", registryStatus: "active", isLatest: true },
    ]);
    expect(await wordsTo(cast, "approval.expiring")).toEqual([]);
    expect(await wordsTo(cast, "server.lapsed")).toEqual([{ recipients: [cast.requester.id] }]);
    expect(connectRefusalOf(await pageOf(cast))).toBeNull();
  });

  test("stays closed when a quarantine is lifted meanwhile, and reveals nothing that was absent", async () => {
    const cast = await approvedUntil(5);
    await addVersion(cast.server, { version: "3.0.0", lifecycle: "candidate", approvedAt: null });
    await cast.grant("3.0.0", 5);
    await expireOn(6);
    await db.server.update({ where: { id: cast.server.id }, data: { statusMessage: "x" } });
    expect(await versionsOf(cast)).toMatchObject([
      { version: "1.0.0", registryStatus: "deleted" },
      { version: "3.0.0", registryStatus: null },
    ]);
  });

  test("waits for nobody: what a decision or another worker holds is left to the next minute", async () => {
    const cast = await approvedUntil(5);
    await db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Server" WHERE "id" = ${cast.server.id}::uuid FOR NO KEY UPDATE`;
      expect((await expireOn(6)).expired).toBe(0);
    });
    expect((await expireOn(6)).expired).toBe(1);
    expect((await expireOn(6)).expired).toBe(0);
    expect(await entriesOf(cast)).toHaveLength(1);
  });
});
