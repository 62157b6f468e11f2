import { PackageURL } from "packageurl-js";

/**
 * Under which name OSV knows a package of a Linux distribution: by its release and by the source
 * that it was built from (https://ossf.github.io/osv-schema/#defined-ecosystems). Null: it is none
 * of these, or nobody says of which release it is.
 */
export function distributionPackage(
  purl: string,
): { ecosystem: string; name: string; version: string } | null {
  if (!/^pkg:(?:deb|apk)\//.test(purl)) return null;
  const { namespace, name, version, qualifiers } = PackageURL.fromString(purl);
  const said = new Map(Object.entries(qualifiers ?? {}));
  const ecosystem = ecosystemOf(namespace ?? "", said.get("distro") ?? "");
  if (ecosystem === null || !version) return null;
  const [source = "", sourceVersion = version] = (said.get("upstream") ?? name).split("@");
  return { ecosystem, name: source, version: sourceVersion };
}

const ecosystemOf = (id: string, distro: string): string | null =>
  ECOSYSTEMS.get(id)?.(releaseIn(distro, id)) ?? null;

const releaseIn = (distro: string, id: string): string =>
  distro.startsWith(`${id}-`) ? distro.slice(id.length + 1) : "";

/** OSV's name by the distribution's id and release; the last two have no releases. */
const ECOSYSTEMS = new Map<string, (release: string) => string | null>([
  ["alpine", (release) => (/^\d+\.\d+$/.test(release) ? `Alpine:v${release}` : null)],
  ["debian", (release) => (/^\d+$/.test(release) ? `Debian:${release}` : null)],
  ["ubuntu", (release) => (/^\d\d\.\d\d$/.test(release) ? ubuntu(release) : null)],
  ["wolfi", () => "Wolfi"],
  ["chainguard", () => "Chainguard"],
]);

const ubuntu = (release: string): string => `Ubuntu:${release}${isLongTerm(release) ? ":LTS" : ""}`;

/** Every second year in April. */
const isLongTerm = (release: string): boolean =>
  release.endsWith(".04") && Number(release.slice(0, 2)) % 2 === 0;
