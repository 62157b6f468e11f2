import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { EXPORT_FORMATS } from "#lib/clients/core/exports.ts";
import { db } from "#lib/db/client.ts";
import { anonymousContext, userContext } from "#lib/testing/context.ts";
import { addVersion, createPerson, createServer, uniqueName } from "#lib/testing/factories.ts";
import { getExport } from "./get-export.ts";
import { noteExport } from "./note-export.ts";

const base = "https://gatehouse.example";
const security = () => userContext("security");
const documentOf = (name: string, version: string, host: string) =>
  JSON.stringify({
    name,
    description: "Remote",
    version,
    remotes: [{ type: "streamable-http", url: `https://${host}/mcp` }],
  });

async function audienceOf(...serverIds: string[]) {
  const slug = `exp-${randomUUID().slice(0, 12)}`;
  await db.audience.create({
    data: {
      slug,
      name: "Exports",
      servers: { createMany: { data: serverIds.map((serverId) => ({ serverId })) } },
    },
  });
  return slug;
}

async function remote(host: string, server: Parameters<typeof createServer>[0] = {}) {
  const name = uniqueName();
  return createServer({ ...server, name }, { document: documentOf(name, "1.0.0", host) });
}

test.each([
  ["engineer", "forbidden"],
  ["security", null],
  ["admin", null],
  ["auditor", null],
] as const)("%s may export: %s", async (role, refusal) => {
  const audience = await audienceOf();
  const made = getExport(userContext(role), { format: "registry-names", audience, base });
  if (refusal) await expect(made).rejects.toMatchObject({ code: refusal });
  else expect((await made).text).toBe("");
});

test("strangers are asked to sign in", async () => {
  await expect(
    getExport(anonymousContext(), { format: "registry-names", base }),
  ).rejects.toMatchObject({ code: "unauthenticated" });
});

test.each(EXPORT_FORMATS.map((format) => format.id))(
  "%s holds the approved server, or says that it cannot, and neither the candidate nor the quarantined one",
  async (format) => {
    const ids = [randomUUID(), randomUUID(), randomUUID()].map((id) => `${id}.example`);
    const [good, candidate, held] = [
      await remote(ids[0] ?? ""),
      await remote(ids[1] ?? "", { lifecycle: "candidate" }),
      await remote(ids[2] ?? "", { quarantinedAt: new Date(), quarantineNote: "leaks" }),
    ];
    const audience = await audienceOf(good.id, candidate.id, held.id);
    const { text, servers, digest, missing } = await getExport(security(), {
      format,
      audience,
      base,
    });
    expect(servers).toBe(1);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    // Formats write names and addresses in their own ways; the random part survives in each.
    const parts = [ids[0]?.slice(0, 8), good.name.slice(5, 13)];
    const isTold = missing.some((entry) => entry.name === good.name);
    expect(isTold || parts.some((part) => part && text.includes(part))).toBe(true);
    for (const word of [ids[1], ids[2], candidate.name, held.name])
      expect(text).not.toContain(word);
  },
);

test("an older version that is still approved stays allowed; files of one entry take the latest", async () => {
  const [old, next] = [`${randomUUID()}.example`, `${randomUUID()}.example`];
  const server = await remote(old);
  await addVersion(server, {
    version: "2.0.0",
    orderKey: "12.0.0",
    document: documentOf(server.name, "2.0.0", next),
  });
  const audience = await audienceOf(server.id);
  const list = await getExport(security(), { format: "claude-managed-settings", audience, base });
  expect(list.text).toContain(old);
  expect(list.text).toContain(next);
  const file = await getExport(security(), { format: "mcp-json", audience, base });
  expect(file.text).not.toContain(old);
  expect(file.text).toContain(next);
});

test("a policy of an audience points at its registry", async () => {
  const audience = await audienceOf();
  const { text } = await getExport(security(), { format: "vscode-policy", audience, base });
  expect(text).toContain(`${base}/r/${audience}`);
});

test("a server that the format cannot express is named with the reason", async () => {
  const name = uniqueName();
  const server = await createServer(
    { name },
    { document: JSON.stringify({ name, description: "No way in", version: "1.0.0" }) },
  );
  const audience = await audienceOf(server.id);
  const { missing } = await getExport(security(), { format: "mcp-json", audience, base });
  expect(missing.every((entry) => entry.name === name && entry.reason !== "")).toBe(true);
});

test("an audience nobody made and a format nobody knows are refused", async () => {
  await expect(
    getExport(security(), { format: "mcp-json", audience: "no-such", base }),
  ).rejects.toMatchObject({ code: "not_found" });
  await expect(getExport(security(), { format: "excel", base })).rejects.toMatchObject({
    code: "invalid",
  });
});

test("a server of certain teams is in the list of an audience only, never in everybody's", async () => {
  const server = await remote(`${randomUUID()}.example`, { visibility: "teams" });
  const names = async (audience?: string) =>
    (
      await getExport(security(), {
        format: "registry-names",
        base,
        ...(audience ? { audience } : {}),
      })
    ).text;
  expect(await names()).not.toContain(server.name);
  expect(await names(await audienceOf(server.id))).toContain(server.name);
});

test("who takes a list out is on record, with which list it was", async () => {
  const person = await createPerson(["auditor"]);
  const made = await getExport(person.ctx(), { format: "mcp-json", base: "https://g.example" });
  await noteExport(person.ctx(), { what: "servers.csv", filters: "q=git" });
  const rows = await db.auditEvent.findMany({
    where: { actorId: person.id, action: "export.download" },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    select: { targetId: true, after: true },
  });
  expect(rows).toEqual([
    { targetId: "mcp-json", after: { audience: null, servers: made.servers, digest: made.digest } },
    { targetId: "servers.csv", after: { filters: "q=git" } },
  ]);
});
