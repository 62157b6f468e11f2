import { z } from "zod";
import { noteOwn, type Reach } from "../collect/reach.ts";
import { keepAdvisory, keptAdvisory } from "./advisory-cache.ts";
import { distributionPackage } from "./distribution.ts";
import { ecosystemOf } from "./ecosystems.ts";
import type { FeedStore } from "./feed-store.ts";
import { fetchJson, jsonOrNull, wrongForm, type Refused } from "./fetch-json.ts";
import { ADVISORY_ID, entryFor, readOsv, type OsvEntry, type OsvRecord } from "./osv-record.ts";

export type Queried = { purl: string; name: string; version: string; isArtifact: boolean };
export type Found = { component: Queried; entry: OsvEntry };
type Answered = {
  ok: true;
  found: Found[];
  evidence: string[];
  /** False: of some advisories nothing is known but their ids. */
  isWhole: boolean;
};

const WHO = "OSV";
/** OSV takes 1000 questions at a time. */
const QUERIES_AT_ONCE = 500;
const ADVISORIES_AT_ONCE = 8;
const MAX_PAGES = 20;

const Batch = z.object({
  results: z.array(
    z.object({
      vulns: z
        .array(
          z.object({
            id: z.string().regex(ADVISORY_ID),
            modified: z.iso.datetime({ offset: true }),
          }),
        )
        .nullish(),
      next_page_token: z.string().nullish(),
    }),
  ),
});

/** Which components are affected, from OSV's own service: it knows all ecosystems and their orders. */
export async function askOsv(
  reach: Reach,
  base: string,
  { components, feeds }: { components: readonly Queried[]; feeds: FeedStore },
): Promise<Answered | Refused> {
  const listed: Listed = { idsOf: new Map(), modified: new Map(), evidence: [] };
  for (let at = 0; at < components.length; at += QUERIES_AT_ONCE) {
    const chunk = components.slice(at, at + QUERIES_AT_ONCE);
    const refused = await listIds(reach, { base, chunk, listed });
    if (refused) return refused;
  }
  const records = await readAll(reach, { base, feeds, listed });
  const found = [...listed.idsOf].flatMap(([component, ids]) =>
    [...ids].flatMap((id) => foundIn(component, id, records.get(id) ?? null)),
  );
  const isWhole = [...records.values()].every((record) => record !== null);
  return { ok: true, found, evidence: listed.evidence, isWhole };
}

type Listed = {
  idsOf: Map<Queried, Set<string>>;
  /** When each advisory last changed. */
  modified: Map<string, string>;
  evidence: string[];
};

type Page = { component: Queried; token: string | null };

async function listIds(
  reach: Reach,
  { base, chunk, listed }: { base: string; chunk: readonly Queried[]; listed: Listed },
): Promise<Refused | null> {
  let pages: Page[] = chunk.map((component) => ({ component, token: null }));
  for (let round = 0; pages.length > 0; round += 1) {
    if (round === MAX_PAGES) return { ok: false, ...wrongForm(WHO) };
    const answer = await fetchJson(reach, `${base}/v1/querybatch`, {
      ...{ who: WHO, kind: "osv query", base, schema: Batch },
      post: { queries: pages.map(queryOf) },
    });
    if (!answer.ok) return { ...answer, gone: false };
    const { results } = answer.value;
    // The answers stand in the order of the questions: one too few, and none can be told apart.
    if (results.length !== pages.length) return { ok: false, ...wrongForm(WHO) };
    listed.evidence.push(answer.sha256);
    const next: Page[] = [];
    for (const [at, { component }] of pages.entries()) {
      const { vulns, next_page_token: token } = results[at] ?? {};
      addIds(listed, component, vulns ?? []);
      if (token) next.push({ component, token });
    }
    pages = next;
  }
  return null;
}

function queryOf({ component: { purl, name, version }, token }: Page) {
  const ecosystem = ecosystemOf(purl);
  const page = token === null ? {} : { page_token: token };
  const packaged = distributionPackage(purl);
  if (packaged !== null) {
    const { version: released, ...named } = packaged;
    return { package: named, version: released, ...page };
  }
  return ecosystem === null
    ? { package: { purl: purl.replace(/[?#].*$/s, "") }, ...page }
    : { package: { ecosystem: ecosystem.name, name }, version, ...page };
}

function addIds(
  { idsOf, modified }: Listed,
  component: Queried,
  vulns: readonly { id: string; modified: string }[],
): void {
  const ids = idsOf.get(component) ?? new Set();
  for (const vuln of vulns) {
    ids.add(vuln.id);
    modified.set(vuln.id, vuln.modified);
  }
  idsOf.set(component, ids);
}

type Reading = { base: string; feeds: FeedStore; listed: Listed };

/** Null: the advisory could not be read. */
async function readAll(reach: Reach, reading: Reading): Promise<Map<string, OsvRecord | null>> {
  const records = new Map<string, OsvRecord | null>();
  const waiting = [...reading.listed.modified];
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      records.set(next[0], await readOne(reach, next, reading));
  };
  await Promise.all(Array.from({ length: ADVISORIES_AT_ONCE }, work));
  return records;
}

async function readOne(
  reach: Reach,
  [id, modified]: [string, string],
  { base, feeds, listed }: Reading,
): Promise<OsvRecord | null> {
  const url = `${base}/v1/vulns/${encodeURIComponent(id)}`;
  const kept = await keptAdvisory(feeds, id);
  const before = kept === null ? null : recordOf(id, jsonOrNull(kept));
  if (kept !== null && before !== null && Date.parse(before.modified) >= Date.parse(modified)) {
    const note = { kind: "osv advisory", source: url, mediaType: "application/json", body: kept };
    listed.evidence.push(noteOwn(reach, note));
    return before;
  }
  const answer = await fetchJson(reach, url, {
    ...{ who: WHO, kind: "osv advisory", base, schema: z.unknown() },
  });
  const record = answer.ok ? recordOf(id, answer.value) : null;
  if (!answer.ok || record === null) return null;
  listed.evidence.push(answer.sha256);
  await keepAdvisory(feeds, id, answer.body);
  return record;
}

function recordOf(id: string, document: unknown): OsvRecord | null {
  const record = readOsv(document);
  return typeof record === "string" || record.id !== id ? null : record;
}

function foundIn(component: Queried, id: string, record: OsvRecord | null): Found[] {
  // That there is malware in it must not be lost because its description is out of reach.
  if (record === null) return [{ component, entry: bare(id) }];
  if (record.withdrawn) return [];
  const ecosystem = ecosystemOf(component.purl);
  const packaged = distributionPackage(component.purl);
  const entry = entryFor(
    record,
    (one) =>
      packaged?.name === one.name ||
      (packaged === null && ecosystem === null) ||
      (one.ecosystem === ecosystem?.name &&
        ecosystem.packageName(one.name) === ecosystem.packageName(component.name)),
  );
  return [{ component, entry }];
}

const bare = (id: string): OsvEntry => ({
  id,
  aliases: [],
  summary: "",
  vectors: [],
  severity: null,
  affected: [],
});
