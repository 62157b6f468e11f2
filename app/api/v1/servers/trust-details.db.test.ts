import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { OPERATIONS } from "#lib/management-api/operations.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson } from "#lib/testing/factories.ts";
import { AT, days, failing } from "#lib/testing/trust-results.ts";
import { evidenceOf, recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { writeSbom } from "#lib/trust/sbom/write-sbom.ts";
import { db } from "#lib/db/client.ts";
import { GET as compare } from "./[name]/trust/compare/route.ts";
import { GET as exported } from "./[name]/trust/export/route.ts";
import { GET as findings } from "./[name]/trust/findings/route.ts";
import { GET as report } from "./[name]/trust/report.json/route.ts";
import { GET as document } from "./[name]/trust/sbom.cdx.json/route.ts";
import { GET as csv } from "./[name]/trust/sbom.csv/route.ts";
import { GET as sbom } from "./[name]/trust/sbom/route.ts";

const component = (name: string, license: string, ...needs: string[]) => ({
  ...{ name, version: "1.0.0", purl: `pkg:npm/${name}@1.0.0`, integrity: null, license },
  ...{ depth: 1, hasInstallScript: false, optional: false },
  needs: needs.map((need) => `pkg:npm/${need}@1.0.0`),
});

async function stage(more: object = {}) {
  const person = await createPerson();
  const as = await tokenFor(person);
  const server = await scannableServer(more);
  const artifact = {
    ...{ name: server.name, version: "1.0.0", purl: "pkg:npm/root@1.0.0", license: null },
    needs: ["pkg:npm/one@1.0.0"],
  };
  const body = writeSbom(artifact, [
    component("one", "=HYPERLINK(1)", "two"),
    component("two", "MIT"),
  ]);
  const sha256 = createHash("sha256").update(body).digest("hex");
  const evidence = [
    evidenceOf(body.toString(), { kind: "sbom", sha256 }),
    evidenceOf(`archive of ${server.name}`, { kind: "tarball", body: null }),
  ];
  await recordScan(server, { at: AT, evidence });
  await recordScan(server, { at: days(1), evidence, changes: { "CQ-03": failing("CQ-03") } });
  return { person, as, sha256, body, params: { name: server.name } };
}

const fits = (route: unknown, body: unknown) =>
  expect(
    (route as { operation: (typeof OPERATIONS)[number] }).operation.answer.schema?.safeParse(body)
      .error,
  ).toBeUndefined();

describe("the details of trust", () => {
  test.each([
    ["findings", findings, "?severity=medium&page=1", { matches: 1 }],
    ["components", sbom, "?q=two", { sbom: { matches: 1, rows: [{ name: "one" }, {}] } }],
    ["a comparison", compare, "?from=1.0.0&to=1.0.0", { changes: { controls: [] } }],
    ["a report in MTF's form", report, "?version=1.0.0", { compliance: { level: 1 } }],
  ])("are answered as described: %s", async (_what, route, query, expected) => {
    const { as, params } = await stage();
    const answer = await call(route, { as, params, query });
    expect(answer.status).toBe(200);
    fits(route, answer.body);
    expect(answer.body).toMatchObject(expected);
  });

  test("are 404 for a server that may not be seen, and 401 for whoever is not signed in", async () => {
    const { as, params } = await stage({ visibility: "teams" });
    for (const [route, query] of [
      [findings, ""],
      [sbom, ""],
      [document, ""],
      [csv, ""],
      [compare, "?from=1.0.0&to=1.0.0"],
      [report, "?version=1.0.0"],
    ] as const) {
      expect((await call(route, { as, params, query })).status).toBe(404);
      expect((await call(route, { params, query })).status).toBe(401);
    }
  });

  test("refuse filters that do not exist, by name", async () => {
    const { as, params } = await stage();
    const refused = await call(findings, { as, params, query: "?severity=awful" });
    expect([refused.status, refused.body["errors"] ?? refused.body["fields"]]).toEqual([
      expect.any(Number),
      expect.anything(),
    ]);
    expect(refused.status).toBeGreaterThanOrEqual(400);
  });
});

test.each([
  ["trust-export", exported, "?version=1.0.0"],
  ["trust-report", report, "?version=1.0.0"],
  ["sbom.cdx.json", document, "?version=1.0.0&option=packages%5B0%5D"],
  ["sbom.csv", csv, "?q=two"],
] as const)("whoever takes %s out is recorded, with what it is of", async (what, route, query) => {
  const { person, as, params } = await stage();
  const downloads = () =>
    db.auditEvent.findMany({ where: { actorId: person.id, action: "export.download" } });
  expect((await call(route, { as, params: { name: "nobody.test/nothing" }, query })).status).toBe(
    404,
  );
  expect(await downloads()).toEqual([]);
  expect((await call(route, { as, params, query })).status).toBe(200);
  const filters = new URLSearchParams({ server: params.name });
  for (const [name, value] of new URLSearchParams(query)) filters.set(name, value);
  expect(await downloads()).toMatchObject([
    { kind: "event", outcome: "success", targetId: what, after: { filters: String(filters) } },
  ]);
});

describe("the bill of materials", () => {
  test("comes as it was kept, with the digest to compare, and no browser shows it", async () => {
    const { as, params, sha256, body } = await stage();
    const answer = await call(document, { as, params });
    expect(answer.text).toBe(body.toString());
    expect(answer.headers.get("repr-digest")).toBe(
      `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
    );
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+"$/);
    expect(answer.headers.get("content-type")).toBe("application/vnd.cyclonedx+json");
  });

  test("comes as CSV with the filters of the page, and no cell is a formula", async () => {
    const { as, params } = await stage();
    const lines = async (query: string) =>
      (await call(csv, { as, params, query })).text.trimEnd().split("\r\n");
    const all = await lines("");
    expect(all[0]).toMatch(/^name,version,purl,licence,distance,way,/);
    expect(all.slice(1)).toEqual([
      "one,1.0.0,pkg:npm/one@1.0.0,'=HYPERLINK(1),1,one@1.0.0,0,no,no,no,,not known,,,,,,",
      "two,1.0.0,pkg:npm/two@1.0.0,MIT,2,one@1.0.0 > two@1.0.0,1,no,no,no,,not known,,,,,,",
    ]);
    expect(await lines("?q=two")).toHaveLength(2);
  });
});
