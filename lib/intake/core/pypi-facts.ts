import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { hiddenCaution, isoTime, line, lineOrNull, unique, webAddress } from "./clean.ts";
import { MAX_VERSIONS, NO_FACTS, type Facts } from "./evidence.ts";
import { nameOrNull } from "./npm-facts.ts";

/** READMEs of PyPI packages claim their official name in a comment like this one. */
const CLAIM = /mcp-name:\s*([a-zA-Z0-9.-]{1,120}\/[a-zA-Z0-9._-]{1,120})/;
const REPOSITORY_WORDS = ["repository", "source", "source code", "code", "github", "homepage"];

/** The facts of a PyPI project, from its JSON document; null when that names no version. */
export function pypiFacts(doc: JsonObject): Facts | null {
  const info = objectIn(doc, "info");
  const version = line(ownValue(info, "version"), 255);
  if (version === "") return null;
  const listed = versionList(objectIn(doc, "releases"));
  const links = linksOf(info);
  const readme = textIn(info, "description").slice(0, 500_000);
  return {
    ...NO_FACTS,
    claimedName: nameOrNull(CLAIM.exec(readme)?.[1]),
    description: line(ownValue(info, "summary"), 100),
    version,
    licence: licenceOf(info),
    maintainers: unique(
      ["maintainer", "author", "maintainer_email", "author_email"].map((key) =>
        line(ownValue(info, key), 100).replace(/\s*<[^>]*>/g, ""),
      ),
      5,
    ),
    repository: repositoryOf(links),
    homepage: links.get("homepage") ?? webAddress(ownValue(info, "home_page")),
    versions: listed.slice(0, MAX_VERSIONS),
    versionCount: listed.length === 0 ? null : listed.length,
    cautions: cautionsOf(doc, info),
  };
}

function linksOf(info: JsonObject): Map<string, string> {
  const links = new Map<string, string>();
  for (const [label, value] of Object.entries(objectIn(info, "project_urls")).slice(0, 50)) {
    const url = webAddress(value);
    if (url !== null) links.set(label.toLowerCase(), url);
  }
  return links;
}

function repositoryOf(links: Map<string, string>): string | null {
  const hosted = REPOSITORY_WORDS.map((word) => links.get(word)).filter((url) => url !== undefined);
  return hosted.find((url) => /^https:\/\/(github|gitlab)\.com\//.test(url)) ?? null;
}

/** A short expression; some projects paste the whole text of their licence here. */
function licenceOf(info: JsonObject): string | null {
  const expression = lineOrNull(ownValue(info, "license_expression"), 100);
  if (expression !== null) return expression;
  const stated = line(ownValue(info, "license"), 200);
  if (stated !== "" && stated.length <= 60) return stated;
  const classifiers = ownValue(info, "classifiers");
  const named = (Array.isArray(classifiers) ? classifiers : []).find(
    (entry: Json) => typeof entry === "string" && entry.startsWith("License ::"),
  );
  return lineOrNull(typeof named === "string" ? named.split("::").at(-1)?.trim() : "", 100);
}

function versionList(releases: JsonObject) {
  return Object.entries(releases)
    .filter(([version, files]) => version.length <= 255 && Array.isArray(files) && files.length > 0)
    .map(([version, files]) => {
      const first = Array.isArray(files) ? files[0] : undefined;
      const at = isJsonObject(first) ? isoTime(ownValue(first, "upload_time_iso_8601")) : null;
      return { version, at };
    })
    .sort((a, b) => (b.at ?? "").localeCompare(a.at ?? ""));
}

function cautionsOf(doc: JsonObject, info: JsonObject): string[] {
  const known = objectsIn(doc, "vulnerabilities")
    .filter((entry) => ownValue(entry, "withdrawn") === null || !Object.hasOwn(entry, "withdrawn"))
    .map((entry) => line(ownValue(entry, "id"), 60));
  const ids = unique(known, 5).join(", ");
  const yanked = ownValue(info, "yanked") === true;
  return [
    ...(known.length === 0 ? [] : [`PyPI knows vulnerabilities of this version: ${ids}.`]),
    ...(yanked ? ["Its publisher has withdrawn (yanked) this version."] : []),
    ...hiddenCaution("The summary of the package", ownValue(info, "summary")),
  ];
}
