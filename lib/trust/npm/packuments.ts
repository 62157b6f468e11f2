import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type EvidenceRecord, type Fetched, type Reach } from "../collect/reach.ts";
import type { Reason } from "../core/words.ts";
import { atMost } from "./at-most.ts";
import { isPackageName, jsonObject, packagePath, type NpmVersion } from "./npm-version.ts";
import { cachedPackument, keepPackument, type ReadPackument } from "./packument-cache.ts";
import { slimPackument, type SlimPackument } from "./slim-packument.ts";
import type { TreeLimits } from "./tree-limits.ts";

const MEGABYTE = 1_048_576;
const AT_ONCE = 8;
/** Most documents are smaller; others are read one after the other, for the memory they take. */
const USUAL_BYTES = 8 * MEGABYTE;
const MAX_BYTES = 64 * MEGABYTE;
/** The short form of a package document that installers ask for. */
const SHORT = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";

/** Why a package's document could not be had; null: the registry has no such package. */
export type Missed = { name: string; reason: Reason | null; detail: string };
type Entry = { slim: SlimPackument; record: EvidenceRecord | null };

export type Packuments = {
  /** @throws NoPackument */
  get(name: string): Promise<JsonObject>;
  removedFrom(name: string, version: string): Removed | undefined;
  /** Packages that were asked for, but that could not be read: what rests on them is not known. */
  unread(): readonly Missed[];
  /** What was read, for the evidence. */
  records(): EvidenceRecord[];
};
type Removed = SlimPackument["removed"] extends ReadonlyMap<string, infer One> ? One : never;

export class NoPackument extends Error {
  /** npm's own code for a package that the registry does not have. */
  readonly code: "E404" | "EUNREAD";

  constructor({ name, reason, detail }: Missed) {
    super(`${name}: ${detail}`);
    this.code = reason === null ? "E404" : "EUNREAD";
  }
}

/**
 * Package documents of the configured registry for a resolver, cut to what decides about versions.
 * Each is fetched once, guarded like every fetch, within the limits for one scan.
 */
export function openPackuments(reach: Reach, artifact: NpmVersion, limits: TreeLimits): Packuments {
  const own = ownEntry(artifact);
  const entries = new Map<string, Promise<Entry | Missed>>([[artifact.name, Promise.resolve(own)]]);
  const asked = new Map<string, Entry | Missed>();
  const read = packumentReader(reach, limits);

  const load = (name: string): Promise<Entry | Missed> => {
    const known = entries.get(name);
    if (known !== undefined) return known;
    const tooMany = `It needs more than ${limits.packages} packages.`;
    const loading =
      entries.size > limits.packages
        ? Promise.resolve(missed(name, "too_large", tooMany))
        : read(name);
    entries.set(name, loading);
    // What fails here is told to whoever asks for it.
    loading.then(
      (entry) => "slim" in entry && ahead(entry.slim),
      () => undefined,
    );
    return loading;
  };
  /** The resolver asks one after the other; most of what it will ask for can be told before. */
  const ahead = (slim: SlimPackument): void => {
    if (entries.size > limits.packages / 2 || reach.signal.aborted) return;
    for (const name of likelyNext(slim)) void load(name);
  };

  ahead(own.slim);
  return {
    async get(name) {
      const entry = await load(name);
      asked.set(name, entry);
      if (asked.size % 25 === 0) reach.onStep(`Resolving its dependencies: ${asked.size} so far`);
      if (!("slim" in entry)) throw new NoPackument(entry);
      return entry.slim.packument;
    },
    removedFrom: (name, version) => {
      const entry = asked.get(name);
      return entry !== undefined && "slim" in entry ? entry.slim.removed.get(version) : undefined;
    },
    unread: () =>
      [...asked.values()].filter((one): one is Missed => !("slim" in one) && one.reason !== null),
    records: () =>
      [...asked.values()].flatMap((one) =>
        "slim" in one && one.record !== null ? [one.record] : [],
      ),
  };
}

/** Its versions as they were read before; the one alone where the whole document was too large. */
function ownEntry({ name, version, document, whole }: NpmVersion): Entry {
  const only = { "dist-tags": { latest: version }, versions: { [version]: document } };
  const all = Object.hasOwn(objectIn(whole, "versions"), version);
  return { slim: slimPackument(name, all ? whole : only), record: null };
}

function likelyNext({ packument }: SlimPackument): string[] {
  const latest = textIn(objectIn(packument, "dist-tags"), "latest");
  const manifest = objectIn(objectIn(packument, "versions"), latest);
  return Object.entries(objectIn(manifest, "dependencies")).flatMap(([name, spec]) =>
    typeof spec === "string" && !spec.startsWith("npm:") ? [name] : [],
  );
}

const missed = (name: string, reason: Reason | null, detail: string): Missed => ({
  name,
  reason,
  detail,
});

/** Counts what is read and kept, and lets few at a time. */
function packumentReader(
  reach: Reach,
  limits: TreeLimits,
): (name: string) => Promise<Entry | Missed> {
  const usual = atMost(AT_ONCE);
  const large = atMost(1);
  const spent = { read: 0, kept: 0 };
  const overLimit = () => spent.read > limits.readBytes || spent.kept > limits.keptBytes;

  const take = async (name: string, maxBytes: number): Promise<Entry | Missed> => {
    if (reach.signal.aborted) return missed(name, "timeout", "Resolving took too long.");
    if (overLimit()) return missed(name, "too_large", TOO_MUCH);
    const read = await readOne(reach, name, maxBytes);
    if ("slim" in read) {
      spent.read += read.record.sizeBytes;
      spent.kept += read.slim.sizeBytes;
    }
    return read;
  };
  return async (name) => {
    if (!isPackageName(name)) return missed(name, null, "This is not the name of an npm package.");
    const first = await usual(() => take(name, USUAL_BYTES));
    const isLarge = !("slim" in first) && first.reason === "too_large";
    return isLarge ? large(() => take(name, MAX_BYTES)) : first;
  };
}

const TOO_MUCH = "The documents of its dependencies are larger than the limits together.";

async function readOne(
  reach: Reach,
  name: string,
  maxBytes: number,
): Promise<ReadPackument | Missed> {
  const { npm: base } = reach.sources;
  const url = `${base}/${packagePath(name)}`;
  const now = reach.now().getTime();
  const cached = cachedPackument(url, now);
  if (cached !== null) return cached;
  // Hundreds of documents are one piece of evidence in the end: a list of them.
  const evidence: EvidenceRecord[] = [];
  const fetched = await fetchEvidence({ ...reach, evidence }, url, {
    kind: "npm packument",
    base,
    accept: SHORT,
    maxBytes,
    digestOnly: true,
  });
  if (!fetched.ok) return notRead(name, fetched);
  const document = jsonObject(fetched.answer.body);
  const [record] = evidence;
  if (document === null || record === undefined)
    return missed(name, "unreachable", "What the registry answered is not a package document.");
  const read = { slim: slimPackument(name, document), record };
  keepPackument(url, now, read);
  return read;
}

const notRead = (name: string, fetched: Extract<Fetched, { ok: false }>): Missed =>
  fetched.gone
    ? missed(name, null, "The registry has no such package.")
    : missed(name, fetched.reason, fetched.detail);
