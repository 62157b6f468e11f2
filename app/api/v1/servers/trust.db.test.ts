import { afterAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { closeSender } from "#lib/jobs/send-job.ts";
import type { OPERATIONS } from "#lib/management-api/operations.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { AT, failing } from "#lib/testing/trust-results.ts";
import { evidenceOf, recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { GET as badge } from "./[name]/badge.svg/route.ts";
import { GET as evidence } from "./[name]/trust/evidence/[sha256]/route.ts";
import { GET as exported } from "./[name]/trust/export/route.ts";
import { GET as trust } from "./[name]/trust/route.ts";
import { POST as scan } from "./[name]/trust/scans/route.ts";
import { GET as summary } from "./[name]/trust/summary/route.ts";

afterAll(async () => {
  await closeSender();
});

async function stage(more: object = {}) {
  const team = await createTeam();
  const owner = await createPerson([], [team.id]);
  const people = [owner, await createPerson()];
  const server = await scannableServer({ ownerTeamId: team.id, ...more });
  const read = evidenceOf(`<script>${server.name}</script>`, { mediaType: "text/html" });
  const changes = { "SC-02": { ...failing("SC-02", "high"), evidence: [read.sha256] } };
  await recordScan(server, { at: AT, evidence: [read], changes });
  const [asOwner = "", asStranger = ""] = await Promise.all(people.map((one) => tokenFor(one)));
  return { server, read, owner, params: { name: server.name }, asOwner, asStranger };
}

const fits = (route: unknown, body: unknown) =>
  expect(
    (route as { operation: (typeof OPERATIONS)[number] }).operation.answer.schema?.safeParse(body)
      .error,
  ).toBeUndefined();

describe("the trust of a version", () => {
  test("is answered with its reasons, in short, and to be computed again", async () => {
    const { params, asStranger: as } = await stage();
    const whole = await call(trust, { as, params });
    fits(trust, whole.body);
    expect(whole.body).toMatchObject({ version: "1.0.0", standing: { level: 1 } });
    const short = await call(summary, { as, params, query: "?version=1.0.0" });
    fits(summary, short.body);
    expect(short.body).not.toHaveProperty("options");
    const file = await call(exported, { as, params, query: "?version=1.0.0" });
    fits(exported, file.body);
    expect(file.body).toMatchObject({ format: "gatehouse-trust/1" });
  });

  test("is 404 for a version that is not there and for a server that may not be seen", async () => {
    const { params, asStranger: as } = await stage();
    const hidden = await stage({ visibility: "teams" });
    for (const route of [trust, summary, badge]) {
      expect((await call(route, { as, params, query: "?version=9.9.9" })).status).toBe(404);
      expect((await call(route, { as, params: hidden.params })).status).toBe(404);
      expect((await call(route, { as: hidden.asOwner, params: hidden.params })).status).toBe(200);
    }
  });
});

describe("a badge", () => {
  test("says how the version stands, and nothing again while that is the same", async () => {
    const { params, asStranger: as } = await stage();
    const first = await call(badge, { as, params });
    expect(first.status).toBe(200);
    expect(first.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    expect(first.text).toContain(`Trust of ${params.name} 1.0.0: MTF-adapted L1 Basic`);
    const etag = first.headers.get("etag") ?? "";
    const again = await call(badge, { as, params, headers: { "if-none-match": `W/${etag}` } });
    expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", etag]);
  });

  test("of a version that nobody has looked at says so", async () => {
    const { name } = await scannableServer();
    const { asStranger: as } = await stage();
    expect((await call(badge, { as, params: { name } })).text).toContain("not assessed");
  });

  test("is not for whoever is not signed in", async () => {
    const { params } = await stage();
    expect((await call(badge, { params })).status).toBe(401);
  });
});

describe("what was read", () => {
  test("comes as a file that no browser shows, for those who may read it", async () => {
    const { params, read, owner, asOwner, asStranger } = await stage();
    const asked = { params: { ...params, sha256: read.sha256 } };
    const answer = await call(evidence, { ...asked, as: asOwner });
    expect(answer.text).toBe(`<script>${params.name}</script>`);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await call(evidence, { ...asked, as: asStranger })).status).toBe(403);
    const nothing = { params: { ...params, sha256: "not-a-digest" } };
    expect((await call(evidence, { ...nothing, as: asOwner })).status).toBe(404);

    const filters = new URLSearchParams({ server: params.name, sha256: read.sha256 });
    expect(
      await db.auditEvent.findMany({
        where: { actorId: owner.id, action: "export.download" },
        select: { targetId: true, after: true },
      }),
    ).toEqual([{ targetId: "evidence", after: { filters: String(filters) } }]);
  });
});

describe("a scan", () => {
  test("is asked for by the owner team, and waits only once", async () => {
    const { params, server, asOwner, asStranger } = await stage();
    const asked = await call(scan, { as: asOwner, params, body: {} });
    fits(scan, asked.body);
    expect([asked.status, asked.body["isNew"]]).toEqual([201, true]);
    const again = await call(scan, { as: asOwner, params, body: { version: "1.0.0" } });
    expect(again.body).toEqual({ scanId: asked.body["scanId"], isNew: false });
    expect((await call(scan, { as: asStranger, params, body: {} })).status).toBe(403);
    const { versionId } = server;
    expect(await db.trustScan.count({ where: { versionId, state: "queued" } })).toBe(1);
  });

  test("an hour has to pass before owners ask again", async () => {
    const { params, server, asOwner: as } = await stage();
    await call(scan, { as, params, body: {} });
    const { versionId } = server;
    await db.trustScan.updateMany({
      where: { versionId },
      data: { state: "done", startedAt: new Date(), finishedAt: new Date() },
    });
    const refused = await call(scan, { as, params, body: {} });
    expect([refused.status, refused.body["detail"]]).toEqual([
      429,
      expect.stringMatching(/^Owners may ask once an hour/),
    ]);
  });
});
