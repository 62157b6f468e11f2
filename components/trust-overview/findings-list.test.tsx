import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { CONTROLS } from "#lib/trust/core/controls.ts";
import type { ListedFinding } from "#lib/trust/overview/list-open-findings.ts";
import { OpenFindingsInput } from "#lib/trust/overview/schemas.ts";
import { FindingsList } from "./findings-list.tsx";

const NOW = new Date("2026-11-27T12:00:00Z");
const FOUND: ListedFinding = {
  version: "1.0.0",
  option: "packages[0]",
  control: "PR-02",
  controlTitle: CONTROLS["PR-02"].title,
  code: "PR-02/single-owner",
  severity: "low",
  title: "It has only one owner",
  file: null,
  line: null,
  places: 1,
  since: NOW,
  server: { name: "test.example/a-long-name-of-a-server", title: "Files", ownerTeam: null },
};
const teams = [{ slug: "data", name: "Data platform" }];

const markup = (address: Record<string, string>, found: readonly ListedFinding[] = [FOUND]) =>
  renderToStaticMarkup(
    <FindingsList
      page={{ findings: [...found], total: found.length, servers: found.length, nextCursor: null }}
      filters={OpenFindingsInput.parse(address)}
      teams={teams}
      now={NOW}
    />,
  );

const ALL = { server: "file", control: "PR-02", severity: "low", age: "0-7", team: "data" };

test("every filter is a field of a plain form that shows what is chosen", () => {
  const text = markup(ALL);
  const form = /<form[^>]*>/.exec(text)?.[0] ?? "";
  expect(form).toContain('action="/trust/findings"');
  expect(form).not.toContain("method");
  expect(text).toMatch(/<input[^>]*name="server"[^>]*value="file"/);
  for (const name of ["control", "severity", "age", "team"] as const) {
    const field = text.split("<select").find((one) => one.includes(`name="${name}"`)) ?? "";
    expect(field).toContain(`<option value="${ALL[name]}" selected=""`);
  }
});

test("each filter is named in words, and is taken away by itself or with all others", () => {
  const text = markup(ALL);
  for (const label of [
    "Server: file",
    "Control: Author Identity (PR-02)",
    "Severity: Low",
    "Open for: Under 7 days",
    "Owner team: Data platform",
  ])
    expect(text).toContain(label);
  expect(text).toContain(
    'href="/trust/findings?team=data&amp;server=file&amp;severity=low&amp;age=0-7"',
  );
  expect(text).toContain('href="/trust/findings"');
  expect(markup({})).not.toContain("Remove filter");
});

test("the form stays where nothing has all of the filters", () => {
  const text = markup({ severity: "critical" }, []);
  expect(text).toContain("No row has all of these filters.");
  expect(text).toContain('name="control"');
  expect(text).toContain("0 findings in 0 servers");
});

test("no id is torn at its hyphen, and no name is cut off", () => {
  const text = markup({});
  expect(text).toContain('<span class="whitespace-nowrap">PR-02/</span>');
  expect(text).toContain("test.<wbr/>example/<wbr/>a-long-name-of-a-server");
  expect(text.slice(text.indexOf("<table"))).not.toContain("truncate");
});

test("what the address has that means nothing narrows nothing", () => {
  const text = markup({ server: "", severity: "", control: "XX-99", age: "", team: "" });
  expect(text).not.toContain("Remove filter");
});
