import { beforeAll, expect, test } from "vitest";
import type { Role } from "#lib/kernel/actor.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { AT, failing } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { OVERVIEW_TABLES } from "#lib/trust/overview/schemas.ts";
import { GET } from "./route.ts";

const tokenOf = async (roles: readonly Role[]) => {
  const asked = { name: "test", scopes: ["catalog:read"], expiresInDays: 1 };
  return (await createToken((await createPerson(roles)).ctx(), asked)).token;
};
const get = (table: string, query: string, token: string) =>
  GET(
    new Request(`http://x/api/v1/trust/csv/${table}?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    }),
    { params: Promise.resolve({ table }) },
  );

let token: string;
beforeAll(async () => {
  token = await tokenOf(["security"]);
});

test("a file has a header and the rows of its table, safe for spreadsheets", async () => {
  const team = await createTeam();
  const server = await scannableServer({ ownerTeamId: team.id });
  const finding = { ...failing("PR-01").findings?.[0], title: "=HYPERLINK(1)" };
  await recordScan(server, {
    at: AT,
    changes: { "PR-01": { ...failing("PR-01"), findings: [finding as never] } },
  });
  const response = await get("findings", `team=${team.slug}`, token);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const lines = (await response.text()).trimEnd().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^server,title,owner_team,version,option,severity/);
  expect(lines[1]).toContain("'=HYPERLINK(1)");

  const raised = await get("raised", `team=${team.slug}&control=PR-01&code=test`, token);
  expect(await raised.text()).toContain(`${server.name},`);
  const levels = await (await get("levels", `team=${team.slug}`, token)).text();
  expect(levels).toContain("L1,1\r\n");
});

test.each(OVERVIEW_TABLES.filter((table) => table !== "raised"))(
  "there is a file of %s, for those who may see it",
  async (table) => {
    const response = await get(table, "team=nobody-has-this-one", token);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/^[a-z_,]+\r\n/);
    expect((await get(table, "", await tokenOf([]))).status).toBe(403);
  },
);

test("what is no table, and a fix that is not named, are refused", async () => {
  expect((await get("prices", "", token)).status).toBe(404);
  expect((await get("raised", "control=PR-01", token)).status).toBe(400);
});
