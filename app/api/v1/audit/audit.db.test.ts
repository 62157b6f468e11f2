import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { call, tokenFor } from "#lib/testing/api.ts";
import { createPerson, createServer } from "#lib/testing/factories.ts";
import { GET as counts } from "./counts/route.ts";
import { GET as completeness } from "./completeness/route.ts";
import { GET as consistency } from "./consistency/route.ts";
import { GET as proof } from "./events/[id]/proof/route.ts";
import { GET as one } from "./events/[id]/route.ts";
import { GET as list } from "./events/route.ts";
import { GET as download } from "./export/route.ts";

async function stage() {
  const person = await createPerson(["security"]);
  const { name, id } = await createServer();
  await quarantineServer(person.ctx(), { name, reason: `A test ${id} asks for it.` });
  return { person, id, as: await tokenFor(person, ["audit:read"]) };
}

test("a record is found by words of it, read by its id, and told with its proof", async () => {
  const { as, id } = await stage();
  const found = await call(list, { as, query: `?q=${id}&action=server.` });
  const [event] = found.body["events"] as { id: string }[];
  const params = { id: event?.id ?? "" };
  const read = await call(one, { as, params });
  expect([read.status, read.body["targetId"]]).toEqual([200, id]);
  const proven = await call(proof, { as, params });
  expect(proven.body).toMatchObject({
    format: "gatehouse-audit-proof/1",
    hash: read.body["hash"],
    entry: { id: params.id, after: read.body["after"] },
  });
});

test.each([randomUUID(), "nonsense"])("there is no record %s", async (id) => {
  const { as } = await stage();
  for (const route of [one, proof])
    expect((await call(route, { as, params: { id } })).status).toBe(404);
});

test("counts, completeness and consistency answer, and refuse by the field", async () => {
  const { as } = await stage();
  expect((await call(counts, { as, query: "?action=server." })).body["days"]).toHaveLength(90);
  expect((await call(completeness, { as })).body["findings"]).toBeInstanceOf(Array);
  const refused = await call(consistency, { as, query: "?from=2&to=1" });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain("not larger");
});

test("an export is a file to keep, that no cache keeps and no browser shows", async () => {
  const { as, id } = await stage();
  const { status, headers, text } = await call(download, {
    as,
    query: `?format=csv&targetId=${id}`,
  });
  expect(status).toBe(200);
  expect(headers.get("content-disposition")).toMatch(/^attachment; filename="audit-.*\.csv"$/);
  expect(headers.get("cache-control")).toBe("private, no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(text.trimEnd().split("\r\n")).toHaveLength(2);
});

test("a format that is none, or a filter that cannot be read, is refused before a byte is given out", async () => {
  const { as } = await stage();
  for (const query of ["?format=xml", "?format=csv&from=yesterday"]) {
    const answer = await call(download, { as, query });
    expect([query, answer.status]).toEqual([query, 400]);
  }
});
