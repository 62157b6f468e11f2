import { globSync } from "node:fs";
import path from "node:path";
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { writeCountedRefusals } from "#lib/audit/refusals.ts";
import { db } from "#lib/db/client.ts";
import { TOKEN_SCOPES, type Role, type TokenScope } from "#lib/kernel/actor.ts";
import { OPERATIONS } from "#lib/management-api/operations.ts";
import { refuseMethod, tellMethods } from "#lib/management-api/refuse-method.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson } from "#lib/testing/factories.ts";

const everyone = "ESAU";
const read = ["catalog:read"] as const;
const operate = ["servers:operate"] as const;
const write = ["catalog:write"] as const;
const catalog = [
  "catalog:read",
  "catalog:write",
  "requests:write",
  "requests:decide",
  "servers:operate",
] as const;
const requests = ["catalog:read", "requests:write", "requests:decide", "servers:operate"] as const;

type Row = { may: string; scopes: readonly TokenScope[] };
const ALL = TOKEN_SCOPES.filter((scope) => scope !== "admin");

/**
 * Who may call what: E engineer, S security, A admin, U auditor; and with which scopes of a token
 * (`admin` has all). Written by hand, never derived.
 */
const ROUTES: Record<string, Row> = {
  "GET /api/v1/requests": { may: everyone, scopes: requests },
  "POST /api/v1/requests": { may: "ESA", scopes: ["requests:write"] },
  "GET /api/v1/requests/{id}": { may: everyone, scopes: requests },
  "GET /api/v1/requests/{id}/trust": { may: everyone, scopes: requests },
  "POST /api/v1/requests/{id}/trust/scans": { may: "ESA", scopes: operate },
  "PUT /api/v1/requests/{id}": { may: "ESA", scopes: ["requests:write"] },
  "POST /api/v1/requests/{id}/submit": { may: "ESA", scopes: ["requests:write"] },
  "POST /api/v1/requests/{id}/withdraw": { may: "ESA", scopes: ["requests:write"] },
  "POST /api/v1/requests/{id}/decisions": { may: "ESA", scopes: ["requests:decide"] },
  "POST /api/v1/requests/{id}/comments": { may: "ESA", scopes: ["requests:write"] },
  "POST /api/v1/requests/{id}/assignment": { may: "S", scopes: ["requests:decide"] },
  "POST /api/v1/requests/{id}/tier": { may: "S", scopes: ["requests:decide"] },
  "POST /api/v1/requests/{id}/watch": { may: everyone, scopes: requests },
  "POST /api/v1/requests/{id}/checklist": { may: "S", scopes: ["requests:decide"] },
  "GET /api/v1/review-policy": { may: everyone, scopes: ["catalog:read", "requests:decide"] },
  "GET /api/v1/quality": { may: "SAU", scopes: ["catalog:read", "audit:read"] },
  "GET /api/v1/trust/overview": { may: "SAU", scopes: ["catalog:read"] },
  "GET /api/v1/trust/findings": { may: "SAU", scopes: ["catalog:read"] },
  "GET /api/v1/trust/fixes": { may: "SAU", scopes: ["catalog:read"] },
  "GET /api/v1/trust/fixes/servers": { may: "SAU", scopes: ["catalog:read"] },
  "GET /api/v1/trust/unreached": { may: "SAU", scopes: ["catalog:read"] },
  "GET /api/v1/trust/expiring": { may: "SAU", scopes: ["catalog:read"] },
  "GET /api/v1/trust/registry": { may: "SAU", scopes: ["catalog:read"] },
  "GET /api/v1/trust/csv/{table}": { may: "SAU", scopes: ["catalog:read"] },

  "GET /api/v1/servers": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/versions": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/activity": { may: everyone, scopes: catalog },
  "POST /api/v1/servers/{name}/quarantine": { may: "ESA", scopes: operate },
  "PUT /api/v1/servers/{name}/description": { may: "ESA", scopes: [...write, ...operate] },
  "PUT /api/v1/servers/{name}/classification": { may: "S", scopes: write },
  "PUT /api/v1/servers/{name}/owner": { may: "SA", scopes: write },
  "GET /api/v1/servers/{name}/deployments": { may: everyone, scopes: catalog },
  "POST /api/v1/servers/{name}/deployments": { may: "ESA", scopes: [...write, ...operate] },
  "PUT /api/v1/deployments/{id}": { may: "ESA", scopes: [...write, ...operate] },
  "POST /api/v1/deployments/{id}/end": { may: "ESA", scopes: [...write, ...operate] },
  "GET /api/v1/servers/{name}/ownership": { may: "ESA", scopes: operate },
  "POST /api/v1/servers/{name}/attestation": { may: "ESA", scopes: operate },
  "PUT /api/v1/servers/{name}/responsible": { may: "ESA", scopes: operate },
  "GET /api/v1/servers/{name}/notices": { may: everyone, scopes: catalog },
  "POST /api/v1/servers/{name}/notices": { may: "ESA", scopes: operate },
  "PUT /api/v1/notices/{id}": { may: "ESA", scopes: operate },
  "POST /api/v1/notices/{id}/end": { may: "ESA", scopes: operate },

  "GET /api/v1/servers/{name}/retirement": { may: everyone, scopes: catalog },
  "POST /api/v1/servers/{name}/retirement": { may: "ESA", scopes: ["requests:write"] },
  "POST /api/v1/servers/{name}/retirement/answers": { may: "ESA", scopes: ["requests:write"] },
  "POST /api/v1/servers/{name}/retirement/extensions": { may: "ESA", scopes: operate },
  "PUT /api/v1/servers/{name}/retirement/dates": { may: "ESA", scopes: operate },
  "POST /api/v1/servers/{name}/retirement/cancellation": { may: "ESA", scopes: operate },

  "POST /api/v1/intake": { may: "ESA", scopes: ["requests:write"] },
  "GET /api/v1/requests/counts": { may: everyone, scopes: requests },
  "GET /api/v1/requests/next": { may: everyone, scopes: requests },
  "POST /api/v1/requests/{id}/viewed": { may: everyone, scopes: requests },
  "GET /api/v1/reviewers": { may: "S", scopes: ["requests:decide"] },

  "GET /api/v1/servers/facets": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/tools": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/versions/diff": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/look-alikes": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/badge.svg": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/summary": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/export": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/evidence/{sha256}": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/findings": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/sbom": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/sbom.cdx.json": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/sbom.csv": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/compare": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/report.json": { may: everyone, scopes: catalog },
  "POST /api/v1/servers/{name}/trust/scans": { may: "ESA", scopes: operate },
  "GET /api/v1/servers/{name}/trust/tools": { may: everyone, scopes: catalog },
  "POST /api/v1/servers/{name}/trust/tools/decisions": { may: "S", scopes: ["requests:decide"] },
  "GET /api/v1/servers/{name}/trust/waivers": { may: everyone, scopes: catalog },
  "GET /api/v1/servers/{name}/trust/credentials": { may: everyone, scopes: catalog },
  "PUT /api/v1/servers/{name}/trust/credentials": { may: "ESA", scopes: operate },
  "POST /api/v1/servers/{name}/trust/credentials/remove": { may: "ESA", scopes: operate },
  "POST /api/v1/waivers/{id}/end": { may: "ESA", scopes: operate },
  "GET /api/v1/servers/{name}/uses": { may: "ESA", scopes: operate },
  "POST /api/v1/servers/{name}/uses": { may: everyone, scopes: catalog },
  "POST /api/v1/servers/{name}/proposal": { may: "ESA", scopes: ["requests:write"] },
  "PUT /api/v1/servers/{name}/visibility": { may: "A", scopes: write },
  "POST /api/v1/servers/{name}/exposure": { may: "A", scopes: write },
  "DELETE /api/v1/servers/{name}/exposure": { may: "A", scopes: write },
  "GET /api/v1/unowned": { may: "SAU", scopes: catalog },
  "GET /api/v1/retirements": { may: everyone, scopes: catalog },
  "GET /api/v1/views": { may: everyone, scopes: [] },
  "POST /api/v1/views": { may: everyone, scopes: [] },
  "PUT /api/v1/views/{id}": { may: everyone, scopes: [] },
  "DELETE /api/v1/views/{id}": { may: everyone, scopes: [] },

  "GET /api/v1/people": { may: "SAU", scopes: [] },
  "GET /api/v1/people/{email}": { may: "SAU", scopes: [] },
  "PATCH /api/v1/people/{email}/roles": { may: "A", scopes: [] },
  "POST /api/v1/people/{email}/disable": { may: "A", scopes: [] },
  "POST /api/v1/people/{email}/enable": { may: "A", scopes: [] },
  "POST /api/v1/teams": { may: "A", scopes: [] },
  "GET /api/v1/teams/{slug}": { may: everyone, scopes: catalog },
  "PUT /api/v1/teams/{slug}": { may: "A", scopes: [] },
  "DELETE /api/v1/teams/{slug}": { may: "A", scopes: [] },
  "POST /api/v1/teams/{slug}/members": { may: "A", scopes: [] },
  "DELETE /api/v1/teams/{slug}/members/{email}": { may: "A", scopes: [] },
  "GET /api/v1/me/desk": { may: everyone, scopes: catalog },
  "GET /api/v1/me/servers": { may: everyone, scopes: catalog },
  "GET /api/v1/tokens": { may: everyone, scopes: [] },
  "POST /api/v1/tokens": { may: everyone, scopes: [] },
  "DELETE /api/v1/tokens/{id}": { may: everyone, scopes: [] },

  "GET /api/v1/review-policy/versions": {
    may: everyone,
    scopes: ["catalog:read", "requests:decide"],
  },
  "GET /api/v1/review-policy/versions/{version}": {
    may: everyone,
    scopes: ["catalog:read", "requests:decide"],
  },
  "POST /api/v1/review-policy/versions": { may: "A", scopes: [] },
  "POST /api/v1/review-policy/versions/{version}/publish": { may: "A", scopes: [] },
  "DELETE /api/v1/review-policy/versions/{version}": { may: "A", scopes: [] },
  "GET /api/v1/deployment-rules": { may: everyone, scopes: catalog },
  "PUT /api/v1/deployment-rules/{classification}": { may: "A", scopes: [] },

  "GET /api/v1/feed": { may: "A", scopes: write },
  "POST /api/v1/feed/expose": { may: "A", scopes: write },
  "POST /api/v1/feed/conceal": { may: "A", scopes: write },
  "GET /api/v1/internal-domains": { may: "A", scopes: write },
  "PUT /api/v1/internal-domains": { may: "A", scopes: write },
  "GET /api/v1/audiences": { may: "A", scopes: [] },
  "POST /api/v1/audiences": { may: "A", scopes: [] },
  "GET /api/v1/audiences/{slug}": { may: "A", scopes: [] },
  "PUT /api/v1/audiences/{slug}": { may: "A", scopes: [] },
  "DELETE /api/v1/audiences/{slug}": { may: "A", scopes: [] },
  "POST /api/v1/audiences/{slug}/servers": { may: "A", scopes: [] },
  "DELETE /api/v1/audiences/{slug}/servers/{name}": { may: "A", scopes: [] },

  "GET /api/v1/mirrors": { may: "AU", scopes: [] },
  "POST /api/v1/mirrors": { may: "A", scopes: [] },
  "GET /api/v1/mirrors/{id}": { may: "AU", scopes: [] },
  "PATCH /api/v1/mirrors/{id}": { may: "A", scopes: [] },
  "DELETE /api/v1/mirrors/{id}": { may: "A", scopes: [] },
  "POST /api/v1/mirrors/{id}/runs": { may: "A", scopes: [] },

  "GET /api/v1/webhooks": { may: "A", scopes: [] },
  "POST /api/v1/webhooks": { may: "A", scopes: [] },
  "PATCH /api/v1/webhooks/{id}": { may: "A", scopes: [] },
  "DELETE /api/v1/webhooks/{id}": { may: "A", scopes: [] },
  "POST /api/v1/webhooks/{id}/test": { may: "A", scopes: [] },
  "GET /api/v1/deliveries": { may: "A", scopes: [] },
  "POST /api/v1/deliveries/replays": { may: "A", scopes: [] },
  "DELETE /api/v1/deliveries/{id}": { may: "A", scopes: [] },
  "GET /api/v1/identities": { may: everyone, scopes: catalog },
  "POST /api/v1/identities": { may: "A", scopes: [] },
  "GET /api/v1/identities/{id}": { may: everyone, scopes: catalog },
  "PATCH /api/v1/identities/{id}": { may: "A", scopes: [] },
  "DELETE /api/v1/identities/{id}": { may: "A", scopes: [] },
  "POST /api/v1/identities/{id}/checks": { may: "ESA", scopes: operate },
  "POST /api/v1/identities/{id}/handover": { may: "A", scopes: [] },
  "DELETE /api/v1/identities/{id}/handover": { may: "ESA", scopes: operate },
  "POST /api/v1/reserved-namespaces": { may: "A", scopes: [] },
  "DELETE /api/v1/reserved-namespaces/{namespace}": { may: "A", scopes: [] },
  "GET /api/v1/servers/{name}/publisher": { may: everyone, scopes: catalog },
  "GET /api/v1/revocations": { may: "SAU", scopes: ["catalog:read", "servers:operate"] },
  "POST /api/v1/revocations": { may: "SA", scopes: operate },
  "POST /api/v1/revocations/{id}/lift": { may: "SA", scopes: operate },
  "POST /api/v1/revocations/{id}/steps": { may: "SA", scopes: operate },
  "GET /api/v1/publishers": { may: "A", scopes: [] },
  "POST /api/v1/publishers": { may: "A", scopes: [] },
  "PATCH /api/v1/publishers/{id}": { may: "A", scopes: [] },
  "DELETE /api/v1/publishers/{id}": { may: "A", scopes: [] },

  "GET /api/v1/demo": { may: "A", scopes: [] },
  "DELETE /api/v1/demo": { may: "A", scopes: [] },

  "GET /api/v1/audit/events": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/events/{id}": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/events/{id}/proof": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/counts": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/checkpoints": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/checkpoints/latest": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/consistency": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/completeness": { may: "SAU", scopes: ["audit:read"] },
  "POST /api/v1/audit/verifications": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/export": { may: "SU", scopes: ["audit:read"] },
  "GET /api/v1/audit/settings": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/changes": { may: "SAU", scopes: ["audit:read"] },
  "POST /api/v1/audit/changes": { may: "A", scopes: [] },
  "POST /api/v1/audit/changes/{id}/confirm": { may: "SAU", scopes: [] },
  "POST /api/v1/audit/changes/{id}/decline": { may: "SAU", scopes: [] },
  "POST /api/v1/audit/changes/{id}/withdraw": { may: "A", scopes: [] },
  "GET /api/v1/audit/sinks": { may: "SAU", scopes: ["audit:read"] },
  "GET /api/v1/audit/sinks/{id}": { may: "SAU", scopes: ["audit:read"] },
  "POST /api/v1/audit/sinks/{id}/test": { may: "A", scopes: [] },
  "POST /api/v1/audit/sinks/{id}/replays": { may: "A", scopes: [] },
  "POST /api/v1/audit/sinks/{id}/reconciliations": { may: "A", scopes: [] },
  "POST /api/v1/audit/sinks/{id}/received": { may: "A", scopes: [] },
  "GET /api/v1/teams": { may: everyone, scopes: catalog },
  "GET /api/v1/me": { may: everyone, scopes: ALL },

  "GET /api/v1/notifications": { may: everyone, scopes: [] },
  "GET /api/v1/notifications/unread": { may: everyone, scopes: [] },
  "POST /api/v1/notifications": { may: everyone, scopes: [] },
  "GET /api/v1/notifications/preferences": { may: everyone, scopes: [] },
  "PATCH /api/v1/notifications/preferences": { may: everyone, scopes: [] },

  "GET /api/v1/search": { may: everyone, scopes: catalog },
  "GET /api/v1/servers.csv": { may: everyone, scopes: catalog },
  "GET /api/v1/exports": { may: "SAU", scopes: read },
  "GET /api/v1/exports/{format}": { may: "SAU", scopes: read },
  "GET /api/v1/imports": { may: "A", scopes: write },
  "POST /api/v1/imports": { may: "A", scopes: write },
  "POST /api/v1/imports/from-address": { may: "A", scopes: write },
  "GET /api/v1/imports/{id}": { may: "A", scopes: write },
  "GET /api/v1/imports/{id}/report": { may: "A", scopes: write },
};

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
// What leads nowhere is for everybody.
const files = globSync("app/api/v1/**/route.ts", {
  cwd: path.resolve(import.meta.dirname, "../../.."),
}).filter((file) => !file.includes("[...rest]"));
const routes = new Map<string, unknown>();
const silent: string[] = [];
for (const file of files) {
  const exported = (await import(path.resolve(import.meta.dirname, "../../..", file))) as Record<
    string,
    unknown
  >;
  const address = `/${path.dirname(file).split(path.sep).slice(1).join("/")}`
    .replaceAll("[", "{")
    .replaceAll("]", "}");
  for (const method of METHODS) {
    if (exported[method] === undefined) silent.push(`${method} ${address}`);
    else if (exported[method] !== refuseMethod)
      routes.set(`${method} ${address}`, exported[method]);
  }
  if (exported["OPTIONS"] !== tellMethods) silent.push(`OPTIONS ${address}`);
}
const names = Object.keys(ROUTES).sort();

test("every route has a row here and in the description, and every row a route", () => {
  expect([...routes.keys()].sort()).toEqual(names);
  expect(OPERATIONS.map(({ method, path: at }) => `${method} ${at}`).sort()).toEqual(names);
});

test("no address leaves a method without an answer", () => {
  expect(silent).toEqual([]);
});

test.each([
  ["DELETE", "/api/v1/requests/R-12", "GET, PUT, HEAD, OPTIONS"],
  ["PUT", "/api/v1/requests/next", "GET, HEAD, OPTIONS"],
  ["GET", "/api/v1/servers/com.example%2Ffiles/quarantine", "POST, OPTIONS"],
])("%s %s is refused as a problem that names %s", async (method, address, allow) => {
  const refusal = await refuseMethod(new Request(`http://x${address}`, { method }));
  expect([refusal.status, refusal.headers.get("allow")]).toEqual([405, allow]);
  expect(refusal.headers.get("content-type")).toBe("application/problem+json");
  expect(await refusal.json()).toMatchObject({ status: 405, code: "method_not_allowed" });
  const told = await tellMethods(new Request(`http://x${address}`, { method: "OPTIONS" }));
  expect([told.status, told.headers.get("allow")]).toEqual([204, allow]);
});

test("every route that is served by an operation is served by its own", () => {
  for (const [name, route] of routes) {
    const { operation } = route as { operation?: { method: string; path: string } };
    if (operation) expect(`${operation.method} ${operation.path}`).toBe(name);
  }
});

const ROLES = { E: [], S: ["security"], A: ["admin"], U: ["auditor"] } as const;
const tokens = new Map<string, string>();
/** How often each person was refused, by their token. */
const refused = new Map<string, { id: string; times: number }>();
beforeAll(async () => {
  for (const [letter, roles] of Object.entries(ROLES)) await giveToken(letter, roles, TOKEN_SCOPES);
  // One each: calls of one person are counted together.
  for (const scope of TOKEN_SCOPES) await giveToken(scope, ["security", "admin"], [scope]);
});

async function giveToken(name: string, roles: readonly Role[], scopes: readonly TokenScope[]) {
  const person = await createPerson(roles);
  const token = await tokenFor(person, scopes);
  tokens.set(name, token);
  refused.set(token, { id: person.id, times: 0 });
}

const PARAMS = {
  id: randomUUID(),
  name: "nobody.test/nothing",
  format: "mcp-json",
  slug: "nobodys",
  email: "nobody@company.test",
  version: "2000000000",
  classification: "public",
  sha256: "0".repeat(64),
};

/** With nonsense for a body: who is let in learns that, or that the thing does not exist. */
async function statusOf(name: string, as: string | undefined): Promise<number> {
  const [method = "", address = ""] = name.split(" ");
  const params = Object.fromEntries(
    Object.entries(PARAMS).filter(([key]) => address.includes(`{${key}}`)),
  );
  const answer = await call(routes.get(name), {
    method,
    params,
    ...(as === undefined ? {} : { as }),
    ...(method === "GET" ? {} : { body: { nonsense: true } }),
  });
  expect(answer.status).not.toBe(429);
  const one = refused.get(as ?? "");
  if (answer.status === 403 && one) one.times += 1;
  return answer.status;
}

describe(`${names.length} routes × 5 roles = ${names.length * 5} cases`, () => {
  test.each(names)("%s", async (name) => {
    expect(await statusOf(name, undefined)).toBe(401);
    expect(await statusOf(name, "Bearer nonsense")).toBe(401);
    const letIn = [];
    for (const letter of Object.keys(ROLES))
      if ((await statusOf(name, tokens.get(letter))) !== 403) letIn.push(letter);
    expect(letIn.join("")).toBe(ROUTES[name]?.may);
  });
});

describe(`${names.length} routes × ${TOKEN_SCOPES.length} scopes = ${names.length * TOKEN_SCOPES.length} cases`, () => {
  test.each(names)("%s", async (name) => {
    const letIn = [];
    for (const scope of TOKEN_SCOPES)
      if ((await statusOf(name, tokens.get(scope))) !== 403) letIn.push(scope);
    expect(letIn.sort()).toEqual([...(ROUTES[name]?.scopes ?? []), "admin"].sort());
  });
});

test("each of these refusals is recorded or counted, once: no door forgets it", async () => {
  await writeCountedRefusals();
  const all = [...refused.values()];
  const records = await db.auditEvent.findMany({
    where: { actorId: { in: all.map(({ id }) => id) }, action: "authorization.refuse" },
    select: { actorId: true, after: true },
  });
  const recorded = all.map(({ id }) => {
    const theirs = records.filter(({ actorId }) => actorId === id);
    const times = theirs.map(({ after }) => (after as { repeated?: number }).repeated ?? 1);
    return { id, times: times.reduce((sum, one) => sum + one, 0) };
  });
  expect(recorded).toEqual(all);
  expect(all.filter(({ times }) => times > 0)).not.toEqual([]);
});
