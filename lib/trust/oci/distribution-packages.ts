/** The package databases of Linux distributions: Alpine's apk and Debian's dpkg, as text. */
import { PackageURL } from "packageurl-js";
import type { Component } from "../core/facts.ts";

/** What /etc/os-release says: `debian` and `12`. */
export type Distribution = { id: string; version: string };

export function distributionIn(osRelease: string): Distribution | null {
  const value = (key: string) =>
    new RegExp(`^${key}=["']?([\\w.-]{1,60})["']?\\s*$`, "m").exec(osRelease)?.[1] ?? "";
  const id = value("ID").toLowerCase();
  return id === "" ? null : { id, version: value("VERSION_ID") };
}

const MAX_FIELD = 300;

/** Paragraphs of `Key: value`; lines that begin with a space go on with the one before and are left out. */
function paragraphsIn(text: string, separator: ":" | ": "): Map<string, string>[] {
  return text.split(/\r?\n\s*\r?\n/).map((paragraph) => {
    const fields = new Map<string, string>();
    for (const line of paragraph.split(/\r?\n/)) {
      const at = line.indexOf(separator);
      if (at <= 0 || /^[ \t]/.test(line)) continue;
      const key = line.slice(0, at);
      if (!fields.has(key))
        fields.set(key, line.slice(at + separator.length, at + MAX_FIELD).trim());
    }
    return fields;
  });
}

/** https://wiki.alpinelinux.org/wiki/Apk_spec: P name, V version, A architecture, L licence, o origin. */
export function apkPackages(text: string, distribution: Distribution | null): Component[] {
  const id = distribution?.id ?? "alpine";
  const release = id === "alpine" ? /^\d+\.\d+/.exec(distribution?.version ?? "")?.[0] : undefined;
  return paragraphsIn(text, ":").flatMap((fields) => {
    const [name, version] = [fields.get("P"), fields.get("V")];
    if (!name || !version) return [];
    return component("apk", id, {
      name,
      version,
      license: fields.get("L") ?? null,
      qualifiers: {
        arch: fields.get("A"),
        distro: release === undefined ? undefined : `${id}-${release}`,
        upstream: upstreamOf(name, fields.get("o")),
      },
    });
  });
}

/** Debian policy §5.3, dpkg's status file. Packages that were removed stay in it without being there. */
export function dpkgPackages(text: string, distribution: Distribution | null): Component[] {
  const { id, version: release } = distribution ?? { id: "debian", version: "" };
  return paragraphsIn(text, ": ").flatMap((fields) => {
    const [name, version] = [fields.get("Package"), fields.get("Version")];
    const status = fields.get("Status") ?? "install ok installed";
    if (!name || !version || !/\b(?:installed|unpacked|half-configured)$/.test(status)) return [];
    return component("deb", id, {
      name,
      version,
      license: null,
      qualifiers: {
        arch: fields.get("Architecture"),
        distro: release === "" ? undefined : `${id}-${release}`,
        upstream: sourceOf(name, version, fields.get("Source")),
      },
    });
  });
}

const upstreamOf = (name: string, origin: string | undefined): string | undefined =>
  origin === undefined || origin === name ? undefined : origin;

/** `Source: name (version)`, where it is built from a source of another name or version. */
function sourceOf(name: string, version: string, field: string | undefined): string | undefined {
  const [, source, own] = /^(\S+)(?: \(([^)]+)\))?$/.exec(field ?? "") ?? [];
  if (source === undefined) return undefined;
  if (own !== undefined && own !== version) return `${source}@${own}`;
  return upstreamOf(name, source);
}

type Named = {
  name: string;
  version: string;
  license: string | null;
  qualifiers: Record<string, string | undefined>;
};

function component(
  type: "apk" | "deb",
  namespace: string,
  { name, version, license, qualifiers }: Named,
): Component[] {
  if (!/^[A-Za-z0-9][\w.+-]{0,200}$/.test(name) || !/^[\w.+:~-]{1,200}$/.test(version)) return [];
  const given = Object.entries(qualifiers).flatMap(([key, value]) => (value ? [[key, value]] : []));
  const purl = new PackageURL(
    type,
    namespace,
    name,
    version,
    Object.fromEntries(given) as Record<string, string>,
  );
  return [{ ...NOTHING_ELSE, name, version, license, purl: purl.toString() }];
}

/** What the files of an image do not say of a package in it. */
export const NOTHING_ELSE = {
  integrity: null,
  depth: 1,
  hasInstallScript: false,
  optional: false,
  needs: [],
} as const;
