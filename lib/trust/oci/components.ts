import { textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Component, TreeFacts } from "../core/facts.ts";
import { npmPurl } from "../npm/npm-purl.ts";
import { isPackageName } from "../npm/npm-version.ts";
import { licenseOf as npmLicenseOf } from "../npm/slim-packument.ts";
import { parseCoreMetadata } from "../pypi/core-metadata.ts";
import { licenseOf as pypiLicenseOf } from "../pypi/manifest-facts.ts";
import { pypiPurl } from "../pypi/project-name.ts";
import {
  apkPackages,
  distributionIn,
  dpkgPackages,
  NOTHING_ELSE,
  type Distribution,
} from "./distribution-packages.ts";
import type { ImageFiles } from "./image-files.ts";
import type { ImageFile } from "./walk-layers.ts";

type Files = Pick<ImageFiles<ImageFile>, "all" | "get">;

/** The packages that lie in an image, each version once, sorted by purl; and what could not be read. */
export function componentsOf(files: Files): Pick<TreeFacts, "components" | "missing"> {
  const distribution = distributionOf(files);
  const byPurl = new Map<string, Component>();
  const missing: TreeFacts["missing"][number][] = [];
  for (const [path, file] of files.all()) {
    for (const one of componentsIn(path, file, distribution))
      if (!byPurl.has(one.purl)) byPurl.set(one.purl, one);
    if (file.as === "unreadable")
      missing.push({
        name: "Packages of its distribution",
        spec: path,
        detail: "Gatehouse cannot read databases of rpm.",
      });
  }
  const components = [...byPurl.values()].sort((one, other) => (one.purl < other.purl ? -1 : 1));
  return { components, missing };
}

function distributionOf(files: Files): Distribution | null {
  for (const path of ["etc/os-release", "usr/lib/os-release"]) {
    const file = files.get(path);
    const found = file?.as === "database" ? distributionIn(file.bytes.toString("utf8")) : null;
    if (found !== null) return found;
  }
  return null;
}

function componentsIn(
  path: string,
  file: ImageFile,
  distribution: Distribution | null,
): Component[] {
  switch (file.as) {
    case "npm":
      return npmComponent(file.manifest);
    case "python":
      return pythonComponent(file.bytes.toString("utf8"));
    case "database": {
      const text = file.bytes.toString("utf8");
      if (path.includes("/apk/")) return apkPackages(text, distribution);
      return path.includes("/dpkg/") ? dpkgPackages(text, distribution) : [];
    }
    case "own":
    case "unreadable":
    case "other":
      return [];
  }
}

function npmComponent(manifest: JsonObject): Component[] {
  const [name, version] = [textIn(manifest, "name"), textIn(manifest, "version")];
  if (!isPackageName(name) || !/^[\w.+-]{1,200}$/.test(version)) return [];
  const license = npmLicenseOf(manifest);
  return [{ ...NOTHING_ELSE, name, version, license, purl: npmPurl(name, version) }];
}

function pythonComponent(text: string): Component[] {
  const metadata = parseCoreMetadata(text);
  if (metadata === null) return [];
  const { name, version } = metadata;
  if (!/^[A-Za-z0-9][\w.-]{0,200}$/.test(name) || !/^[\w.+!-]{1,200}$/.test(version)) return [];
  const license = pypiLicenseOf(metadata);
  return [{ ...NOTHING_ELSE, name, version, license, purl: pypiPurl(name, version) }];
}
