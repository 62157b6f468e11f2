import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { FilterTexts } from "#lib/audit/core/filter-query.ts";
import type { AuditPage } from "#lib/audit/list-events.ts";
import { AuditTable } from "./audit-table.tsx";

const empty = (filters: FilterTexts, objects: AuditPage["objects"] = null) =>
  renderToStaticMarkup(
    <AuditTable page={{ events: [], objects }} filters={filters} now={new Date()} />,
  );

test("an empty answer to words says that it proves nothing, and where names are looked for", () => {
  const html = empty({ q: "notion" });
  expect(html).toContain("does not prove that nothing happened");
  expect(html).toContain("use Object under More filters");
});

test("an empty answer to other filters speaks of the filters alone", () => {
  const html = empty({ outcome: "failed" });
  expect(html).toContain("Take a filter away");
  expect(html).not.toContain("prove");
  expect(html).not.toContain("called");
});

test("a name that nothing has now is told as such, with the way to its old records", () => {
  const html = empty({ targetId: 'Pay "ments', period: "30d" }, []);
  expect(html).toContain("Nothing is called “Pay &quot;ments” now");
  expect(html).toContain('href="/audit?q=%22Pay++ments%22&amp;period=30d"');
  expect(empty({ targetId: "Payments", targetKind: "team" }, [])).toContain("No team is called");
});

test("an id, or an object that was found but did nothing that is asked for, has no such words", () => {
  const id = "0d9fdb1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f";
  const found = { kind: "team", id, name: "Payments", key: "payments" } as const;
  expect(empty({ targetId: id })).not.toContain("called");
  expect(empty({ targetId: "Payments" }, [found])).not.toContain("called");
});

test("of a kind without names, an id is asked for", () => {
  const html = empty({ targetId: "Splunk", targetKind: "sink" });
  expect(html).toContain("found by their id alone");
});
