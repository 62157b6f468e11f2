import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { LevelChart, RiskChart } from "#components/trust-overview/distribution.tsx";
import { browseServers } from "#lib/catalog/browse-servers.ts";
import { countFacets } from "#lib/catalog/count-facets.ts";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { AT, days, failing } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { getTrustOverview } from "#lib/trust/overview/get-trust-overview.ts";

test("the number on a bar is the number of servers behind it, whatever is in quarantine", async () => {
  const { id: ownerTeamId, slug: team } = await createTeam();
  const held = { quarantinedAt: new Date(AT), quarantineNote: "It is looked into." };
  for (const changes of [
    {},
    { "PR-01": failing("PR-01") },
    { "SC-02": failing("SC-02", "critical") },
  ])
    for (const data of [{}, held]) {
      const server = await scannableServer({ ownerTeamId, ...data });
      await recordScan(server, { at: AT, changes });
    }
  for (const data of [{}, held]) await scannableServer({ ownerTeamId, ...data });

  const ctx = { ...(await createPerson(["security"])).ctx(), now: new Date(days(1)) };
  const overview = await getTrustOverview(ctx, { team });
  expect([overview.servers, overview.quarantined]).toEqual([4, 4]);
  for (const chart of [LevelChart, RiskChart]) {
    const bars = barsIn(renderToStaticMarkup(createElement(chart, { overview, team })));
    expect(bars.length).toBeGreaterThan(1);
    for (const { words, params } of bars) {
      const { servers } = await browseServers(ctx, params);
      const { total } = await countFacets(ctx, { params });
      const n = servers.length;
      expect([words, total]).toEqual([expect.stringMatching(`^${n} servers?,`), n]);
    }
  }
});

/** The bars that lead somewhere: their words, and the filters that they lead to. */
const barsIn = (markup: string) =>
  markup.split("<li").flatMap((bar) => {
    const query = /href="\/servers\?([^"]*)"/.exec(bar)?.[1]?.replaceAll("&amp;", "&");
    if (query === undefined) return [];
    const words = /tabular-nums">([^<]*)</.exec(bar)?.[1] ?? "";
    return [{ words, params: Object.fromEntries(new URLSearchParams(query)) }];
  });
