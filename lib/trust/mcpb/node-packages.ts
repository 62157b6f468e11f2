import type { ArchiveFile } from "../archive/ledger.ts";
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Placed } from "../npm/components.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { isPlace } from "../npm/package-files.ts";
import { placesOfLock, readPlaces } from "../npm/read-lock.ts";
import type { Packages } from "./packages.ts";

const MAX_PLACES = 5_000;
/** Both are npm's: the second is what it leaves among the packages that it has installed. */
const LOCKS = ["package-lock.json", "npm-shrinkwrap.json", "node_modules/.package-lock.json"];

/** A folder of a bundle that packages of npm were installed into. */
type Root = {
  /** Empty, or with a slash at its end. */
  prefix: string;
  /** By folder: `node_modules/a/node_modules/b`. */
  places: Map<string, JsonObject>;
};

type Asked = { files: readonly ArchiveFile[]; npm: string; name: string };

/** The packages of npm that a bundle brings along, or that its lock names; null: neither is there. */
export function nodePackages({ files, npm, name }: Asked): Packages | null {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const documentAt = (path: string): JsonObject | null => {
    const bytes = byPath.get(path)?.bytes ?? null;
    return bytes === null ? null : jsonObject(bytes);
  };
  const roots = rootsIn(files, documentAt);
  const found = roots.map((root) => packagesOf(root, documentAt, { npm, name }));
  if (found.length > 0)
    return {
      first: found.flatMap(({ first }) => first),
      issues: found.flatMap(({ issues }) => issues),
      foreign: [],
      missing: [],
    };
  return lockedAlone(documentAt, { npm, name });
}

type DocumentAt = (path: string) => JsonObject | null;

function rootsIn(files: readonly ArchiveFile[], documentAt: DocumentAt): Root[] {
  const roots = new Map<string, Root>();
  for (const { path } of files) {
    const at = path.search(/(?:^|\/)node_modules\//);
    if (at === -1 || !path.endsWith("/package.json")) continue;
    const prefix = path.slice(0, path.indexOf("node_modules/", at));
    const place = path.slice(prefix.length, -"/package.json".length);
    const root = roots.get(prefix) ?? { prefix, places: new Map<string, JsonObject>() };
    const manifest = isPlace(place.split("/")) ? documentAt(path) : null;
    if (manifest === null || root.places.size >= MAX_PLACES) continue;
    root.places.set(place, manifest);
    roots.set(prefix, root);
  }
  return [...roots.values()];
}

function packagesOf(
  { prefix, places }: Root,
  documentAt: DocumentAt,
  about: { npm: string; name: string },
): Pick<Packages, "first" | "issues"> {
  const lock = LOCKS.map((file) => documentAt(prefix + file)).find((one) => one !== null) ?? null;
  const locked = (lock === null ? null : placesOfLock(lock)) ?? new Map<string, JsonObject>();
  const issues: string[] = [];
  const described = new Map(
    [...places].map(([place, manifest]) => {
      const { integrity, issue } = held(manifest, locked.get(place));
      if (issue !== null) issues.push(issue);
      return [place, { ...manifest, integrity }];
    }),
  );
  // Everything that lies there comes along, whether or not something needs it.
  const all = Object.fromEntries(
    [...places.keys()]
      .filter((place) => place.split("node_modules/").length === 2)
      .map((place) => [place.slice("node_modules/".length), "*"]),
  );
  const { first } = readPlaces({ dependencies: all }, described, { from: "tarball", ...about });
  return { first: nearest(first, documentAt(`${prefix}package.json`)), issues };
}

/** What the lock says of what really lies there. */
function held(
  manifest: JsonObject,
  locked: JsonObject | undefined,
): { integrity: string; issue: string | null } {
  const version = textIn(locked ?? {}, "version");
  const isOther = locked !== undefined && version !== textIn(manifest, "version");
  return {
    integrity: isOther ? "" : textIn(locked ?? {}, "integrity"),
    issue: isOther
      ? `It names ${textIn(manifest, "name")} ${version}, but ${textIn(manifest, "version")} is in the bundle.`
      : null,
  };
}

/** What the bundle needs itself stands first; what only others need is found below them. */
function nearest(first: readonly Placed[], manifest: JsonObject | null): Placed[] {
  const wanted = Object.keys(objectIn(manifest ?? {}, "dependencies"));
  const direct = first.filter(({ name }) => wanted.includes(name));
  const reached = new Set<Placed>(direct);
  const queue = [...direct];
  for (let one = queue.pop(); one !== undefined; one = queue.pop())
    for (const next of one.needs)
      if (!reached.has(next)) {
        reached.add(next);
        queue.push(next);
      }
  return [...direct, ...first.filter((one) => !reached.has(one))];
}

/** A bundle of a bundler's output may still bring the lock that it was made from. */
function lockedAlone(
  documentAt: DocumentAt,
  about: { npm: string; name: string },
): Packages | null {
  const manifest = documentAt("package.json");
  const lock = documentAt("package-lock.json") ?? documentAt("npm-shrinkwrap.json");
  const places = lock === null ? null : placesOfLock(lock);
  if (manifest === null || places === null) return null;
  const { first, foreign, missing, issues } = readPlaces(manifest, places, {
    from: "lock",
    ...about,
  });
  return { first, foreign, missing, issues };
}
