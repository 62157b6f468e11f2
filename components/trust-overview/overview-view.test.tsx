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
  upstream: { owned: 1, looked: 1 },
  offer: { servers: 1, assessed: 1, withEarlier: 0 },
});
const NOTHING = {
  scope: { team: undefined, days: 30 as const },
  teams: [{ slug: "data", name: "Data" }],
  overview: {
    servers: 0,
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
          status: "not_checkable",
          reason: "not_declared",
          code: "not_declared",
          remediation: null,
          raises: 2,
          blocks: 3,
        },
      ],
    });
    for (const href of [
      "/servers?trust=2&amp;team=data",
      "/servers?trust=none&amp;team=data",
      "/trust/findings?team=data&amp;severity=high&amp;age=90-",
      "/trust/fix?team=data&amp;control=PR-01&amp;code=not_declared",
      "/api/v1/trust/csv/fixes?team=data",
    ])
      expect(text).toContain(`href="${href}"`);
    expect(text).toContain("The publisher declares it in the server.json");
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
