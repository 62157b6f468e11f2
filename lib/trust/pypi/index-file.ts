import { isoTime } from "#lib/intake/core/clean.ts";
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { projectName } from "./project-name.ts";

/** A file of a version: a wheel or a source distribution. */
export type PypiFile = {
  filename: string;
  /** Absolute. */
  url: string;
  /** Hex; null: the index promises none. */
  sha256: string | null;
  kind: "wheel" | "sdist";
  /** Null: it was not withdrawn; empty: it was, without a reason (PEP 592). */
  yanked: string | null;
  /** RFC 3339, UTC; null: the index does not say. */
  uploadedAt: string | null;
};

/** An entry of the JSON API or of PEP 691; null: it is no wheel and no source distribution. */
export function fileOf(entry: JsonObject, page: string): PypiFile | null {
  const filename = textIn(entry, "filename").slice(0, 255);
  const address = textIn(entry, "url");
  const kind = kindOf(filename);
  if (kind === null || !URL.canParse(address, page)) return null;
  const digests = { ...objectIn(entry, "hashes"), ...objectIn(entry, "digests") };
  const sha256 = textIn(digests, "sha256").toLowerCase();
  return {
    filename,
    url: new URL(address, page).href,
    sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null,
    kind,
    yanked: yankedOf(entry),
    uploadedAt: isoTime(ownValue(entry, "upload_time_iso_8601") ?? ownValue(entry, "upload-time")),
  };
}

function kindOf(filename: string): PypiFile["kind"] | null {
  if (/\.whl$/i.test(filename)) return "wheel";
  return /\.tar\.gz$/i.test(filename) ? "sdist" : null;
}

function yankedOf(entry: JsonObject): string | null {
  const yanked = ownValue(entry, "yanked");
  if (typeof yanked === "string") return yanked.slice(0, 500);
  return yanked === true ? textIn(entry, "yanked_reason").slice(0, 500) : null;
}

/** From `name-version-….whl` or `name-version.tar.gz`; null: it is not a file of this project. */
export function versionOfFile(filename: string, project: string): string | null {
  const parts = filename.replace(/\.(?:whl|tar\.gz)$/i, "").split("-");
  if (/\.whl$/i.test(filename))
    return projectName(parts[0] ?? "") === project ? (parts[1] ?? null) : null;
  const version = parts.pop() ?? null;
  return projectName(parts.join("-")) === project ? version : null;
}

/**
 * The file to read: the one whose digest was registered, else as an installer on Linux would choose,
 * a wheel for every machine first.
 *
 * @param registered `sha256:…`; null: none was.
 */
export function chooseFile(files: readonly PypiFile[], registered: string | null): PypiFile | null {
  const known = files.find(({ sha256 }) => sha256 !== null && registered === `sha256:${sha256}`);
  const byName = [...files].sort((one, other) => (one.filename < other.filename ? -1 : 1));
  const first = (fits: (file: PypiFile) => boolean) => byName.find(fits);
  return (
    known ??
    first(({ filename }) => /py3[\w.]*-none-any\.whl$/i.test(filename)) ??
    first(({ filename }) => /linux[\w.]*x86_64\.whl$/i.test(filename)) ??
    first(({ kind }) => kind === "wheel") ??
    first(() => true) ??
    null
  );
}
