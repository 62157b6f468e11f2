import { expect, test } from "vitest";
import { createPerson, createTeam } from "#lib/testing/factories.ts";
import { AT, failing } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer } from "#lib/testing/trust-scans.ts";
import { browseServers } from "./browse-servers.ts";
import { listFilteredServers } from "./list-filtered-servers.ts";

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
    expect(trustOf(evaluated.name)).toMatchObject({ level: 0, kind: "npm", flag: "complete" });
    expect(trustOf(other.name)).toBeNull();
  }
});
