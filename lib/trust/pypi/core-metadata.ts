import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";

/** What a distribution says of itself: https://packaging.python.org/specifications/core-metadata. */
export type CoreMetadata = {
  name: string;
  version: string;
  summary: string;
  author: string;
  authorEmail: string;
  maintainer: string;
  maintainerEmail: string;
  license: string;
  licenseExpression: string;
  classifiers: readonly string[];
  homePage: string;
  /** Label and address. */
  projectUrls: readonly (readonly [string, string])[];
  requiresDist: readonly string[];
  /** The README. */
  description: string;
  /** Whether what it needs is known before it is built. */
  hasFixedNeeds: boolean;
};

const MAX_TEXT = 1_048_576;
const MAX_FIELDS = 5_000;

/** Reads METADATA of a wheel or PKG-INFO of a source distribution; null: it holds no name. */
export function parseCoreMetadata(text: string): CoreMetadata | null {
  const plain = text
    .slice(0, MAX_TEXT)
    .replace(/^\ufeff/, "")
    .replace(/\r\n?/g, "\n");
  const end = plain.search(/\n[ \t]*\n/);
  const head = end === -1 ? plain : plain.slice(0, end);
  const fields = fieldsIn(head);
  const one = (name: string): string => fields.get(name)?.[0] ?? "";
  const all = (name: string): string[] => fields.get(name) ?? [];
  if (one("name") === "") return null;
  return {
    name: one("name"),
    version: one("version"),
    summary: one("summary"),
    author: one("author"),
    authorEmail: one("author-email"),
    maintainer: one("maintainer"),
    maintainerEmail: one("maintainer-email"),
    license: one("license"),
    licenseExpression: one("license-expression"),
    classifiers: all("classifier"),
    homePage: one("home-page"),
    projectUrls: all("project-url").map(urlOf),
    requiresDist: all("requires-dist"),
    description: one("description") || (end === -1 ? "" : plain.slice(end).trimStart()),
    hasFixedNeeds:
      Number(one("metadata-version")) >= 2.2 &&
      !all("dynamic").some((name) => name.toLowerCase() === "requires-dist"),
  };
}

/** `Name: value`; lines that begin with a space go on with the one before. */
function fieldsIn(head: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let values: string[] = [];
  for (const line of head.split("\n", MAX_FIELDS)) {
    if (/^[ \t]/.test(line)) {
      const last = values.pop();
      if (last !== undefined) values.push(`${last}\n${line.trim().replace(/^\|/, "")}`);
      continue;
    }
    const [, name = "", value = ""] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    values = fields.get(name.toLowerCase()) ?? [];
    values.push(value.trim());
    if (name !== "") fields.set(name.toLowerCase(), values);
  }
  return fields;
}

const urlOf = (entry: string): readonly [string, string] => {
  const comma = entry.indexOf(",");
  return [entry.slice(0, comma).trim(), entry.slice(comma + 1).trim()];
};

/** The registry's copy of the same: `info` of the JSON API. */
export function metadataOfInfo(info: JsonObject): CoreMetadata {
  const text = (key: string): string => textIn(info, key).slice(0, MAX_TEXT);
  return {
    name: text("name"),
    version: text("version"),
    summary: text("summary"),
    author: text("author"),
    authorEmail: text("author_email"),
    maintainer: text("maintainer"),
    maintainerEmail: text("maintainer_email"),
    license: text("license"),
    licenseExpression: text("license_expression"),
    classifiers: textsIn(info, "classifiers"),
    homePage: text("home_page"),
    projectUrls: Object.entries(objectIn(info, "project_urls")).flatMap(([label, url]) =>
      typeof url === "string" ? [[label, url] as const] : [],
    ),
    requiresDist: textsIn(info, "requires_dist"),
    description: text("description"),
    hasFixedNeeds: Array.isArray(ownValue(info, "requires_dist")),
  };
}

export function textsIn(object: JsonObject, key: string): string[] {
  const value = ownValue(object, key);
  return Array.isArray(value)
    ? value.filter((one) => typeof one === "string").slice(0, MAX_FIELDS)
    : [];
}
