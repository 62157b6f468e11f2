import { isJsonObject, parseJsonExact } from "#lib/kernel/json.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { writeCursor } from "./core/cursor.ts";
import type { RegistryEntry } from "./core/entry-json.ts";
import { selectEntries } from "./entry-rows.ts";
import { readableBy, type Conditions } from "./readable-servers.ts";
import { ListServersInput, type ListServers } from "./schemas.ts";

export type RegistryPage = { entries: RegistryEntry[]; nextCursor: string | null };

/**
 * One page of the official list, ordered by name and version as bytes, from the row after the
 * cursor on: rows added meanwhile move nothing. Deleted entries only where the request asks.
 */
export const listRegistryServers = defineQuery({
  name: "listRegistryServers",
  permission: "registry.read",
  input: ListServersInput,

  async run({ sql }, ctx, input): Promise<RegistryPage> {
    const conditions = await readableBy(sql, ctx.actor, input.audience);
    narrow(conditions, input);
    const limit = rowsRead(input.limit);
    // The best plan for a word or a date depends on how many rows it finds, so no prepared one.
    const valueDependent = Boolean(input.search) || input.updated_since !== undefined;
    const rows = await selectEntries(sql, ctx, {
      conditions,
      tail: `ORDER BY v."serverName", v."version" LIMIT ${limit}`,
      prepare: valueDependent ? null : `list${limit}`,
    });

    const page = rows.slice(0, input.limit);
    const last = rows.length > input.limit ? page.at(-1) : undefined;
    const { search } = input;
    const entries =
      ctx.actor.kind === "anonymous" && search ? page.filter(stillMentions(search)) : page;
    return { entries, nextCursor: last ? writeCursor(last) : null };
  },
});

/**
 * Rows to read for a page of `limit`: one more tells whether there is a next page. Written into
 * the statement, because PostgreSQL takes a limit it does not know for a tenth of the table and
 * then plans anew for every question; few sizes, because each is a plan of its own.
 */
function rowsRead(limit: number): number {
  return ([10, 30, 100].find((size) => limit <= size) ?? limit) + 1;
}

function narrow(conditions: Conditions, input: ListServers): void {
  const { updated_since: since, version, search, cursor } = input;
  const deletedToo = input.include_deleted ?? since !== undefined;
  if (!deletedToo) conditions.add("live", `v."registryStatus" <> 'deleted'`);
  if (version === "latest") conditions.add("latest", `v."isLatest"`);
  else if (version) conditions.add("version", `v."version" = ${conditions.value(version)}`);
  if (since !== undefined)
    conditions.add("since", `v."updatedAt" > ${conditions.value(since)}::timestamptz`);
  if (search)
    conditions.add(
      "search",
      `s."haystack" LIKE '%' || lower(${conditions.value(escapeLike(search))}) || '%'`,
    );
  if (cursor)
    conditions.add(
      "after",
      `(v."serverName", v."version") > (${conditions.value(cursor.name)}, ${conditions.value(cursor.version)})`,
    );
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/**
 * A stranger must not find out an internal address by searching for parts of it: what was taken
 * out of the texts does not match either.
 */
function stillMentions(search: string): (entry: RegistryEntry) => boolean {
  const word = search.toLowerCase();
  return ({ document }) => {
    if (!document.includes("[internal address]")) return true;
    const doc = parseJsonExact(document);
    if (!isJsonObject(doc)) return false;
    const texts = [doc["name"], doc["title"], doc["description"]];
    return texts.some((text) => typeof text === "string" && text.toLowerCase().includes(word));
  };
}
