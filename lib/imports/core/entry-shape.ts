import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { currentShape } from "./legacy-shape.ts";
import { normalTime } from "./normal-time.ts";

const OFFICIAL = "io.modelcontextprotocol.registry/official";
const MAX_MESSAGE_LENGTH = 500;

export type UpstreamStatus = "active" | "deprecated" | "deleted";

/** What upstream says of an entry, apart from the document. */
export type UpstreamFacts = {
  /** Null when upstream does not say. */
  status: UpstreamStatus | null;
  statusMessage: string | null;
  /** UTC with microseconds, or null. */
  publishedAt: string | null;
};

export type Entry = { document: Json; meta: JsonObject | null; upstream: UpstreamFacts };

/**
 * An entry of any age: `{server, _meta}` since 2025-09-29; before that the document alone, with
 * `status` and the official `_meta` inside it, and until 2025-07 in snake_case.
 */
export function readEntry(value: Json): Entry {
  if (!isJsonObject(value)) return { document: value, meta: null, upstream: NOTHING };
  const wrapped = ownValue(value, "server");
  if (isJsonObject(wrapped) && ownValue(value, "name") === undefined) {
    const meta = ownValue(value, "_meta");
    const document = currentShape(wrapped);
    const known = isJsonObject(meta) ? meta : null;
    return { document, meta: known, upstream: upstreamFacts(wrapped, known ?? {}) };
  }
  return {
    document: currentShape(value),
    meta: null,
    upstream: upstreamFacts(value, objectIn(value, "_meta")),
  };
}

/** Where the next page of a list is found; null on the last page. */
export function nextCursorOf(envelope: Json): string | null {
  if (!isJsonObject(envelope)) return null;
  const metadata = objectIn(envelope, "metadata");
  return textIn(metadata, "nextCursor") || textIn(metadata, "next_cursor") || null;
}

const NOTHING: UpstreamFacts = { status: null, statusMessage: null, publishedAt: null };

function upstreamFacts(document: JsonObject, meta: JsonObject): UpstreamFacts {
  const official = objectIn(meta, OFFICIAL);
  const detail = objectIn(document, "version_detail");
  const published =
    textIn(official, "publishedAt") ||
    textIn(official, "published_at") ||
    textIn(detail, "release_date");
  const message = textIn(official, "statusMessage") || textIn(official, "status_message");
  return {
    status: statusOf(textIn(official, "status") || textIn(document, "status")),
    statusMessage: message.slice(0, MAX_MESSAGE_LENGTH).trim() || null,
    publishedAt: normalTime(published),
  };
}

function statusOf(word: string): UpstreamStatus | null {
  return word === "active" || word === "deprecated" || word === "deleted" ? word : null;
}
