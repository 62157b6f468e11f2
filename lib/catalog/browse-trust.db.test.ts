import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { userContext } from "#lib/testing/context.ts";
import { addVersion, createPerson, createTeam } from "#lib/testing/factories.ts";
import { AT, days, failing, unknown } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer, type Scannable } from "#lib/testing/trust-scans.ts";
import { CONTROLS, CONTROL_IDS } from "#lib/trust/core/controls.ts";
import { browseServers } from "./browse-servers.ts";
import { writeCursor } from "./browse-cursor.ts";
import { countFacets } from "./count-facets.ts";
import { listFilteredServers } from "./list-filtered-servers.ts";

const nothingSeen = Object.fromEntries(
  CONTROL_IDS.filter((id) => CONTROLS[id].level === 1).map((id) => [id, unknown()]),
);
const shown = ({ id }: Pick<Scannable, "id">) =>
  db.serverTrust.findUniqueOrThrow({
    where: { serverId: id },
    select: { level: true, score: true, risk: true },
  });

test("a list says how the current version stands, and nothing where nobody has looked", async () => {
  const team = await createTeam();
  const [evaluated, other] = [
    await scannableServer({ ownerTeamId: team.id }),
    await scannableServer({ ownerTeamId: team.id }),
  ];
  await recordScan(evaluated, { at: AT, changes: { "CQ-01": failing("CQ-01") } });
  const ctx = (await createPerson()).ctx();
  const params = { team: [team.slug] };
  const lists = [
    (await browseServers(ctx, { params })).servers,
    (await listFilteredServers(ctx, { params, after: null, size: 10 })).servers,
  ];
  for (const servers of lists) {
    const trustOf = (name: string) => servers.find((server) => server.name === name)?.trust;
    expect(trustOf(evaluated.name)).toMatchObject({
      level: 0,
      kind: "npm",
      flag: "complete",
      risk: "medium",
    });
    expect(trustOf(other.name)).toBeNull();
  }
});

test("filters and counts tell a low level from one that nobody could assess", async () => {
  const team = await createTeam();
  const make = () => scannableServer({ ownerTeamId: team.id });
  const [good, bad, dark, fresh] = [await make(), await make(), await make(), await make()];
  await recordScan(good, { at: AT });
  await recordScan(bad, { at: AT, changes: { "CQ-01": failing("CQ-01", "critical") } });
  await recordScan(dark, { at: AT, changes: nothingSeen });
  const ctx = userContext("engineer");
  const found = async (params: Record<string, string[]>) =>
    (await browseServers(ctx, { ...params, team: [team.slug] })).servers
      .map(({ name }) => name)
      .sort();

  expect(await found({ trust: ["4"] })).toEqual([good.name]);
  expect(await found({ trust: ["0"] })).toEqual([bad.name]);
  expect(await found({ trust: ["none"] })).toEqual([dark.name, fresh.name].sort());
  expect(await found({ trust: ["4", "none"] })).toEqual([good.name, dark.name, fresh.name].sort());
  expect(await found({ risk: ["critical"] })).toEqual([bad.name]);
  expect(await found({ risk: ["none"] })).toEqual([good.name]);
  expect(await found({ risk: ["unknown"] })).toEqual([dark.name, fresh.name].sort());

  const { facets } = await countFacets(ctx, { params: { team: team.slug, trust: "4" } });
  expect(facets.trust.map(({ value, count }) => [value, count]).sort()).toEqual([
    ["0", 1],
    ["4", 1],
    ["none", 2],
  ]);
  expect(facets.risk.map(({ value, count }) => [value, count])).toEqual([["none", 1]]);
});

test.each(["score", "level"] as const)(
  "sorted by %s, the best come first and the unassessed last, over all pages and back",
  async (sort) => {
    const team = await createTeam();
    const names: string[] = [];
    for (let at = 0; at < 26; at++) {
      const server = await scannableServer({ ownerTeamId: team.id });
      names.push(server.name);
      if (at < 2) await recordScan(server, { at: AT });
      else if (at < 4) await recordScan(server, { at: AT, changes: { "PR-01": failing("PR-01") } });
    }
    const ctx = userContext("engineer");
    const params = { team: team.slug, sort };
    const first = await browseServers(ctx, params);
    const second = await browseServers(ctx, { ...params, after: first.next ?? "" });
    const all = [...first.servers, ...second.servers].map(({ name }) => name);
    const ordered = (some: readonly string[]) => [...some].sort();
    expect(all).toEqual([
      ...ordered(names.slice(0, 2)),
      ...ordered(names.slice(2, 4)),
      ...ordered(names.slice(4)),
    ]);
    const back = await browseServers(ctx, { ...params, before: second.previous ?? "" });
    expect(back.servers).toEqual(first.servers);
    // A page that ends among the assessed goes on there.
    const pages = [];
    for (let after: string | null = null; ;) {
      const page: Awaited<ReturnType<typeof listFilteredServers>> = await listFilteredServers(ctx, {
        params,
        after,
        size: 3,
      });
      pages.push(...page.servers.map(({ name }) => name));
      if (page.next === null) break;
      after = page.next;
    }
    expect(pages).toEqual(all);
  },
);

test.each([1.5, 1e300, "2026-11-26T12:00:00Z"])(
  "a cursor with the key %s opens the first page",
  async (key) => {
    const after = writeCursor("score", { key, name: "a/b", position: 7 });
    expect((await browseServers(userContext("engineer"), { sort: "score", after })).offset).toBe(0);
  },
);

test("a server shows the trust of the version it shows, whichever changes", async () => {
  const server = await scannableServer();
  expect(await shown(server)).toEqual({ level: null, score: null, risk: null });
  await recordScan(server, { at: AT });
  expect(await shown(server)).toMatchObject({ level: 4, score: 100, risk: "none" });
  await recordScan(server, { at: days(1), changes: { "PR-01": failing("PR-01") } });
  expect(await shown(server)).toMatchObject({ level: 1, risk: "medium" });

  await addVersion(server, { version: "2.0.0" });
  expect(await shown(server)).toEqual({ level: null, score: null, risk: null });
  await db.serverVersion.updateMany({
    where: { serverId: server.id, version: "2.0.0" },
    data: { lifecycle: "retired" },
  });
  expect(await shown(server)).toMatchObject({ level: 1, risk: "medium" });
  await db.versionTrust.delete({ where: { versionId: server.versionId } });
  expect(await shown(server)).toEqual({ level: null, score: null, risk: null });
});
