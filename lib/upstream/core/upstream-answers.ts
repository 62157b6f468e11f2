import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { lineOrNull } from "#lib/intake/core/clean.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { isRelease, newestRelease, newestTag } from "./releases.ts";

/** The newest release, and why its publisher no longer wants a version used. */
export type UpstreamAnswer = { version: string | null; deprecated: string | null };

const MAX_MESSAGE = 300;

/**
 * An npm package document: what `latest` names, or the newest release where that is a preview. A
 * deprecation counts when it is about the version in use, or about the newest.
 */
export function npmAnswer(doc: JsonObject, inUse: string | null): UpstreamAnswer {
  const versions = objectIn(doc, "versions");
  const latest = textIn(objectIn(doc, "dist-tags"), "latest");
  const version = isRelease(latest) ? latest : newestRelease(Object.keys(versions));
  const said = (of: string | null) =>
    of === null ? null : lineOrNull(ownValue(objectIn(versions, of), "deprecated"), MAX_MESSAGE);
  return { version, deprecated: said(inUse) ?? said(version) };
}

/** A PyPI project document: its newest release, and whether that was withdrawn ("yanked"). */
export function pypiAnswer(doc: JsonObject): UpstreamAnswer {
  const info = objectIn(doc, "info");
  const stated = textIn(info, "version");
  const version = isRelease(stated)
    ? stated
    : newestRelease(Object.keys(objectIn(doc, "releases")));
  const yanked = ownValue(info, "yanked") === true;
  return {
    version,
    deprecated: yanked
      ? (lineOrNull(ownValue(info, "yanked_reason"), MAX_MESSAGE) ?? "Its publisher withdrew it.")
      : null,
  };
}

/** The tags of a container repository. */
export function tagsAnswer(doc: JsonObject): UpstreamAnswer {
  const tags = ownValue(doc, "tags");
  const names = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
  return { version: newestTag(names), deprecated: null };
}
