import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { AT, days } from "#lib/testing/trust-results.ts";
import { evaluate, NO_PAST } from "#lib/trust/core/evaluate.ts";
import type { AdvisoryView, ComponentView, SbomAnswer, SbomView } from "#lib/trust/get-sbom.ts";
import { WHO_MAY_SCAN, type WhoMayScan } from "#lib/trust/core/who-may-scan.ts";
import type { FindingPage, FindingView } from "#lib/trust/list-findings.ts";
import type { ComparedSide, TrustComparison } from "#lib/trust/compare-trust.ts";
import { ComparePage } from "./compare-page.tsx";
import { FindingsPage } from "./findings-page.tsx";
import type { HistoryRow } from "./history-changes.ts";
import { HistoryChart } from "./history-chart.tsx";
import { groupMarks, placesOf, releasePlaces } from "./history-places.ts";
import { SbomPage } from "./sbom-page.tsx";
import { dateWords } from "./trust-words.ts";

const NAME = "com.acme/files";
const KILOBYTE = 1_024;
const shown = (page: ReactNode) => renderToStaticMarkup(page);
const words = (html: string) => html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

const OPTION = { option: "packages[0]", type: "npm", name: "@acme/files", version: "1.0.0" };
const ABOUT = {
  ...{ version: "1.0.0", isCurrent: false, options: [OPTION], chosen: OPTION },
  ...{ evaluatedAt: new Date(AT), scan: "others" as WhoMayScan },
};

const row = (name: string, more: Partial<ComponentView> = {}): ComponentView => ({
  ...{ purl: `pkg:npm/${name}@1.0.0`, name, version: "1.0.0", license: "MIT", integrity: null },
  ...{ hasInstallScript: false, optional: false, isDeclared: false },
  ...{ distance: 1, indent: 0, isMatch: true },
  ...{ below: { components: 0, advisories: 0 }, way: [`${name}@1.0.0`], neededBy: 0 },
  ...{ broughtBy: [], advisories: [], ...more },
});
const ADVISORY: AdvisoryView = {
  ...{ id: "GHSA-one", aliases: ["CVE-2026-1"], summary: "It is weak.", rating: "critical" },
  ...{ cvss: 9.8, epss: 0.0004, kev: true, malicious: false, fixedIn: ["1.0.1"] },
};
const DEEP = row("deep", {
  ...{ distance: 3, indent: 2, neededBy: 2, advisories: [ADVISORY] },
  ...{ way: ["a@1.0.0", "b@1.0.0", "deep@1.0.0"], broughtBy: ["a@1.0.0", "c@1.0.0"] },
});
const ROWS = [
  row("a", { below: { components: 2, advisories: 1 } }),
  row("b", { distance: 2, indent: 1, isMatch: false, below: { components: 1, advisories: 1 } }),
  DEEP,
  row("c", { license: null, hasInstallScript: true }),
];
const SBOM: SbomView = {
  document: { sha256: "a".repeat(64), mediaType: "", sizeBytes: 9, madeAt: new Date(AT) },
  counts: { components: 4, direct: 2, affected: 1, installScripts: 1 },
  licences: [{ licence: "MIT", count: 3 }],
  ...{ feeds: { from: AT, missing: [] }, unasked: null },
  own: [],
  bringers: [{ purl: "pkg:npm/a@1.0.0", name: "a", version: "1.0.0", advisories: 1, worst: "critical" }], // prettier-ignore
  ...{ rows: ROWS, matches: 4, page: 1, pages: 1 },
};

const NO_FILTERS = { q: undefined, only: undefined, under: undefined };
const sbomPage = (
  sbom: Partial<SbomView> | null,
  { filters = {}, why = null }: { filters?: object; why?: SbomAnswer["why"] } = {},
) =>
  shown(
    <SbomPage
      name={NAME}
      view={{ ...ABOUT, sbom: sbom && { ...SBOM, ...sbom }, why }}
      filters={{ ...NO_FILTERS, ...filters }}
    />,
  );

describe("the page of components", () => {
  test("nests each below what needs it, and says why a weak one is here", () => {
    const html = sbomPage({});
    expect(html).toMatch(/aria-label="Needed by a".*aria-label="Needed by b".*deep/s);
    const text = words(html);
    expect(text).toContain("Critical GHSA-one Being exploited CVSS 9.8 · EPSS below 0.1 %");
    expect(text).toContain("fixed in 1.0.1");
    expect(text).toContain("a@1.0.0 → b@1.0.0 → deep@1.0.0");
    expect(text).toContain("Direct dependencies that bring it: a@1.0.0, c@1.0.0");
    expect(text).toMatch(/c @1\.0\.0 Install script direct Licence not stated/);
  });

  test("keeps version and filters in every address, also of the files", () => {
    const html = sbomPage({ pages: 3, page: 2 }, { filters: { q: "gpl", only: "advisories" } });
    expect(html).toContain("version=1.0.0&amp;q=gpl&amp;only=advisories&amp;page=3");
    expect(html).toContain(
      "/trust/sbom.csv?version=1.0.0&amp;option=packages%5B0%5D&amp;q=gpl&amp;only=advisories",
    );
    expect(html).toMatch(/<input[^>]*name="q"[^>]*value="gpl"/);
    expect(html).toMatch(/<input type="hidden" name="version" value="1.0.0"/);
  });

  test.each([
    [5, 130],
    [100, 360],
  ])("of 2,000 components, %d in a hundred of them weak, stays below %d kB", (weak, most) => {
    const rows = Array.from({ length: 100 }, (_, at) =>
      row(`@acme-company/some-longer-package-name-${at}`, {
        ...{ indent: at % 6, distance: 1 + (at % 6), neededBy: 3 },
        ...{ way: ["a@1.0.0", "b@1.0.0", "c@1.0.0"], broughtBy: ["a@1.0.0", "b@1.0.0"] },
        advisories: at < weak ? [ADVISORY] : [],
      }),
    );
    const counts = { components: 2_000, direct: 40, affected: 2_000, installScripts: 9 };
    const html = sbomPage({ rows, counts, matches: 2_000, pages: 20 });
    expect(html.length).toBeLessThan(most * KILOBYTE);
  });

  test("never takes what is unknown for nothing found", () => {
    expect(words(sbomPage({ feeds: null }))).toMatch(/With advisories Unknown/);
    expect(words(sbomPage({ feeds: { from: AT, missing: ["kev"] } }))).toContain("KEV did not answer"); // prettier-ignore
    expect(words(sbomPage(null, { why: "not_evaluated" }))).toContain(WHO_MAY_SCAN);
    for (const why of ["not_evaluated", "none", "not_kept", "unreadable"] as const)
      expect(words(sbomPage(null, { why }))).toMatch(/not assessed|no list|not kept|another form/);
  });

  test("where advisories could not be asked says so, why and what helps, and claims none", () => {
    const unasked = { reason: "dns" as const, detail: "OSV: Its name could not be resolved." };
    const rows = ROWS.map((one) => ({ ...one, advisories: [] }));
    const counts = { ...SBOM.counts, affected: 0 };
    const away = { feeds: null, unasked, rows, counts, bringers: [] };
    const html = sbomPage(away);
    expect(words(html)).toContain("Advisories could not be looked up OSV: Its name could not be resolved."); // prettier-ignore
    expect(words(html)).toMatch(/tries it again by itself.*closed network.*trust feed import/);
    expect(words(html)).toMatch(/With advisories Unknown They could not be looked up/);
    expect(words(html)).not.toMatch(
      /findings of Vulnerability Scanning name them|Known weaknesses/,
    );
    expect(html).not.toContain("Only with advisories");
    const filtered = { ...away, rows: [], matches: 0 };
    expect(words(sbomPage(filtered, { filters: { only: "advisories" } }))).toContain(
      "Which of them have advisories is not known",
    );
  });

  test("takes no number for all where OSV answered in part, and says of when an old answer is", () => {
    const part = { feeds: { from: AT, missing: ["osv" as const] } };
    expect(words(sbomPage(part))).toMatch(/With advisories 1 At least: not all/);
    const none = { ...part, counts: { ...SBOM.counts, affected: 0 } };
    expect(words(sbomPage(none))).toMatch(/With advisories Unknown Not all could be looked up/);
    const unasked = { reason: "timeout" as const, detail: "" };
    expect(words(sbomPage({ unasked }))).toMatch(
      /could not be looked up again The source did not answer in time\..*What is shown here is of/,
    );
  });

  test("shows what strangers wrote as text, with hidden characters written out", () => {
    const html = sbomPage({ rows: [row("<b>\u202eevil</b>", { license: "<i>" })] });
    expect(html).not.toMatch(/<b>|<i>/);
    expect(html).toContain("⟨U+202E⟩");
  });
});

const FINDING: FindingView = {
  ...{ code: "CQ-05/eval", severity: "high", action: "block", title: "eval", line: 7 },
  ...{ file: "src/a.js", remediation: "Do not.", control: "CQ-05", status: "fail" },
  ...{ controlTitle: "Safe Execution Patterns", waivedUntil: null },
};
const FOUND: FindingPage = {
  ...{ ...ABOUT, total: 5_000, matches: 5_000, page: 2, pages: 100 },
  severities: [{ severity: "high", count: 5_000 }],
  controls: [{ control: "CQ-05", title: "Safe Execution Patterns", count: 5_000 }],
  findings: Array.from({ length: 50 }, () => FINDING),
};

describe("the page of findings", () => {
  test("of 5,000 shows a page, with the way to the others, below 150 kB", () => {
    const html = shown(<FindingsPage name={NAME} view={FOUND} filters={{ severity: "high" }} />);
    expect(html.length).toBeLessThan(150 * KILOBYTE);
    expect(words(html)).toContain("5,000 findings");
    expect(words(html)).toContain("src/a.js:7");
    expect(html).toContain("version=1.0.0&amp;severity=high&amp;page=3");
    expect(html).toContain(`/trust?version=1.0.0#CQ-05`);
    expect(words(html)).toContain("High (5,000)");
  });

  test("that is empty says whether anybody has looked", () => {
    const none = { ...FOUND, total: 0, matches: 0, pages: 1, page: 1, findings: [] };
    const page = (view: FindingPage) => words(shown(<FindingsPage name={NAME} view={view} filters={{}} />)); // prettier-ignore
    expect(page({ ...none, evaluatedAt: null })).toContain("It was not assessed yet");
    expect(page({ ...none, evaluatedAt: null })).toContain(WHO_MAY_SCAN);
    expect(page({ ...none, evaluatedAt: null, scan: "nobody" })).not.toMatch(/sk for a scan/);
    expect(page({ ...none, evaluatedAt: null, scan: "you" })).toMatch(/Ask for a scan on the overview \./); // prettier-ignore
    expect(page(none)).toContain("Nothing was found");
    expect(page({ ...FOUND, matches: 0, findings: [] })).toContain("None matches these filters.");
  });
});

const EVALUATION = evaluate({ kind: "npm", subject: "entry", at: AT, results: [], past: NO_PAST });
const side = (version: string, score: number | null): ComparedSide => ({
  ...{ version, asked: version, option: OPTION, scan: "others" },
  evaluated: {
    ...{ id: version, kind: "npm", digest: "sha512-one", ruleSet: "r", finishedAt: new Date(AT) },
    evaluation: { ...EVALUATION, score },
  },
});
const COMPARISON: TrustComparison = {
  ...{ from: side("1.0.0", 50), to: side("2.0.0", 60) },
  changes: {
    controls: [
      {
        ...{ control: "PR-01", title: "Source Repository", direction: "other" },
        from: { status: "pass", reason: null, detail: "It is public." },
        to: { status: "not_checkable", reason: "timeout", detail: "" },
      },
      {
        ...{ control: "SC-02", title: "Vulnerability Scanning", direction: "worse" },
        ...{ from: { status: "pass", reason: null, detail: "" }, to: null },
      },
    ],
    findings: { added: [FINDING], gone: [], same: 3 },
    components: { added: [], removed: [], changed: [{ name: "a", from: ["1"], to: ["2"] }], same: 1 }, // prettier-ignore
    noSbom: { from: null, to: null },
    tools: [
      { kind: "cosmetic", tool: "t", formerName: null, sentence: "T is described.", isHeld: false },
      { kind: "read_to_write", tool: "w", formerName: null, sentence: "W writes.", isHeld: true },
    ],
    toolsFrom: { from: "server", to: "document" },
  },
};

describe("a comparison", () => {
  const page = (view: TrustComparison | null) =>
    shown(
      <ComparePage
        name={NAME}
        view={view}
        versions={["2.0.0", "1.0.0"]}
        chosen={{ from: "1.0.0", to: "2.0.0" }}
      />,
    );

  test("has figures side by side, and what got worse first", () => {
    const text = words(page(COMPARISON));
    expect(text).toMatch(/Score 50 60 \+10/);
    expect(text).toMatch(/Vulnerability Scanning.*Worse.*Source Repository.*Cannot be compared/);
    expect(text).toContain("The source did not answer in time.");
    expect(text).toContain("1 new, 0 gone, 3 in both");
    expect(text).toMatch(/No longer read-only W writes\. needs approval.*Other words/);
    expect(text).toContain("differences may come from that");
  });

  test("says what it cannot compare, and why", () => {
    const { changes } = COMPARISON;
    if (changes === null) throw new Error("There is something to compare.");
    const text = words(
      page({
        ...COMPARISON,
        changes: {
          ...changes,
          ...{ components: null, noSbom: { from: "not_kept", to: null } },
          ...{ tools: null, toolsFrom: { from: null, to: "server" } },
        },
      }),
    );
    expect(text).toContain("The former has a list of components that is not kept any more.");
    expect(text).toContain("the tools of the former are not known.");
    const to = { ...side("2.0.0", 1), evaluated: null };
    expect(words(page({ ...COMPARISON, to, changes: null }))).toContain(
      "2.0.0 was not assessed yet.",
    );
    expect(words(page({ ...COMPARISON, to, changes: null }))).toContain(WHO_MAY_SCAN);
    const mine = page({ ...COMPARISON, to: { ...to, scan: "you" }, changes: null });
    expect(mine).toMatch(/trust\?version=2.0.0"[^>]*>Ask for a scan on the overview of 2.0.0</);
    expect(words(page(null))).toContain("There is no version before it");
  });
});

const point = (at: number, more: Partial<HistoryRow> = {}): HistoryRow => ({
  ...{ id: `e${at}`, option: "packages[0]", at: new Date(days(at)), trigger: "schedule" },
  ...{ level: 2, flag: "complete", score: 70, risk: "none", ruleSet: "r", digest: null },
  ...{ moves: [], previousId: null, changes: [], ...more },
});

const RELEASES = [
  { version: "1.1.0", at: new Date(days(25)) },
  { version: "1.2.0", at: new Date(days(400)) },
];

describe("the chart of the history", () => {
  const rows = [
    point(0, { changes: ["First evaluation"] }),
    point(1, { changes: ["Rule set 2"] }),
    point(50, { level: 0, score: null, changes: ["SC-02: pass to fail"] }),
    point(100),
  ];

  test("leads from every event to its evaluation, by links with words", () => {
    const html = shown(
      <HistoryChart rows={rows} releases={RELEASES} hrefOf={(version) => `/at/${version}`} />,
    );
    expect(html).toMatch(/href="#evaluation-e50" aria-label="2: [^"]*SC-02: pass to fail"/);
    expect(html).toContain('aria-label="What moved it"');
  });

  test("has a table with the same, where nothing is only drawn", () => {
    const text = words(
      shown(
        <HistoryChart rows={rows} releases={RELEASES} hrefOf={(version) => `/at/${version}`} />,
      ),
    );
    expect(text).toMatch(/UTC Not assessed Not assessed SC-02: pass to fail/);
  });

  test("names other versions that came, and draws those that came meanwhile", () => {
    const html = shown(<HistoryChart rows={rows} releases={RELEASES} hrefOf={(version) => `/at/${version}`} />); // prettier-ignore
    expect(words(html)).toContain(`1.1.0 on ${dateWords(new Date(days(25)))} 1.2.0 on`);
    expect(html).toContain('href="/at/1.2.0"');
    expect(releasePlaces(rows, RELEASES)).toEqual([{ version: "1.1.0", x: 0.25 }]);
  });

  test("puts evaluations at their time, and tells together what would touch", () => {
    const placed = placesOf(rows);
    expect(placed.map(({ x }) => x)).toEqual([0, 0.01, 0.5, 1]);
    expect(groupMarks(placed).map(({ number, rows: some }) => [number, some.length])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(placesOf([point(0), point(0)]).map(({ x }) => x)).toEqual([0, 1]);
  });
});

test("no block stands inside a paragraph on any of these pages", () => {
  const html = [
    sbomPage({}),
    shown(<FindingsPage name={NAME} view={FOUND} filters={{}} />),
    shown(
      <ComparePage
        name={NAME}
        view={COMPARISON}
        versions={[]}
        chosen={{ from: "1.0.0", to: "2.0.0" }}
      />,
    ),
  ].join("");
  const paragraphs = html.match(/<p\b[^>]*>.*?<\/p>/gs) ?? [];
  expect(paragraphs.length).toBeGreaterThan(10);
  for (const paragraph of paragraphs)
    expect(paragraph).not.toMatch(/<(?:div|ul|ol|dl|table|details|section|h[1-6])\b/);
});
