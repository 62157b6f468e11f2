import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isJsonObject, ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { TreeFacts } from "../core/facts.ts";
import { textsIn } from "./core-metadata.ts";
import { projectName, PUBLIC_PYPI } from "./project-name.ts";
import { parseRequirement, pinnedVersion } from "./requirement.ts";
import { parseToml } from "./toml.ts";

/** A package as a lock places it. */
export type LockedPackage = {
  name: string;
  version: string;
  /** SHA-256 (hex) of all its files that the lock allows. */
  hashes: readonly string[];
  needs: readonly { name: string; version: string; extras: readonly string[] }[];
  /** Names of what an extra adds. */
  extras: ReadonlyMap<string, readonly string[]>;
  foreign: TreeFacts["foreign"][number] | null;
};

export type Lock = {
  /** The name of its file. */
  file: string;
  packages: readonly LockedPackage[];
  /** Whether it says who needs what. */
  hasNeeds: boolean;
};

const MAX_PACKAGES = 5_000;

/** The first of the files that is a lock, in the order in which tools are in use; null: none is. */
export function readLock(files: ReadonlyMap<string, string>): Lock | null {
  for (const [file, read] of READERS) {
    const text = files.get(file);
    const packages = text === undefined ? null : read(text);
    if (packages !== null && packages.length > 0)
      return { file, packages: packages.slice(0, MAX_PACKAGES), hasNeeds: HAS_NEEDS.has(file) };
  }
  return null;
}

const HAS_NEEDS: ReadonlySet<string> = new Set(["uv.lock", "poetry.lock"]);

type Reader = (text: string) => LockedPackage[] | null;

const READERS: readonly (readonly [string, Reader])[] = [
  ["uv.lock", (text) => tomlPackages(text, "package", uvPackage)],
  ["poetry.lock", (text) => tomlPackages(text, "package", poetryPackage)],
  ["pylock.toml", (text) => tomlPackages(text, "packages", standardPackage)],
  ["requirements.lock", requirements],
  ["requirements-lock.txt", requirements],
  ["requirements.txt", requirements],
];

function tomlPackages(
  text: string,
  key: string,
  read: (entry: JsonObject) => LockedPackage,
): LockedPackage[] | null {
  const document = parseToml(text);
  if (document === null) return null;
  return objectsIn(document, key)
    .filter((entry) => textIn(entry, "name") !== "" && !isOfProject(entry))
    .map(read);
}

/** uv lists the project itself and what lies beside it. */
const isOfProject = (entry: JsonObject): boolean =>
  ["editable", "virtual"].some((kind) => Object.hasOwn(objectIn(entry, "source"), kind));

function hexOf(hash: string): string[] {
  const hex = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(hash)?.[1];
  return hex === undefined ? [] : [hex.toLowerCase()];
}

const named = (entry: JsonObject) => ({
  name: projectName(textIn(entry, "name")),
  version: textIn(entry, "version").slice(0, 255) || "0",
});

function uvPackage(entry: JsonObject): LockedPackage {
  const files = [...objectsIn(entry, "wheels"), objectIn(entry, "sdist")];
  const extras = Object.keys(objectIn(entry, "optional-dependencies"));
  const added = objectIn(entry, "optional-dependencies");
  return {
    ...named(entry),
    hashes: files.flatMap((file) => hexOf(textIn(file, "hash"))),
    needs: objectsIn(entry, "dependencies").map((one) => ({
      name: projectName(textIn(one, "name")),
      version: textIn(one, "version"),
      extras: textsIn(one, "extra").map(projectName),
    })),
    extras: new Map(
      extras.map((extra) => [
        projectName(extra),
        objectsIn(added, extra).map((one) => projectName(textIn(one, "name"))),
      ]),
    ),
    foreign: foreignOf(entry, objectIn(entry, "source")),
  };
}

function foreignOf(entry: JsonObject, source: JsonObject): LockedPackage["foreign"] {
  const { name } = named(entry);
  const told = (kind: TreeFacts["foreign"][number]["kind"], spec: string) => ({
    name,
    spec: spec.slice(0, 200),
    kind,
  });
  const [git, url, registry] = ["git", "url", "registry"].map((key) => textIn(source, key));
  if (git) return told("git", git);
  if (url) return told("remote", url);
  const path = textIn(source, "path") || textIn(source, "directory");
  if (path !== "") return told("file", path);
  return registry && !isPublic(registry) ? told("registry", registry) : null;
}

const isPublic = (index: string): boolean => index.replace(/\/+$/, "") === `${PUBLIC_PYPI}/simple`;

function poetryPackage(entry: JsonObject): LockedPackage {
  const source = objectIn(entry, "source");
  const url = textIn(source, "url");
  const kinds: Readonly<Record<string, TreeFacts["foreign"][number]["kind"]>> = {
    git: "git",
    url: "remote",
    file: "file",
    directory: "file",
    legacy: "registry",
  };
  const kind = kinds[textIn(source, "type")];
  const extras = objectIn(entry, "extras");
  return {
    ...named(entry),
    hashes: objectsIn(entry, "files").flatMap((file) => hexOf(textIn(file, "hash"))),
    needs: Object.entries(objectIn(entry, "dependencies"))
      .filter(([, told]) => !isJsonObject(told) || ownValue(told, "optional") !== true)
      .map(([name, told]) => ({
        name: projectName(name),
        version: "",
        extras: isJsonObject(told) ? textsIn(told, "extras").map(projectName) : [],
      })),
    extras: new Map(
      Object.keys(extras).map((extra) => [
        projectName(extra),
        textsIn(extras, extra).flatMap((text) => parseRequirement(text)?.name ?? []),
      ]),
    ),
    foreign: kind === undefined ? null : { name: named(entry).name, spec: url.slice(0, 200), kind },
  };
}

/** PEP 751. */
function standardPackage(entry: JsonObject): LockedPackage {
  const files = [
    ...objectsIn(entry, "wheels"),
    objectIn(entry, "sdist"),
    objectIn(entry, "archive"),
  ];
  const [vcs, archive] = [objectIn(entry, "vcs"), objectIn(entry, "archive")];
  const index = textIn(entry, "index");
  const source: JsonObject = {
    git: textIn(vcs, "url") || textIn(vcs, "path"),
    url: textIn(archive, "url"),
    registry: index,
    path: textIn(objectIn(entry, "directory"), "path"),
  };
  return {
    ...named(entry),
    hashes: files.flatMap((file) => hexOf(textIn(objectIn(file, "hashes"), "sha256"))),
    needs: [],
    extras: new Map(),
    foreign: foreignOf(entry, source),
  };
}

/** Only a list of exact versions that all have hashes is a lock. */
function requirements(text: string): LockedPackage[] | null {
  const lines = text
    .replace(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, "").trim())
    .filter(
      (line) => line !== "" && !/^--?(?:index-url|extra-index-url|require-hashes|i)\b/.test(line),
    );
  const packages = lines.map(lockedLine);
  return packages.every((one) => one !== null) ? packages : null;
}

function lockedLine(line: string): LockedPackage | null {
  const hashes = [...line.matchAll(/--hash[= ](\S+)/g)].flatMap(([, hash = ""]) => hexOf(hash));
  const requirement = parseRequirement(line.replace(/\s--hash[= ]\S+/g, ""));
  const version = requirement === null ? null : pinnedVersion(requirement);
  if (requirement === null || version === null || hashes.length === 0) return null;
  return { name: requirement.name, version, hashes, needs: [], extras: new Map(), foreign: null };
}
