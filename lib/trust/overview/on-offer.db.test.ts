import { beforeAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { AT, days, failing, unknown, type Change } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { browseServers } from "#lib/catalog/browse-servers.ts";
import type { ControlId } from "../core/controls.ts";
import { assessRegistry } from "./assess-registry.ts";
import { getTrustOverview } from "./get-trust-overview.ts";
import { listExpiring } from "./list-expiring.ts";
import { listFixes } from "./list-fixes.ts";
import { listOpenFindings } from "./list-open-findings.ts";
import { listRaised } from "./list-raised.ts";
import { listUnreached } from "./list-unreached.ts";

let ctx: Context;
beforeAll(async () => {
  ctx = { ...(await createPerson(["security"])).ctx(), now: new Date(days(1)) };
});

type Changes = Partial<Record<ControlId, Change>>;
type ServerData = NonNullable<Parameters<typeof scannableServer>[0]>;
const CHANGES = { "PR-01": failing("PR-01"), "PR-05": unknown("unreachable") };

async function scanned(teamId: string, changes: Changes = CHANGES, data: ServerData = {}) {
  const server = await scannableServer({ ownerTeamId: teamId, ...data });
  await recordScan(server, { at: AT, changes });
  return server;
}

/** All that the overview says of a team, in numbers. */
async function figuresOf(team: string) {
  const [overview, findings, fixes, raised, expiring, unreached] = await Promise.all([
    getTrustOverview(ctx, { team }),
    listOpenFindings(ctx, { team }),
    listFixes(ctx, { team }),
    listRaised(ctx, { team, control: "PR-01", code: "test" }),
    listExpiring(ctx, { team, days: 90 }),
    listUnreached(ctx, { team }),
  ]);
  const levels = overview.levels.reduce((sum, { servers }) => sum + servers, 0);
  const risks = overview.risks.reduce((sum, { servers }) => sum + servers, 0);
  const counted = overview.severities.map(({ servers }) => servers);
  return [
    ...[overview.servers, levels, risks, ...counted, findings.servers, findings.findings.length],
    ...fixes.map(({ blocks }) => blocks),
    ...[raised.servers.length, expiring.total, unreached.total],
  ];
}

describe("what is on offer", () => {
  test("is what is approved or deprecated and not in quarantine, in every figure", async () => {
    const { id, slug } = await createTeam();
    await scanned(id);
    await scanned(id, CHANGES, { lifecycle: "deprecated" });
    const alone = await figuresOf(slug);
    expect(new Set(alone)).toEqual(new Set([2]));

    for (const lifecycle of ["retired", "rejected", "candidate", "in_review"] as const)
      await scanned(id, CHANGES, { lifecycle });
    const held = await scanned(id, CHANGES, {
      quarantinedAt: new Date(AT),
      quarantineNote: "It is looked into.",
    });
    expect(await figuresOf(slug)).toEqual(alone);
    const { quarantined } = await getTrustOverview(ctx, { team: slug });
    expect(quarantined).toBe(1);
    const listed = await browseServers(ctx, { team: slug, quarantined: "true" });
    expect(listed.servers.map(({ name }) => name)).toEqual([held.name]);
  });

  test("is what the registry judges itself by, too", async () => {
    const servers = async () => {
      const { results } = await assessRegistry(ctx, {});
      const reason = results.find(({ control }) => control === "IN-03")?.reason ?? "";
      return Number(/of ([\d,]+) servers on offer/.exec(reason)?.[1]?.replaceAll(",", ""));
    };
    const offered = () =>
      db.server.count({
        where: { lifecycle: { in: ["approved", "deprecated"] }, quarantinedAt: null },
      });
    await scanned(
      (await createTeam()).id,
      {},
      { quarantinedAt: new Date(AT), quarantineNote: "…" },
    );
    // Other tests add servers meanwhile.
    await expect.poll(async () => (await servers()) === (await offered())).toBe(true);
  });
});

describe("fixes", () => {
  test("stand once for each reason, whatever else was found where something could not be checked", async () => {
    const { id, slug } = await createTeam();
    const late = { ...failing("PR-02"), ...unknown("not_declared"), failsFromLevel: null };
    await scanned(id, { "PR-02": late });
    await scanned(id, { "PR-02": unknown("not_declared") });
    expect(await listFixes(ctx, { team: slug })).toMatchObject([
      { control: "PR-02", code: "not_declared", reason: "not_declared", raises: 2, blocks: 2 },
    ]);
    const asked = { team: slug, control: "PR-02", code: "not_declared" };
    expect((await listRaised(ctx, asked)).servers).toHaveLength(2);
  });

  test("tell to which level they raise how many servers, and what was found", async () => {
    const { id, slug } = await createTeam();
    const repository = { "PR-01": failing("PR-01") };
    await scanned(id, repository);
    await scanned(id, { ...repository, "SC-03": failing("SC-03") });
    await scanned(id, { "PR-01": { ...failing("PR-01"), failsFromLevel: 3 } });
    const [fix] = await listFixes(ctx, { team: slug });
    expect(fix).toMatchObject({
      ...{ control: "PR-01", found: "Something", remediation: "Mend it.", isExample: false },
      levels: [
        { level: 2, raises: 1, blocks: 2 },
        { level: 3, raises: 1, blocks: 1 },
      ],
      ...{ raises: 2, blocks: 3 },
    });
  });

  test("say so where what was found is not the same on all servers", async () => {
    const { id, slug } = await createTeam();
    const [finding] = failing("PR-01").findings ?? [];
    for (const title of ["This one", "Another one"])
      await scanned(id, {
        "PR-01": { ...failing("PR-01"), findings: finding ? [{ ...finding, title }] : [] },
      });
    expect(await listFixes(ctx, { team: slug })).toMatchObject([{ isExample: true, blocks: 2 }]);
  });
});

test("findings are narrowed by a part of the server's name or title, in any case, and by nothing else of it", async () => {
  const { id, slug } = await createTeam();
  const named = async (title: string, description: string) => {
    const server = await scannableServer({ ownerTeamId: id }, { title }, { title, description });
    await recordScan(server, { at: AT, changes: { "PR-01": failing("PR-01") } });
    return server.name;
  };
  const wanted = await named("100% Sentry_x", "Errors.");
  const other = await named("Something else", "As good as sentry_x.");
  const found = async (server: string) => {
    const page = await listOpenFindings(ctx, { team: slug, server });
    expect(page).toMatchObject({ total: page.findings.length, servers: page.findings.length });
    return page.findings.map((finding) => finding.server.name).sort();
  };
  expect(await found("SENTRY")).toEqual([wanted]);
  expect(await found("sentry_x")).toEqual([wanted]);
  expect(await found("0% s")).toEqual([wanted]);
  expect(await found("sentry%")).toEqual([]);
  expect(await found(other.toUpperCase())).toEqual([other]);
  // Too short for the index over words: it narrows nothing.
  expect(await found("xy")).toEqual([wanted, other].sort());
  const narrowed = { team: slug, server: "sentry", control: "PR-01" };
  expect(await listOpenFindings(ctx, narrowed)).toMatchObject({ total: 1, servers: 1 });
});
