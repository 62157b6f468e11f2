import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { AT, days, failing, found, unknown } from "#lib/testing/trust-results.ts";
import { recordScan, scannableServer, type Scannable } from "#lib/testing/trust-scans.ts";

const openOf = async ({ versionId }: Scannable) => ({
  controls: await db.trustOpenControl.findMany({
    where: { versionId },
    orderBy: { control: "asc" },
    omit: { versionId: true },
  }),
  findings: await db.trustOpenFinding.findMany({
    where: { versionId },
    orderBy: { control: "asc" },
    omit: { versionId: true },
  }),
});

const countsOf = ({ versionId }: Scannable) =>
  db.trustOpenCount.findMany({
    where: { versionId },
    orderBy: { since: "asc" },
    omit: { versionId: true },
  });

test("every evaluation leaves what is open since when, and takes away what is mended", async () => {
  const server = await scannableServer();
  const changes = { "PR-01": failing("PR-01"), "PR-05": unknown("timeout") };
  await recordScan(server, { at: AT, changes });
  const since = new Date(AT);
  const first = await openOf(server);
  expect(first).toEqual({
    controls: [
      {
        option: "packages[0]",
        control: "PR-01",
        status: "fail",
        reason: null,
        code: "test",
        remediation: "Mend it.",
        since,
        isStep: true,
        isSole: true,
        isUnreached: false,
        isRepeat: false,
      },
      {
        option: "packages[0]",
        control: "PR-05",
        status: "not_checkable",
        reason: "timeout",
        code: "timeout",
        remediation: null,
        since,
        isStep: false,
        isSole: false,
        isUnreached: true,
        isRepeat: false,
      },
    ],
    findings: [
      {
        option: "packages[0]",
        control: "PR-01",
        position: 0,
        code: "test",
        severity: "medium",
        title: "Something",
        file: null,
        line: null,
        places: 1,
        since,
      },
    ],
  });

  await recordScan(server, { at: days(1), changes });
  expect(await openOf(server)).toEqual(first);

  const severe = { status: "warn" as const, findings: [found("high", "warn")] };
  await recordScan(server, { at: days(2), changes: { "PR-01": unknown(), "CQ-03": severe } });
  expect(await openOf(server)).toMatchObject({
    controls: [{ control: "PR-01", status: "not_checkable", since: new Date(days(2)) }],
    findings: [
      { control: "CQ-03", severity: "high", since: new Date(days(2)) },
      // Nothing has shown that it is gone.
      { control: "PR-01", since },
    ],
  });

  await recordScan(server, { at: days(3) });
  expect(await openOf(server)).toEqual({ controls: [], findings: [] });
});

test("what is open of a version goes with it, and what was counted of it", async () => {
  const server = await scannableServer();
  await recordScan(server, { at: AT, changes: { "PR-01": failing("PR-01") } });
  expect(await countsOf(server)).toHaveLength(1);
  await db.server.delete({ where: { id: server.id } });
  expect(await openOf(server)).toEqual({ controls: [], findings: [] });
  expect(await countsOf(server)).toEqual([]);
});

test("counts of findings by day and severity are what a new count would find, after every evaluation", async () => {
  const [server, other] = [await scannableServer(), await scannableServer()];
  const several = {
    ...failing("SC-03"),
    findings: [found("high"), found("low"), { ...found("low"), title: "Another" }],
  };
  const steps = [
    { "PR-01": failing("PR-01") },
    { "PR-01": failing("PR-01"), "SC-03": several },
    { "PR-01": failing("PR-01", "critical"), "SC-03": several },
    { "SC-03": { ...failing("SC-03"), findings: [found("high")] } },
    {},
  ];
  await recordScan(other, { at: AT, changes: { "PR-01": failing("PR-01") } });
  for (const [at, changes] of steps.entries()) {
    await recordScan(server, { at: days(at), changes });
    const { findings } = await openOf(server);
    const since = [...new Set(findings.map((one) => one.since.getTime()))].sort();
    expect(await countsOf(server)).toEqual(
      since.map((time) => {
        const young = findings.filter((one) => one.since.getTime() === time);
        const of = (severity: string) => young.filter((one) => one.severity === severity).length;
        return {
          since: new Date(time),
          ...{ critical: of("critical"), high: of("high"), medium: of("medium"), low: of("low") },
        };
      }),
    );
  }
  expect(await countsOf(other)).toEqual([
    { since: new Date(AT), critical: 0, high: 0, medium: 1, low: 0 },
  ]);
});
