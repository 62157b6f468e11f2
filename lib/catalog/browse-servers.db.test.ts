import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { db, sql } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { anonymousContext, userContext } from "#lib/testing/context.ts";
import { addVersion, createServer, createTeam, uniqueName } from "#lib/testing/factories.ts";
import { browseServers } from "./browse-servers.ts";
import { countFacets } from "./count-facets.ts";
import { listFilteredServers, type FilteredPage } from "./list-filtered-servers.ts";
import { suggest } from "./suggest.ts";

/** A word of letters that no other test uses, so that each test sees its own servers only. */
const freshWord = () =>
  `q${randomUUID()
    .replace(/[^a-f]/g, "")
    .slice(0, 8)
    .padEnd(8, "z")}${randomUUID()
    .replace(/[^a-f]/g, "")
    .slice(0, 6)}x`;

const names = async (ctx: Context, params: Record<string, string | string[]>) =>
  (await browseServers(ctx, params)).servers.map((server) => server.name);

/** Everything a reader can learn about servers with a word, from each way of asking. */
async function learned(ctx: Context, params: Record<string, string | string[]>) {
  const q = String(params["q"]);
  return {
    list: await names(ctx, params),
    total: (await countFacets(ctx, { params })).total,
    suggested: (await suggest(ctx, { q })).map((server) => server.name),
    file: (await listFilteredServers(ctx, { params, after: null, size: 10 })).servers.map(
      (server) => server.name,
    ),
  };
}

describe("ranking", () => {
  test("a server called what was asked for comes before those that only mention it", async () => {
    const word = freshWord();
    const prose = await createServer({}, { description: `Also about ${word}` });
    const tool = await createServer({}, { toolNames: [`list_${word}`] });
    const exact = await createServer({}, { title: word });
    const longer = await createServer({}, { title: `${word} and more` });

    expect(await names(userContext("engineer"), { q: word })).toEqual([
      exact.name,
      longer.name,
      tool.name,
      prose.name,
    ]);
  });

  test("every word must be found, wherever it stands, and inflected words are found", async () => {
    const word = freshWord();
    const both = await createServer({ tags: [word] }, { description: "Tracks changes of tickets" });
    await createServer({ tags: [word] }, { description: "Something else" });

    expect(await names(userContext("engineer"), { q: `${word} ticket changing` })).toEqual([
      both.name,
    ]);
  });

  test("the page says which tool was found", async () => {
    const word = freshWord();
    await createServer({}, { toolNames: ["close", `create_${word}`] });
    const page = await browseServers(userContext("engineer"), { q: word });
    expect(page.servers[0]).toMatchObject({
      matched: [{ kind: "tool", text: `create_${word}` }],
      toolCount: 2,
    });
  });
});

describe("questions that find nothing as they stand", () => {
  test("a typing error is corrected, and the page says to what", async () => {
    const word = freshWord();
    const server = await createServer({}, { title: word });
    const typed = word.slice(0, 4) + word.slice(5);

    const page = await browseServers(userContext("engineer"), { q: typed });
    expect(page).toMatchObject({ corrected: word, servers: [{ name: server.name }] });
    const counts = await countFacets(userContext("engineer"), {
      params: { q: typed },
      match: page.match,
    });
    expect(counts.total).toBe(1);
    expect(await suggest(userContext("engineer"), { q: typed })).toMatchObject([
      { name: server.name },
    ]);
  });

  test("the middle of a word finds it", async () => {
    const word = freshWord();
    const server = await createServer({}, { title: word });
    expect(await names(userContext("engineer"), { q: word.slice(2, -1) })).toEqual([server.name]);
  });

  test("a correction never gives away a word of a server one may not see", async () => {
    const word = freshWord();
    await createServer({ lifecycle: "in_review" }, { title: word });
    const typed = word.slice(0, 4) + word.slice(5);

    expect(await browseServers(userContext("engineer"), { q: typed })).toMatchObject({
      corrected: null,
      servers: [],
    });
    const seen = await browseServers(userContext("security"), {
      q: typed,
      lifecycle: "in_review",
    });
    expect(seen.corrected).toBe(word);
  });

  test.each(["%", "_", "\\", "'", "&", ":*", "((", "🙂", "\u0000", "a\u0000b", "!!!"])(
    "signs like %j are only text",
    async (q) => {
      const page = await browseServers(userContext("engineer"), { q: `${q} ${freshWord()}` });
      expect(page.servers).toEqual([]);
      await expect(browseServers(userContext("engineer"), { q })).resolves.toBeDefined();
      await expect(suggest(userContext("engineer"), { q })).resolves.toBeDefined();
    },
  );
});

describe("what one may not see does not exist in lists, counts, suggestions or files", () => {
  test.each([
    ["in review", { lifecycle: "in_review" as const }],
    ["rejected", { lifecycle: "rejected" as const }],
    ["for certain teams", { visibility: "teams" as const }],
  ])("servers that are %s", async (_state, server) => {
    const word = freshWord();
    const team = await createTeam();
    const row = await createServer({ ...server, ownerTeamId: team.id }, { title: word });
    const params = { q: word, lifecycle: ["approved", "in_review", "rejected"] };

    expect(await learned(userContext("engineer"), params)).toEqual({
      list: [],
      total: 0,
      suggested: [],
      file: [],
    });
    for (const ctx of [userContext("security"), userContext("engineer", { teamIds: [team.id] })])
      expect(await learned(ctx, params)).toMatchObject({ list: [row.name], total: 1 });
  });

  test("an anonymous reader has no catalog at all", async () => {
    await expect(browseServers(anonymousContext(), {})).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });
});

describe("filters", () => {
  test("the plain list shows approved and deprecated servers only", async () => {
    const word = freshWord();
    const approved = await createServer({}, { title: word });
    const deprecated = await createServer({ lifecycle: "deprecated" }, { title: word });
    const candidate = await createServer({ lifecycle: "candidate" }, { title: word });
    const ctx = userContext("engineer");

    expect(await names(ctx, { q: word })).toEqual([approved.name, deprecated.name]);
    expect(await names(ctx, { q: word, lifecycle: "candidate" })).toEqual([candidate.name]);
  });

  test("each facet is counted with the other filters applied, and its counts come true", async () => {
    const word = freshWord();
    const team = await createTeam("Facet team");
    await createServer(
      { origin: "vendor", categories: ["A", "B"], ownerTeamId: team.id },
      { title: word, packageTypes: ["npm"], transports: ["stdio"] },
    );
    await createServer(
      { origin: "vendor", categories: ["B"], classification: null },
      { title: word, packageTypes: ["pypi"], transports: ["stdio"] },
    );
    await createServer(
      {
        origin: "internal",
        classification: "restricted",
        quarantinedAt: new Date(),
        quarantineNote: "x",
      },
      { title: word, packageTypes: ["npm"] },
    );
    const ctx = userContext("engineer");
    const base = { q: word, origin: "vendor" };
    const { total, facets, quarantined } = await countFacets(ctx, { params: base });

    const counted = Object.fromEntries(
      Object.entries(facets).map(([facet, values]) => [
        facet,
        Object.fromEntries(values.map(({ value, count }) => [value, count])),
      ]),
    );
    expect({ total, quarantined }).toEqual({ total: 2, quarantined: 0 });
    expect(counted).toEqual({
      lifecycle: { approved: 2 },
      model: { none: 2 },
      classification: { internal: 1, none: 1 },
      trust: { none: 2 },
      risk: { unknown: 2 },
      team: { [team.slug]: 1, none: 1 },
      category: { A: 1, B: 2 },
      package: { npm: 1, pypi: 1 },
      transport: { stdio: 2 },
      origin: { vendor: 2, internal: 1 },
    });
    for (const [facet, values] of Object.entries(counted))
      for (const [value, count] of Object.entries(values))
        expect(await names(ctx, { ...base, [facet]: value }), `${facet}=${value}`).toHaveLength(
          count,
        );
  });

  test("quarantine narrows the list to what is in it, or to what is not, as counted", async () => {
    const word = freshWord();
    const held = { quarantinedAt: new Date(), quarantineNote: "x" };
    for (const data of [
      {},
      { lifecycle: "deprecated" as const },
      held,
      { lifecycle: "retired" as const },
    ])
      await createServer(data, { title: word });
    const ctx = userContext("engineer");
    const seen = async (params: Record<string, string>) => {
      const { total, quarantined, notQuarantined } = await countFacets(ctx, { params });
      return [(await names(ctx, params)).length, total, quarantined, notQuarantined];
    };
    expect(await seen({ q: word })).toEqual([3, 3, 1, 2]);
    expect(await seen({ q: word, quarantined: "true" })).toEqual([1, 1, 1, 2]);
    expect(await seen({ q: word, quarantined: "false" })).toEqual([2, 2, 1, 2]);
    const gone = { q: word, lifecycle: "retired", quarantined: "false" };
    expect(await seen(gone)).toEqual([1, 1, 0, 1]);
    const { facets } = await countFacets(ctx, { params: { q: word, quarantined: "false" } });
    expect(facets.lifecycle).toEqual(
      expect.arrayContaining([expect.objectContaining({ value: "approved", count: 1 })]),
    );
  });
});

describe("paging", () => {
  async function walk(ctx: Context, params: Record<string, string>, way: "next" | "previous") {
    const seen: string[][] = [];
    let page = await browseServers(ctx, params);
    for (;;) {
      seen.push(page.servers.map((server) => server.name));
      const cursor = page[way];
      if (cursor === null) return { seen, last: page };
      page = await browseServers(ctx, { ...params, [way === "next" ? "after" : "before"]: cursor });
    }
  }

  test.each(["relevance", "released", "added", "name"])(
    "by %s every server comes once, forward and back again",
    async (sort) => {
      const word = freshWord();
      const same = new Date("2026-01-01T00:00:00Z");
      for (let i = 0; i < 53; i++)
        await createServer({ createdAt: same }, { title: word, publishedAt: same });
      // One without any version that counts has no release date and comes last.
      const dateless = await createServer({ tags: [word] }, { lifecycle: "rejected" });
      const ctx = userContext("engineer");
      const params = { q: word, sort };

      const forward = await walk(ctx, params, "next");
      const all = forward.seen.flat();
      expect(forward.seen.map((page) => page.length)).toEqual([24, 24, 6]);
      expect(new Set(all).size).toBe(54);
      expect(forward.last.offset).toBe(48);
      if (sort === "released") expect(all.at(-1)).toBe(dateless.name);

      const lastPage = { ...params, before: forward.last.previous ?? "" };
      const back = await walk(ctx, lastPage, "previous");
      expect([...back.seen].reverse().flat()).toEqual(all.slice(0, 48));
      expect(back.last.offset).toBe(0);
    },
  );

  test("servers added meanwhile neither repeat nor hide the others", async () => {
    const word = freshWord();
    for (let i = 0; i < 30; i++) await createServer({}, { title: word });
    const ctx = userContext("engineer");
    const first = await browseServers(ctx, { q: word, sort: "name" });
    await createServer({ name: `a${uniqueName()}` }, { title: word });
    const second = await browseServers(ctx, { q: word, sort: "name", after: first.next ?? "" });
    const seen = [...first.servers, ...second.servers].map((server) => server.name);
    expect(new Set(seen).size).toBe(30);
  });

  test("a cursor of another sort, or a broken one, opens the first page", async () => {
    const word = freshWord();
    for (let i = 0; i < 26; i++) await createServer({}, { title: word });
    const ctx = userContext("engineer");
    const first = await browseServers(ctx, { q: word, sort: "name" });
    for (const after of [first.next ?? "", "bm90IGpzb24", "W10"])
      expect((await browseServers(ctx, { q: word, sort: "added", after })).offset).toBe(0);
  });

  test("the file holds every filtered server, however many pages it takes", async () => {
    const word = freshWord();
    for (let i = 0; i < 7; i++) await createServer({}, { title: word });
    const ctx = userContext("engineer");
    const all: string[] = [];
    for (let after: string | null = null; ;) {
      const page: FilteredPage = await listFilteredServers(ctx, {
        params: { q: word },
        after,
        size: 3,
      });
      all.push(...page.servers.map((server) => server.name));
      if (page.next === null) break;
      after = page.next;
    }
    expect(new Set(all).size).toBe(7);
    expect(all).toHaveLength(7);
  });
});

test("the newest release decides the order of the plain list", async () => {
  const word = freshWord();
  const old = await createServer({}, { title: word, publishedAt: new Date("2020-01-01") });
  const young = await createServer({}, { title: word, publishedAt: new Date("2024-01-01") });
  expect(await names(userContext("engineer"), { q: word, sort: "released" })).toEqual([
    young.name,
    old.name,
  ]);
  await addVersion(old, { title: word, version: "2.0.0", publishedAt: new Date("2025-01-01") });
  expect((await names(userContext("engineer"), { q: word, sort: "released" }))[0]).toBe(old.name);
  await db.server.update({ where: { id: old.id }, data: { lifecycle: "retired" } });
  expect(await names(userContext("engineer"), { q: word, sort: "released" })).toEqual([young.name]);
});

test("a name typed from its start is suggested, and short beginnings answer too", async () => {
  const word = freshWord();
  const server = await createServer({}, { title: `${word} thing` });
  const ctx = userContext("engineer");
  expect(await suggest(ctx, { q: server.name.slice(0, 12) })).toMatchObject([
    { name: server.name },
  ]);
  expect(await suggest(ctx, { q: word.slice(0, 6) })).toMatchObject([{ name: server.name }]);
  expect(await suggest(ctx, { q: " " })).toEqual([]);
});

test("suggestions begin with what is called so, then what begins so, then mentions", async () => {
  const word = freshWord();
  const mention = await createServer({}, { description: `About ${word}` });
  const begins = await createServer({}, { title: `${word} and more` });
  const exact = await createServer({}, { title: word.toUpperCase() });
  expect(
    (await suggest(userContext("engineer"), { q: ` ${word}` })).map((one) => one.name),
  ).toEqual([exact.name, begins.name, mention.name]);
});

test.each(["messages", "happy", "running", "the", "mcp", "café", "list_issues", "x1", "12.5"])(
  "asking once where the stem covers the word finds what asking two times finds: %s",
  async (word) => {
    const texts = [word, `${word}s`, `${word}ing`, word.slice(0, -1), "another thing"];
    const [row] = await sql<{ once: boolean[]; twice: boolean[] }>(
      {
        text: `SELECT array_agg(d.v @@ gatehouse_word_query($2) ORDER BY d.t) AS once,
          array_agg(d.v @@ (to_tsquery('english', $2 || ':*') || to_tsquery('simple', $2 || ':*')) ORDER BY d.t) AS twice
          FROM (SELECT t, to_tsvector('simple', t) || to_tsvector('english', t) AS v FROM unnest($1::text[]) t) d`,
      },
      [texts, word],
    );
    expect(row?.once).toEqual(row?.twice);
    expect(row?.once).toContain(true);
  },
);
