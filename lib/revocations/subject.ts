import { ServerName } from "#lib/catalog/server-schemas.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { canonicalDigest } from "#lib/trust/feeds/revocation.ts";
import { PackageURL } from "packageurl-js";
import type { Subject } from "./core/words.ts";

export type ReadSubject = { ok: true; subject: Subject } | { ok: false; reason: string };

const NOTHING = {
  digest: null,
  packageKey: null,
  packageVersion: null,
  serverName: null,
  serverVersion: null,
};

/** Registries whose packages are named the same everywhere: the names alone say which it is. */
const PACKAGES: ReadonlySet<string> = new Set(["npm", "pypi", "nuget", "cargo"]);

/**
 * Reads `sha256:…`, `sha512-…`, `pkg:npm/name@version`, `npm:name@version`, or the name of a server,
 * with `@version` for one version of it.
 */
export function readSubject(text: string): ReadSubject {
  const asked = text.trim();
  const digest = canonicalDigest(asked);
  if (digest !== null) return { ok: true, subject: { ...NOTHING, subject: digest, digest } };
  if (asked.startsWith("pkg:")) return packageUrl(asked);
  const [, type = "", rest = ""] = /^([a-z]+):(.+)$/.exec(asked) ?? [];
  if (PACKAGES.has(type)) return ofPackage(type, ...nameAndVersion(rest));
  return ofServer(asked);
}

function packageUrl(text: string): ReadSubject {
  let url: PackageURL;
  try {
    url = PackageURL.fromString(text);
  } catch {
    return no("This is no package URL: write it like pkg:npm/@acme/files@1.0.0.");
  }
  const type = url.type ?? "";
  const name = [url.namespace, url.name].filter((part) => part).join("/");
  const digest = canonicalDigest(url.version ?? "");
  if (digest !== null) return { ok: true, subject: { ...NOTHING, subject: digest, digest } };
  if (PACKAGES.has(type)) return ofPackage(type, name, url.version ?? null);
  return no(
    `Packages of the type ${type} are revoked by their digest (sha256:…), since names of images and bundles do not say where they come from.`,
  );
}

function ofPackage(type: string, name: string, version: string | null): ReadSubject {
  if (name === "" || version === "" || /\s/.test(name))
    return no(`Write ${type}:NAME@VERSION, or ${type}:NAME for all versions.`);
  const at = version === null ? "" : `@${version}`;
  return {
    ok: true,
    subject: {
      ...NOTHING,
      subject: `${type}:${name}${at}`,
      packageKey: packageKey(type, name),
      packageVersion: version,
    },
  };
}

function ofServer(text: string): ReadSubject {
  const [name, version] = nameAndVersion(text);
  if (!ServerName.safeParse(name).success || version === "")
    return no(
      "Write a digest (sha256:… or sha512-…), a package (npm:@acme/files@1.0.0) or a server (com.acme/files, or com.acme/files@1.0.0 for one version).",
    );
  const at = version === null ? "" : `@${version}`;
  return {
    ok: true,
    subject: { ...NOTHING, subject: `${name}${at}`, serverName: name, serverVersion: version },
  };
}

/** A scope begins with `@` itself. */
function nameAndVersion(text: string): [string, string | null] {
  const at = text.lastIndexOf("@");
  return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text, null];
}

const no = (reason: string): ReadSubject => ({ ok: false, reason });

/** As the registry compares its names; the same in SQL: `gatehouse_package_key`. */
export function packageKey(type: string, name: string): string {
  const lower = name.toLowerCase();
  return `${type}:${type === "pypi" ? lower.replaceAll(/[-_.]+/g, "-") : lower}`;
}

/** @throws AppError at the field `subject`, with what to write instead. */
export function subjectOf(text: string): Subject {
  const read = readSubject(text);
  if (read.ok) return read.subject;
  throw new AppError("invalid", read.reason, { fields: { subject: [read.reason] } });
}
