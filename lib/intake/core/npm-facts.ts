import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { hiddenCaution, isoTime, line, lineOrNull, unique, webAddress } from "./clean.ts";
import { MAX_VERSIONS, NO_FACTS, type Facts } from "./evidence.ts";
import { nameProblem } from "#lib/catalog/core/document-text.ts";

/** What runs by itself when the package is installed. */
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"];

/**
 * The facts of one version of an npm package, from its package document (all versions) or from the
 * document of that version alone. Null when there is no such version.
 */
export function npmFacts(doc: JsonObject, wanted: string | null): Facts | null {
  const versions = objectIn(doc, "versions");
  const single = !Object.hasOwn(doc, "versions");
  const chosen = single ? textIn(doc, "version") : chosenVersion(doc, versions, wanted);
  const manifest = single ? doc : objectIn(versions, chosen);
  if (chosen === "" || textIn(manifest, "version") === "") return null;

  const said = (key: string) => ownValue(manifest, key) ?? ownValue(doc, key);
  const description = said("description");
  const listed = versionList(doc, versions);
  return {
    ...NO_FACTS,
    claimedName: nameOrNull(ownValue(manifest, "mcpName")),
    description: line(description, 100),
    version: line(chosen, 255),
    licence: licenceOf(said("license")),
    maintainers: unique(
      [...objectsIn(manifest, "maintainers"), ...objectsIn(doc, "maintainers")].map((one) =>
        line(ownValue(one, "name"), 100),
      ),
      20,
    ),
    ...sourceOf(said("repository")),
    homepage: webAddress(said("homepage")),
    versions: listed.slice(0, MAX_VERSIONS),
    versionCount: single ? null : listed.length,
    cautions: cautionsOf(manifest, description),
  };
}

/** An exact version, a tag such as `next`, or the newest that begins like `1.2`. */
function chosenVersion(doc: JsonObject, versions: JsonObject, wanted: string | null): string {
  const tags = objectIn(doc, "dist-tags");
  if (wanted === null) return textIn(tags, "latest");
  if (Object.hasOwn(versions, wanted)) return wanted;
  const tagged = textIn(tags, wanted);
  if (tagged !== "") return tagged;
  return (
    versionList(doc, versions).find(({ version }) => version.startsWith(`${wanted}.`))?.version ??
    ""
  );
}

/** Newest first, by the time each was published. */
function versionList(doc: JsonObject, versions: JsonObject) {
  const times = objectIn(doc, "time");
  return Object.keys(versions)
    .filter((version) => version.length <= 255)
    .map((version) => ({ version, at: isoTime(ownValue(times, version)) }))
    .sort((a, b) => (b.at ?? "").localeCompare(a.at ?? ""));
}

export function nameOrNull(value: Json | undefined): string | null {
  return typeof value === "string" && nameProblem(value) === null ? value : null;
}

function sourceOf(value: Json | undefined): Pick<Facts, "repository" | "subfolder"> {
  return isJsonObject(value)
    ? {
        repository: webAddress(ownValue(value, "url")),
        subfolder: lineOrNull(ownValue(value, "directory"), 200),
      }
    : { repository: webAddress(value), subfolder: null };
}

function licenceOf(value: Json | undefined): string | null {
  return lineOrNull(isJsonObject(value) ? ownValue(value, "type") : value, 100);
}

function cautionsOf(manifest: JsonObject, description: Json | undefined): string[] {
  const deprecated = line(ownValue(manifest, "deprecated"), 300);
  const scripts = INSTALL_SCRIPTS.filter(
    (name) => textIn(objectIn(manifest, "scripts"), name) !== "",
  );
  return [
    ...(deprecated === "" ? [] : [`Its publisher has deprecated it: ${deprecated}`]),
    ...(scripts.length === 0
      ? []
      : [`It runs a script of its own when it is installed: ${scripts.join(", ")}.`]),
    ...hiddenCaution("The description of the package", description),
  ];
}
