import { AppError } from "#lib/kernel/errors.ts";
import { parseJsonExact } from "#lib/kernel/json.ts";
import { ECOSYSTEMS, type Ecosystem } from "./ecosystems.ts";
import { badFile, type Import } from "./feed-file.ts";
import {
  startFeed,
  type FeedMeta,
  type FeedStore,
  type NewFeed,
  type SealedFeed,
} from "./feed-store.ts";
import { groupBy } from "./group-by.ts";
import { entryFor, readOsv, type OsvRecord } from "./osv-record.ts";
import { publishFeeds } from "./publish-feeds.ts";
import { documentsOf, shown, type ZipDocument } from "./read-zip.ts";

const PROGRESS_EVERY = 10_000;
/** More different names than there are ecosystems. */
const MAX_ECOSYSTEMS = 200;

type Part = { ecosystem: Ecosystem; feed: NewFeed };
type Seen = { documents: number; newest: string; byEcosystem: Map<string, number> };

/**
 * Imports an export of OSV: a ZIP archive with one JSON document for each advisory. An export is
 * whole for one ecosystem; what it happens to say about others must not pass for all about them.
 */
export async function importOsv(feeds: FeedStore, given: Import): Promise<FeedMeta[]> {
  const parts: Part[] = [];
  for (const ecosystem of ECOSYSTEMS)
    parts.push({ ecosystem, feed: await startFeed(feeds, ecosystem.feed) });
  try {
    const seen = await readAll(given, parts);
    const whole = wholeEcosystems(given, seen);
    const sealed: SealedFeed[] = [];
    for (const { ecosystem, feed } of parts) {
      if (!whole.includes(ecosystem.name)) continue;
      sealed.push(await feed.seal({ ...given.about, from: seen.newest, entries: feed.count() }));
    }
    const published = await publishFeeds(feeds, sealed, given.record);
    await Promise.all(
      parts
        .filter(({ ecosystem }) => !whole.includes(ecosystem.name))
        .map(({ feed }) => feed.discard()),
    );
    return published;
  } catch (error) {
    await Promise.all(parts.map(({ feed }) => feed.discard()));
    throw error;
  }
}

async function readAll({ file, about, onProgress }: Import, parts: Part[]): Promise<Seen> {
  const seen: Seen = { documents: 0, newest: "", byEcosystem: new Map() };
  for await (const document of documentsOf(file)) {
    if (!document.name.endsWith(".json")) continue;
    const record = recordOf(file, document);
    seen.documents += 1;
    if (seen.documents % PROGRESS_EVERY === 0) onProgress(seen.documents);
    // A date that is still to come would keep the feed fresh for ever.
    if (record.modified <= about.importedAt && record.modified > seen.newest)
      seen.newest = record.modified;
    count(seen, record);
    if (!record.withdrawn) for (const part of parts) await addTo(part, record);
  }
  if (seen.documents === 0) throw badFile(file, "it holds no advisories (files named *.json).");
  if (seen.newest === "") throw badFile(file, "none of its advisories has a date in the past.");
  return seen;
}

function recordOf(file: string, { name, bytes }: ZipDocument): OsvRecord {
  let document: unknown;
  try {
    document = parseJsonExact(bytes.toString("utf8"));
  } catch (error) {
    throw badFile(file, `${shown(name)} is no JSON that can be read.`, error);
  }
  const record = readOsv(document);
  if (typeof record === "string")
    throw badFile(file, `${shown(name)} is no advisory of OSV: ${record}.`);
  return record;
}

function count({ byEcosystem }: Seen, { packages }: OsvRecord): void {
  for (const name of new Set(packages.map(({ ecosystem }) => ecosystem)))
    if (byEcosystem.has(name) || byEcosystem.size < MAX_ECOSYSTEMS)
      byEcosystem.set(name, (byEcosystem.get(name) ?? 0) + 1);
}

async function addTo({ ecosystem, feed }: Part, record: OsvRecord): Promise<void> {
  const own = record.packages.filter((one) => one.ecosystem === ecosystem.name);
  const byName = groupBy(own, ({ name }) => ecosystem.packageName(name));
  for (const [name, packages] of byName)
    await feed.add(
      name,
      entryFor(record, (one) => packages.includes(one)),
    );
}

/** The ecosystems that the export is whole for: named by whoever imports, else that of every advisory. */
function wholeEcosystems({ file, ecosystems }: Import, seen: Seen): string[] {
  const ours = ECOSYSTEMS.map(({ name }) => name);
  for (const name of ecosystems) {
    if (!ours.includes(name))
      throw new AppError("invalid", `--ecosystem must be one of ${ours.join(", ")}.`);
    if (!seen.byEcosystem.has(name)) throw badFile(file, `it holds no advisory about ${name}.`);
  }
  if (ecosystems.length > 0) return [...ecosystems];
  const all = [...seen.byEcosystem];
  const whole = all.filter(([, count]) => count === seen.documents).map(([name]) => name);
  const [only] = whole;
  if (only !== undefined && whole.length === 1 && ours.includes(only)) return whole;
  if (only !== undefined && !whole.some((name) => ours.includes(name)))
    throw badFile(
      file,
      `it is the export of ${shown(only)}; Gatehouse reads those of ${ours.join(" and ")}.`,
    );
  throw badFile(
    file,
    "it holds advisories of several ecosystems: say with --ecosystem which of them it holds all of.",
  );
}
