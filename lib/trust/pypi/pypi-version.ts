import { objectIn, objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type Fetched, type Reach } from "../collect/reach.ts";
import type { Got } from "../core/facts.ts";
import { comparePep440 } from "../feeds/compare-pep440.ts";
import { jsonObject } from "../npm/npm-version.ts";
import { fileOf, versionOfFile, type PypiFile } from "./index-file.ts";
import { isProjectName, projectName } from "./project-name.ts";

const MAX_DOCUMENT = 32 * 1_048_576;
/** PEP 691. */
export const SIMPLE_JSON = "application/vnd.pypi.simple.v1+json";

/** One version of a project as the index describes it. */
export type PypiVersion = {
  /** In its one spelling (PEP 503). */
  name: string;
  version: string;
  /** `info` of the JSON API; empty: the index has no JSON API. */
  info: JsonObject;
  /** Who may publish, where the index says it. */
  ownership: JsonObject;
  files: readonly PypiFile[];
  evidence: readonly string[];
};

type Wanted = { name: string; version: string | null };

/**
 * Reads what the index says of one version; null means the newest that it names. Mirrors without
 * the JSON API are asked for their list of files (PEP 691).
 * @throws AppError `not_found`: no such project or version; `invalid`: not the name of a project.
 */
export async function readPypiVersion(reach: Reach, given: Wanted): Promise<Got<PypiVersion>> {
  if (!isProjectName(given.name))
    throw new AppError("invalid", `"${given.name.slice(0, 80)}" is not the name of a project.`);
  const wanted = { ...given, name: projectName(given.name) };
  const base = reach.sources.pypi;
  const version = wanted.version === null ? "" : `/${encodeURIComponent(wanted.version)}`;
  const fetched = await fetchEvidence(reach, `${base}/pypi/${wanted.name}${version}/json`, {
    kind: "pypi release",
    base,
    maxBytes: MAX_DOCUMENT,
  });
  if (fetched.ok) return readDocument(fetched, wanted);
  return fetched.gone ? readSimple(reach, wanted) : unanswered(fetched);
}

const unanswered = (
  fetched: Extract<Fetched, { ok: false; gone: false }>,
): Extract<Got<never>, { ok: false }> => ({
  ok: false,
  reason: fetched.reason,
  detail: `The Python package index: ${fetched.detail}`,
});

const UNREADABLE = {
  ok: false,
  reason: "unreachable",
  detail: "What the Python package index answered is not the document of a package.",
} as const;

function readDocument(
  { answer, sha256 }: Extract<Fetched, { ok: true }>,
  { name, version: wanted }: Wanted,
): Got<PypiVersion> {
  const document = jsonObject(answer.body);
  const info = objectIn(document ?? {}, "info");
  const version = textIn(info, "version").slice(0, 255);
  const isOther =
    projectName(textIn(info, "name")) !== name ||
    (wanted !== null && comparePep440(version, wanted) !== 0);
  if (document === null || version === "" || isOther) return UNREADABLE;
  return {
    ok: true,
    value: {
      name,
      version,
      info,
      ownership: objectIn(document, "ownership"),
      files: objectsIn(document, "urls").flatMap((one) => fileOf(one, answer.url) ?? []),
      evidence: [sha256],
    },
    evidence: [sha256],
  };
}

/** The list of files alone: what the version says of itself is in the files. */
async function readSimple(reach: Reach, wanted: Wanted): Promise<Got<PypiVersion>> {
  const { name } = wanted;
  const base = reach.sources.pypi;
  const fetched = await fetchEvidence(reach, `${base}/simple/${name}/`, {
    kind: "pypi files",
    base,
    accept: SIMPLE_JSON,
    maxBytes: MAX_DOCUMENT,
  });
  if (!fetched.ok) {
    if (fetched.gone) throw missing(wanted);
    return unanswered(fetched);
  }
  const { answer, sha256 } = fetched;
  const document = jsonObject(answer.body);
  if (document === null) return UNREADABLE;
  const listed = objectsIn(document, "files").flatMap((one) => fileOf(one, answer.url) ?? []);
  const version =
    wanted.version ?? newestOf(listed.map((one) => versionOfFile(one.filename, name)));
  const files = listed.filter((one) => isOf(one, name, version));
  if (version === null || files.length === 0) throw missing(wanted);
  const evidence = [sha256];
  return {
    ok: true,
    value: {
      name,
      // As the index spells it: 1.0 is 1.0.0.
      version: versionOfFile(files[0]?.filename ?? "", name) ?? version,
      info: {},
      ownership: {},
      files,
      evidence,
    },
    evidence,
  };
}

function isOf({ filename }: PypiFile, name: string, version: string | null): boolean {
  const its = versionOfFile(filename, name);
  return its !== null && version !== null && comparePep440(its, version) === 0;
}

/** Releases come before what is only tried out, as installers choose. */
function newestOf(versions: readonly (string | null)[]): string | null {
  const known = versions.filter((one) => one !== null);
  const final = known.filter((one) => /^v?[\d.!]+(?:[-.]?post\d*)?$/i.test(one));
  return [...(final.length > 0 ? final : known)].sort(comparePep440).at(-1) ?? null;
}

/** Whether the index passes attestations on (PEP 740 came with version 1.3 of its API), and which. */
export async function provenanceListed(
  reach: Reach,
  name: string,
  filename: string,
): Promise<{ state: "listed" | "none" | "unknown"; evidence: readonly string[] }> {
  const base = reach.sources.pypi;
  const fetched = await fetchEvidence(reach, `${base}/simple/${name}/`, {
    kind: "pypi files",
    base,
    accept: SIMPLE_JSON,
    maxBytes: MAX_DOCUMENT,
  });
  const evidence = "sha256" in fetched ? [fetched.sha256] : [];
  const document = fetched.ok ? jsonObject(fetched.answer.body) : null;
  return { state: document === null ? "unknown" : listedIn(document, filename), evidence };
}

function listedIn(document: JsonObject, filename: string): "listed" | "none" | "unknown" {
  const [major = 0, minor = 0] = textIn(objectIn(document, "meta"), "api-version")
    .split(".")
    .map(Number);
  const file = objectsIn(document, "files").find((one) => textIn(one, "filename") === filename);
  if (file === undefined || major !== 1 || minor < 3) return "unknown";
  return typeof ownValue(file, "provenance") === "string" ? "listed" : "none";
}

function missing({ name, version }: Wanted): AppError {
  return new AppError(
    "not_found",
    version === null
      ? `The Python package index has no project named "${name}".`
      : `The Python package index has no version "${version.slice(0, 80)}" of "${name}".`,
  );
}
