import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { TreeFacts } from "../core/facts.ts";
import { isForOnePlatform, type Location, type Placed } from "./components.ts";
import { safeDependencies, type Foreign } from "./dependency-specs.ts";
import { isPlace } from "./package-files.ts";
import { hasInstallScript, licenseOf } from "./slim-packument.ts";

/** A tree as it was laid out in folders: by a lock, or by packages inside the tarball. */
export type LaidOut = {
  /** What the artifact itself needs. */
  first: Placed[];
  foreign: Foreign[];
  missing: TreeFacts["missing"][number][];
  issues: string[];
  /** Where they are installed, without those that lie inside the artifact's own tarball. */
  locations: Location[];
};

const MAX_PLACES = 20_000;
const SHOWN = 10;

/** The packages that an npm-shrinkwrap.json of version 2 or 3 places, by folder; null: it has none. */
export function placesOfLock(lock: JsonObject): Map<string, JsonObject> | null {
  const packages = ownValue(lock, "packages");
  if (!isJsonObject(packages)) return null;
  const places = Object.entries(packages).filter(
    ([place, entry]) =>
      place !== "" && isJsonObject(entry) && entry["dev"] !== true && isPlace(place.split("/")),
  );
  return new Map(places.slice(0, MAX_PLACES) as [string, JsonObject][]);
}

/** Follows the dependencies of the artifact through the folders, as Node would look for them. */
export function readPlaces(
  manifest: JsonObject,
  places: ReadonlyMap<string, JsonObject>,
  { from, npm, name }: { from: "lock" | "tarball"; npm: string; name: string },
): LaidOut {
  const placed = new Map<string, Placed>();
  for (const [place, entry] of places) {
    placed.set(place, placedOf(textIn(entry, "name") || nameOf(place), entry));
  }
  const laid: LaidOut = { first: [], foreign: [], missing: [], issues: [], locations: [] };
  laid.first = follow("", manifest, { placed, laid });
  for (const [place, entry] of places) {
    const one = placed.get(place);
    if (one !== undefined) one.needs = follow(place, entry, { placed, laid });
  }
  if (from === "tarball") return laid;
  laid.foreign = [...places].flatMap(([place, entry]) => foreignSource(place, entry, npm) ?? []);
  laid.locations = locationsIn(places, placed, name);
  laid.issues.push(...integrityIssues(places));
  return laid;
}

const nameOf = (place: string): string => place.split("node_modules/").at(-1) ?? place;

/** What lies inside the tarball comes with it. */
function locationsIn(
  places: ReadonlyMap<string, JsonObject>,
  placed: ReadonlyMap<string, Placed>,
  artifact: string,
): Location[] {
  return [...placed].flatMap(([place, { name, version, integrity, optional }]) => {
    const entry = places.get(place) ?? {};
    if (entry["inBundle"] === true || (optional && isForOnePlatform(entry))) return [];
    return [{ name, version, integrity, optional, path: `node_modules/${artifact}/${place}` }];
  });
}

function placedOf(name: string, entry: JsonObject): Placed {
  return {
    name,
    version: textIn(entry, "version").slice(0, 255) || "0.0.0",
    integrity: textIn(entry, "integrity") || null,
    license: licenseOf(entry),
    hasInstallScript: hasInstallScript(entry),
    optional: entry["optional"] === true,
    needs: [],
  };
}

function follow(
  place: string,
  manifest: JsonObject,
  { placed, laid }: { placed: ReadonlyMap<string, Placed>; laid: LaidOut },
): Placed[] {
  const { fields, foreign, unusable } = safeDependencies(manifest);
  laid.foreign.push(...foreign);
  for (const { name, spec } of unusable)
    laid.missing.push({ name, spec, detail: "This is not a dependency that npm can read." });
  const optional = objectIn(fields, "optionalDependencies");
  const meta = objectIn(manifest, "peerDependenciesMeta");
  const needs = {
    ...objectIn(fields, "peerDependencies"),
    ...objectIn(fields, "dependencies"),
    ...optional,
  };
  return Object.entries(needs).flatMap(([name, spec]) => {
    const found = lookUp(place, name, placed);
    if (found !== undefined) return [found];
    const mayMiss = Object.hasOwn(optional, name) || objectIn(meta, name)["optional"] === true;
    if (!mayMiss)
      laid.missing.push({
        name,
        spec: typeof spec === "string" ? spec : "",
        detail: "The lock places no such package.",
      });
    return [];
  });
}

/** Node looks in the package's own node_modules, then in those of the folders above it. */
function lookUp(
  place: string,
  name: string,
  placed: ReadonlyMap<string, Placed>,
): Placed | undefined {
  for (
    let folder = place;
    ;
    folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))
  ) {
    const found = placed.get(`${folder === "" ? "" : `${folder}/`}node_modules/${name}`);
    if (found !== undefined || folder === "") return found;
  }
}

/** A lock may place a package from git or from any address, whatever its range says. */
function foreignSource(place: string, entry: JsonObject, npm: string): Foreign | null {
  const name = nameOf(place);
  const resolved = textIn(entry, "resolved");
  const told = { name, spec: resolved.slice(0, 200) };
  if (entry["link"] === true || resolved.startsWith("file:")) return { ...told, kind: "file" };
  if (/^(?:git[+:]|ssh:)/.test(resolved)) return { ...told, kind: "git" };
  if (resolved === "") return null;
  if (!/^https?:\/\/[^/]+\/(?:.*\/)?-\/[^/]+\.tgz$/.test(resolved))
    return { ...told, kind: "remote" };
  const isKnown = resolved.startsWith(`${PUBLIC_NPM}/`) || resolved.startsWith(`${npm}/`);
  return isKnown ? null : { ...told, kind: "registry" };
}

function integrityIssues(places: ReadonlyMap<string, JsonObject>): string[] {
  const without = [...places]
    .filter(([, entry]) => textIn(entry, "integrity") === "" && entry["inBundle"] !== true)
    .map(([place]) => nameOf(place));
  if (without.length === 0) return [];
  const more = without.length > SHOWN ? ` and ${without.length - SHOWN} more` : "";
  return [`The lock gives no digest for ${without.slice(0, SHOWN).join(", ")}${more}.`];
}
