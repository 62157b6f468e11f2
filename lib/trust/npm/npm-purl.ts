import { PackageURL } from "packageurl-js";

/** https://github.com/package-url/purl-spec: the scope is the namespace. */
export function npmPurl(name: string, version: string): string {
  const slash = name.indexOf("/");
  const scope = slash < 0 ? undefined : name.slice(0, slash);
  return new PackageURL("npm", scope, name.slice(slash + 1), version).toString();
}
