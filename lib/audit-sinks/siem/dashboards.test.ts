import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ADA, sampleCheckpoint, sampleEvent } from "#lib/testing/audit-receivers/sample-events.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { ocsfEvent } from "../core/ocsf.ts";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** Dotted names of everything our OCSF events have. */
function namesOf(value: Json, at = ""): string[] {
  if (!isJsonObject(value)) return [at];
  const inner = Object.entries(value).flatMap(([key, one]) => namesOf(one, at === "" ? key : `${at}.${key}`)); // prettier-ignore
  return at === "" ? inner : [at, ...inner];
}
const KNOWN = new Set([
  ...namesOf(ocsfEvent(sampleEvent(), "1")),
  ...namesOf(ocsfEvent(sampleEvent({ action: "authorization.refuse", outcome: "refused", actorId: ADA, after: { permission: "audit.read", code: "forbidden" } }), "1")), // prettier-ignore
  ...namesOf(ocsfEvent(sampleCheckpoint(), "1")),
]);

/** Tags in their order: each closed by its own, nothing left open. */
function expectWellFormed(xml: string): void {
  const open: string[] = [];
  const body = xml.replace(/^<\?xml [^?]*\?>/, "");
  expect(body.replace(/<[^<>]*>/g, "")).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|apos);)/);
  for (const [, closing, name = "", selfClosed] of body.matchAll(
    /<(\/?)([A-Za-z]+)(?:\s+[A-Za-z]+="[^"<]*")*\s*(\/?)>/g,
  )) {
    // prettier-ignore
    if (closing) expect(open.pop()).toBe(name);
    else if (!selfClosed) open.push(name);
  }
  expect(open).toEqual([]);
}

test("the dashboard for Splunk is well-formed and asks for fields that our events have", () => {
  const xml = read("./splunk/gatehouse-audit.xml");
  expectWellFormed(xml);
  const queries = [...xml.matchAll(/<query>([^<]*)<\/query>/g)].map(([, query = ""]) => query);
  expect(queries.length).toBeGreaterThanOrEqual(8);
  const dotted = queries.flatMap(
    (query) =>
    [...query.replace(/"[^"]*"/g, "").matchAll(/\b[a-z_]+(?:\.[a-zA-Z_]+)+\b|\b(?:class_name|status_code)\b/g)].map(([name]) => name), // prettier-ignore
  );
  expect(dotted.length).toBeGreaterThan(15);
  for (const name of dotted) expect(KNOWN).toContain(name);
});

test("the dashboard for Elastic is whole, its references lead somewhere, and its fields exist", () => {
  const objects = read("./elastic/gatehouse-audit.ndjson")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; id: string; attributes: JsonObject; references: { type: string; id: string; name: string }[] }); // prettier-ignore
  const ids = new Set(objects.map(({ type, id }) => `${type} ${id}`));
  expect(ids.size).toBe(objects.length);
  for (const { references } of objects)
    for (const { type, id } of references) expect(ids).toContain(`${type} ${id}`);
  const fields = objects.flatMap(({ type, attributes }) => {
    if (type === "index-pattern") return [attributes["timeFieldName"]];
    const { searchSourceJSON } = attributes["kibanaSavedObjectMeta"] as { searchSourceJSON: string }; // prettier-ignore
    const { query } = JSON.parse(searchSourceJSON) as { query: { query: string } };
    const asked = [...query.query.matchAll(/([\w.]+) :/g)].map(([, name = ""]) => name);
    if (type === "dashboard") return asked;
    const { aggs } = JSON.parse(attributes["visState"] as string) as { aggs: { params: { field: string } }[] }; // prettier-ignore
    return [...asked, ...aggs.map(({ params }) => params.field)];
  });
  expect(fields.length).toBeGreaterThan(15);
  for (const name of fields) expect(KNOWN).toContain(name);
  const dashboard = objects.find(({ type }) => type === "dashboard");
  const panels = JSON.parse(dashboard?.attributes["panelsJSON"] as string) as { panelRefName: string }[]; // prettier-ignore
  expect(panels.map(({ panelRefName }) => panelRefName)).toEqual(dashboard?.references.map(({ name }) => name)); // prettier-ignore
});
