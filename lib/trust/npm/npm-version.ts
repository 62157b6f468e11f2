import { isoTime } from "#lib/intake/core/clean.ts";
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { isJsonObject, ownValue, parseJsonExact, type JsonObject } from "#lib/kernel/json.ts";
import { fetchEvidence, type Fetched, type Reach } from "../collect/reach.ts";
import type { Got } from "../core/facts.ts";

const MAX_PACKUMENT = 64 * 1_048_576;
const MAX_NAME = 214;
const NAME = /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/;

/** One version of a package as its registry describes it. */
export type NpmVersion = {
  name: string;
  version: string;
  /** The registry's document of this version. */
  document: JsonObject;
  /** The document of the whole package; of this version where that was too large. */
  whole: JsonObject;
  /** RFC 3339, UTC; null: the registry does not say. */
  publishedAt: string | null;
  evidence: readonly string[];
};

/** Below the registry's base address; a scope keeps its @, as npm asks for it. */
export const packagePath = (name: string): string => encodeURIComponent(name).replace(/^%40/, "@");

export const isPackageName = (name: string): boolean =>
  name.length <= MAX_NAME && NAME.test(name) && !name.split("/").includes("..");

/**
 * Reads what the registry says of one version; null means the one it calls latest.
 * @throws AppError `not_found`: no such package or version; `invalid`: not a name of npm's.
 */
export async function readNpmVersion(
  reach: Reach,
  { name, version }: { name: string; version: string | null },
): Promise<Got<NpmVersion>> {
  if (!isPackageName(name))
    throw new AppError("invalid", `"${name.slice(0, 80)}" is not the name of an npm package.`);
  const base = reach.sources.npm;
  const address = `${base}/${packagePath(name)}`;
  const ask = { kind: "npm packument", base, maxBytes: MAX_PACKUMENT };
  const whole = await fetchEvidence(reach, address, ask);
  const tooLarge = !whole.ok && !whole.gone && whole.reason === "too_large";
  const fetched = tooLarge
    ? await fetchEvidence(reach, `${address}/${encodeURIComponent(version ?? "latest")}`, ask)
    : whole;
  if (!fetched.ok && fetched.gone) throw missing(name, tooLarge ? version : null);
  return readAnswer(fetched, { name, version });
}

function readAnswer(
  fetched: Fetched,
  { name, version }: { name: string; version: string | null },
): Got<NpmVersion> {
  if (!fetched.ok)
    return fetched.gone
      ? { ok: false, reason: "unreachable", detail: "It does not answer." }
      : { ok: false, reason: fetched.reason, detail: `The npm registry: ${fetched.detail}` };
  const whole = jsonObject(fetched.answer.body);
  if (whole === null)
    return {
      ok: false,
      reason: "unreachable",
      detail: "What the npm registry answered is not the document of a package.",
    };
  const chosen = chosenDocument(whole, version);
  if (chosen === null) throw missing(name, version ?? "latest");
  return {
    ok: true,
    value: {
      name,
      version: textIn(chosen, "version"),
      document: chosen,
      whole,
      publishedAt: isoTime(ownValue(objectIn(whole, "time"), textIn(chosen, "version"))),
      evidence: [fetched.sha256],
    },
    evidence: [fetched.sha256],
  };
}

/** The version itself or the one that a tag such as `latest` points to; null: there is none. */
function chosenDocument(whole: JsonObject, wanted: string | null): JsonObject | null {
  if (!Object.hasOwn(whole, "versions")) return textIn(whole, "version") === "" ? null : whole;
  const versions = objectIn(whole, "versions");
  const tag = wanted ?? "latest";
  const version =
    wanted !== null && Object.hasOwn(versions, wanted)
      ? wanted
      : textIn(objectIn(whole, "dist-tags"), tag);
  const document = ownValue(versions, version);
  return isJsonObject(document) && textIn(document, "version") === version ? document : null;
}

/** Null: not JSON, or not an object. */
export function jsonObject(body: Buffer): JsonObject | null {
  try {
    const value = parseJsonExact(body.toString("utf8").replace(/^\ufeff/, ""));
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function missing(name: string, version: string | null): AppError {
  return new AppError(
    "not_found",
    version === null
      ? `The npm registry has no package named "${name}".`
      : `The npm package "${name}" has no version "${version.slice(0, 80)}".`,
  );
}
