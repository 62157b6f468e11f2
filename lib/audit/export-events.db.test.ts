import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { PRODUCT_VERSION } from "#lib/kernel/product-version.ts";
import { createPerson, createServer } from "#lib/testing/factories.ts";
import { describeServer } from "#lib/catalog/describe-server.ts";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { exportAuditEvents } from "./export-events.ts";
import { getAuditCounts } from "./get-counts.ts";

async function stage() {
  const person = await createPerson(["security"]);
  await db.user.update({ where: { id: person.id }, data: { name: '=cmd|"/c calc"!A1, Jr.' } });
  const server = await createServer();
  const { name, id } = server;
  await quarantineServer(person.ctx(), { name, reason: 'Said "no", and\nno again \\ ü' });
  await describeServer(person.ctx(), { name, description: "-1+1", tags: [] }).catch(
    () => undefined,
  );
  return { person, name, id };
}

async function textOf(
  ctx: ReturnType<Awaited<ReturnType<typeof createPerson>>["ctx"]>,
  input: object,
) {
  const { chunks, ...file } = await exportAuditEvents(ctx, input);
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return { ...file, text: Buffer.concat(parts).toString("utf8") };
}

test("an export and the count find what the filter of the page finds: an object by its name", async () => {
  const { person, name, id } = await stage();
  const { text } = await textOf(person.ctx(), { format: "jsonl", targetId: name });
  expect(text).toContain(id);
  const { count } = await getAuditCounts(person.ctx(), { targetId: name });
  expect(count).toBeGreaterThan(0);
});

/** RFC 4180, strictly: quoted cells, CRLF. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    const [, raw = "", end] = match;
    rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

test("CSV has the records of the filter, oldest first, and nothing a spreadsheet would run", async () => {
  const { person, id } = await stage();
  const { text, fileName, mediaType } = await textOf(person.ctx(), { format: "csv", targetId: id });
  expect(fileName).toMatch(/^audit-.*\.csv$/);
  expect(mediaType).toBe("text/csv; charset=utf-8");
  const [header = [], ...rows] = parseCsv(text);
  const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
  expect(rows.every(({ length }) => length === header.length)).toBe(true);
  expect(column("action")).toContain("server.quarantine");
  expect([...column("at")].sort()).toEqual(column("at"));
  expect(column("actor_name")[0]).toBe(`'=cmd|"/c calc"!A1, Jr.`);
  expect(JSON.parse(column("after")[0] ?? "")).toMatchObject({
    reason: 'Said "no", and\nno again \\ ü',
  });
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+@\t\r-]/);
});

test("JSON lines say that they are a list, and hold records whole", async () => {
  const { person, id } = await stage();
  const { text } = await textOf(person.ctx(), { format: "jsonl", targetId: id });
  const [header, ...records] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(header).toMatchObject({ type: "list", filters: { targetId: id } });
  const stored = await db.auditEvent.findMany({ where: { targetId: id }, orderBy: { at: "asc" } });
  expect(records.map((record) => record["id"])).toEqual(stored.map((row) => row.id));
  expect(records[0]).toMatchObject({
    type: "record",
    at: stored[0]?.at.toISOString(),
    after: stored[0]?.after,
    hash: Buffer.from(stored[0]?.hash ?? []).toString("hex"),
  });
});

type OcsfLine = {
  metadata: { event_code: string; product: { version: string } };
  actor: object;
};

test("OCSF has one event for each record, with people by name", async () => {
  const { person, id } = await stage();
  const { text } = await textOf(person.ctx(), { format: "ocsf", targetId: id });
  const events = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as OcsfLine);
  expect(events.map(({ metadata }) => metadata.event_code)).toContain("server.quarantine");
  // As sinks say it.
  expect(events[0]?.metadata.product.version).toBe(PRODUCT_VERSION);
  expect(events[0]?.actor).toMatchObject({ user: { uid: person.id, email_addr: person.email } });
});

test("who takes records out is recorded before the first byte, and how many after the last", async () => {
  const { person, id } = await stage();
  const exports = () =>
    db.auditEvent.findMany({
      where: { actorId: person.id, action: "export.read" },
      orderBy: [{ at: "asc" }, { id: "asc" }],
      select: { outcome: true, after: true },
    });
  const { chunks } = await exportAuditEvents(person.ctx(), { format: "csv", targetId: id });
  expect(await exports()).toEqual([
    { outcome: "success", after: { format: "csv", filters: { targetId: id } } },
  ]);
  for await (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0);
  const count = await db.auditEvent.count({ where: { targetId: id } });
  expect((await exports())[1]).toMatchObject({
    outcome: "success",
    after: { complete: true, rows: count },
  });
});

test("an export that the reader leaves early is recorded as one that was not complete", async () => {
  const { person } = await stage();
  const { chunks } = await exportAuditEvents(person.ctx(), { format: "jsonl", actor: person.id });
  await chunks.next();
  await chunks.return(undefined);
  const last = await db.auditEvent.findFirst({
    where: { actorId: person.id, action: "export.read", outcome: "failed" },
  });
  expect(last?.after).toMatchObject({ complete: false });
});

test.each([
  ["words", { q: "need'; DROP" }],
  ["target", { targetId: 'x\'); DROP TABLE "User"; --' }],
  ["actor", { actor: "a\\' OR 1=1 --" }],
])("quotes in %s stay text", async (_what, filter) => {
  const { person } = await stage();
  const { text } = await textOf(person.ctx(), { format: "csv", ...filter });
  const [header = [], ...rows] = parseCsv(text);
  // Of what was looked for, only that it was looked for.
  for (const row of rows) expect(row[header.indexOf("action")]).toBe("export.read");
});

test("administrators read the log, but do not take it out", async () => {
  const admin = await createPerson(["admin"]);
  await expect(exportAuditEvents(admin.ctx(), { format: "csv" })).rejects.toMatchObject({
    code: "forbidden",
  });
});
