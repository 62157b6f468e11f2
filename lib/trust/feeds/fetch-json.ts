import type { z } from "zod";
import { parseJsonExact, type Json } from "#lib/kernel/json.ts";
import { fetchEvidence, noteOwn, type Reach } from "../collect/reach.ts";
import type { Reason } from "../core/words.ts";
import type { FeedMeta } from "./feed-store.ts";

const MEGABYTE = 1_048_576;

export type Refused = { ok: false; gone: boolean; reason: Reason; detail: string };
export type FetchedJson<Value> = { ok: true; value: Value; body: Buffer; sha256: string } | Refused;

type Ask<Schema extends z.ZodType> = {
  /** What is asked, for people: `OSV`. */
  who: string;
  kind: string;
  base: string;
  schema: Schema;
  /** Makes it a POST. */
  post?: unknown;
};

/** Asks a service of ours and reads its answer. An answer of another form is the service's fault. */
export async function fetchJson<Schema extends z.ZodType>(
  reach: Reach,
  url: string,
  { who, kind, base, schema, post }: Ask<Schema>,
): Promise<FetchedJson<z.output<Schema>>> {
  const fetched = await fetchEvidence(reach, url, {
    kind,
    base,
    maxBytes: 16 * MEGABYTE,
    ...(post === undefined ? {} : { post: asJson(post) }),
  });
  if (!fetched.ok) {
    if (!fetched.gone)
      return {
        ok: false,
        gone: false,
        reason: fetched.reason,
        detail: `${who}: ${fetched.detail}`,
      };
    const detail = `${who}: It answered ${fetched.status}.`;
    return { ok: false, gone: true, reason: "unreachable", detail };
  }
  const { body } = fetched.answer;
  const parsed = schema.safeParse(jsonOrNull(body));
  return parsed.success
    ? { ok: true, value: parsed.data, body, sha256: fetched.sha256 }
    : { ok: false, ...wrongForm(who) };
}

const asJson = (value: unknown) => ({
  body: JSON.stringify(value),
  headers: { "content-type": "application/json" },
});

export const wrongForm = (who: string) => ({
  gone: false,
  reason: "registry_5xx" as const,
  detail: `${who}: It answered in a form that it should not.`,
});

export function jsonOrNull(body: Buffer): Json | null {
  try {
    return parseJsonExact(body.toString("utf8"));
  } catch {
    return null;
  }
}

/** Notes what an imported feed had to say, also when that was nothing. */
export function noteFeed(
  reach: Reach,
  { kind, importedAt, from, sha256, source }: FeedMeta,
  answer: { asked: readonly string[]; found: ReadonlyMap<string, readonly string[]> },
): string {
  const feed = { kind, importedAt, from, sha256, source };
  const found = Object.fromEntries(answer.found);
  const body = Buffer.from(JSON.stringify({ feed, asked: answer.asked, found }));
  return noteOwn(reach, { kind: `${kind} feed`, source, mediaType: "application/json", body });
}
