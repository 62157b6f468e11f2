import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { assessRegistry } from "#lib/trust/core/registry-self.ts";
import { BUILT } from "#lib/trust/core/registry-scope.ts";
import { OverviewView } from "./overview-view.tsx";

const NOW = new Date("2026-11-27T12:00:00Z");
const server = { name: "test.example/files", title: "Files", ownerTeam: null };
const results = assessRegistry({
  built: BUILT,
  log: { alarm: null, checkpointAgeSeconds: 60, unsigned: 0 },
  keyAgeDays: 3,
  recovery: { open: 0, overdue: 0, lateSteps: 0 },
  upstream: {
    ...{ owned: 1, tried: 1, looked: 1, waitsSeconds: 0, isFirst: false },
    nextAt: "2026-11-27T10:37:00.000Z",
  },
  offer: { servers: 1, assessed: 1, withEarlier: 0 },
});
const NOTHING = {
  scope: { team: undefined, days: 30 as const },
  teams: [{ slug: "data", name: "Data" }],
  overview: {
    servers: 0,
    quarantined: 0,
    levels: [],
    risks: [],
    findings: [],
    severities: [],
  },
  fixes: [],
  expiring: { servers: [], total: 0, nextCursor: null },
  unreached: { servers: [], total: 0, nextCursor: null },
  registry: { isMet: false, results },
  now: NOW,
};
const UNDECLARED = {
  ...({ status: "not_checkable", reason: "not_declared", code: "not_declared" } as const),
  ...{ found: null, remediation: null, isExample: false },
};
const words = (text: string) =>
  text
    .replace(/<wbr\/?>/g, "")
    .replace(/<\/?span[^>]*nowrap[^>]*>([^<]*)<\/span>/g, "$1")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
/** The words of each row of a table. */
function rowsOf(text: string, caption: string): string[] {
  const table = text.split("<table").find((one) => one.includes(`>${caption}</caption>`)) ?? "";
  const [, ...rows] = (table.split("</table>")[0] ?? "").split("<tr").slice(1);
  return rows.map((row) => words(`<tr${row}`));
}
type Props = Parameters<typeof OverviewView>[0];
const markup = (props: Partial<Props> = {}) =>
  renderToStaticMarkup(<OverviewView {...NOTHING} {...props} />);

describe("the trust overview", () => {
  test("says that there is nothing where there is nothing", () => {
    const text = markup();
    for (const words of [
      "Nothing that somebody could fix",
      "No level runs out within 30 days",
      "Everything that was asked for was answered",
    ])
      expect(text).toContain(words);
  });

  test("claims nothing of servers that nobody has looked at", () => {
    const text = markup({
      overview: { ...NOTHING.overview, servers: 3, levels: [{ level: null, servers: 3 }] },
    });
    expect(text.match(/Not known: no server on offer was assessed yet/g)).toHaveLength(2);
    expect(text).not.toContain("Everything that was asked for was answered");
  });

  test("opens the servers behind a level, a cell and a fix, with the team that is chosen", () => {
    const text = markup({
      scope: { team: "data", days: 30 },
      overview: {
        ...NOTHING.overview,
        servers: 3,
        levels: [
          { level: 2, servers: 2 },
          { level: null, servers: 1 },
        ],
        findings: [{ severity: "high", age: "90-", findings: 4, servers: 1 }],
      },
      fixes: [
        {
          control: "PR-01",
          title: "Source Repository",
          ...UNDECLARED,
          raises: 2,
          blocks: 3,
          levels: [{ level: 2, raises: 2, blocks: 3 }],
        },
      ],
    });
    for (const href of [
      "/servers?trust=2&amp;team=data&amp;quarantined=false",
      "/servers?trust=none&amp;team=data&amp;quarantined=false",
      "/trust/findings?team=data&amp;severity=high&amp;age=90-",
      "/trust/fix?team=data&amp;control=PR-01&amp;code=not_declared",
      "/api/v1/trust/csv/fixes?team=data",
    ])
      expect(text).toContain(`href="${href}"`);
  });

  test("says each fix in words: what to do, what stands in the way, how many servers it moves to which level", () => {
    const text = markup({
      fixes: [
        {
          ...{ control: "PR-02", title: "Author Identity", status: "fail", reason: null },
          ...{ code: "PR-02/single-owner", found: "It has only one owner", isExample: false },
          remediation: "Give it a second owner.",
          ...{ raises: 1, blocks: 5 },
          levels: [
            { level: 1, raises: 0, blocks: 3 },
            { level: 3, raises: 1, blocks: 2 },
          ],
        },
        {
          ...{ control: "PR-02", title: "Author Identity", ...UNDECLARED },
          ...{ raises: 0, blocks: 1, levels: [{ level: 2, raises: 0, blocks: 1 }] },
        },
        {
          ...{ control: "SC-02", title: "Vulnerability Scanning", status: "fail", reason: null },
          ...{ code: "SC-02/kev", found: "left-pad is exploited", isExample: true },
          remediation: "Update left-pad.",
          ...{ raises: 2, blocks: 2, levels: [{ level: 2, raises: 2, blocks: 2 }] },
        },
      ],
    });
    const rows = rowsOf(text, "Fixes that would raise most servers");
    expect(rows).toEqual([
      "Give it a second owner. It has only one owner Author Identity PR-02/single-owner 3 servers to L1 Basic, but only with other fixes 1 server to L3 Verified 1 more to L3 Verified, but only with other fixes",
      "Have the publisher say what “Author Identity” asks for, in the package or in the server.json. Could not be checked. Nobody has said it: neither the artifact nor its server.json. Author Identity PR-02 1 server to L2 Standard, but only with other fixes",
      "For example: Update left-pad. Such as: left-pad is exploited Vulnerability Scanning SC-02/kev 2 servers to L2 Standard",
    ]);
  });

  test("never tears the id of a control at its hyphen", () => {
    expect(markup()).toContain('<span class="whitespace-nowrap">PK-03</span>');
  });

  test("says what is on offer, and how many servers in quarantine are left out", () => {
    expect(markup()).toContain("approved or deprecated, and not in quarantine");
    expect(markup()).not.toContain("in quarantine is");
    const text = markup({
      scope: { team: "data", days: 30 },
      overview: { ...NOTHING.overview, quarantined: 1 },
    });
    expect(text).toContain('href="/servers?team=data&amp;quarantined=true"');
    expect(words(text)).toContain("1 server in quarantine is left out");
  });

  test("shows the first rows of long lists, and the way to all of them", () => {
    const text = markup({
      unreached: {
        total: 12,
        nextCursor: "x",
        servers: [
          {
            server,
            version: "1.0.0",
            since: NOW,
            reasons: [{ reason: "timeout", controls: ["SC-02"] }],
            scanError: null,
            nextTryAt: new Date("2026-11-27T13:30:00Z"),
            isScanning: false,
          },
        ],
      },
    });
    expect(text).toContain("All 12 servers");
    expect(text).toContain("27 Nov 2026, 13:30 UTC");
    expect(text).toContain("The source did not answer in time.");
  });

  test("says of each control of the registry itself what is true and why", () => {
    const text = markup();
    for (const { control, reason } of results) {
      expect(text).toContain(control);
      expect(text).toContain(reason.replaceAll("'", "&#x27;"));
    }
    expect(text).toContain("Not met");
    expect(text).toContain("Client&#x27;s duty");
  });
});
