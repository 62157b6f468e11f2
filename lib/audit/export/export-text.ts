import { literal } from "#lib/db/copy-out.ts";
import type { ResolvedFilter } from "../resolve-filter.ts";
import { bounds, restText, type Values } from "../source-text.ts";

const AT = `to_char(e."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const LEAF = `
  (SELECT b."firstLeaf" + e."seq" - b."firstSeq" FROM "AuditBatch" b
    WHERE b."writer" = e."writer" AND b."epoch" = e."epoch" AND b."firstSeq" <= e."seq"
      AND e."seq" < b."firstSeq" + b."count"
    ORDER BY b."firstSeq" DESC LIMIT 1)`;

/** What most texts begin with: digits, letters, and the brace of a JSON object. */
const HARMLESS = `'{${[...Array(128).keys()].filter((code) => /[0-9A-Za-z{]/.test(String.fromCharCode(code))).join(",")}}'::int[]`;

const asItIs = (text: string) => text;
const oneLine = (text: string) => `replace(replace(${text}, E'\\r', ' '), E'\\n', ' ')`;

/**
 * Text of others, safe in a spreadsheet: what it would run as a formula gets an apostrophe in front
 * (OWASP, CSV injection). Written so that of most texts only the first letter is looked at, once.
 */
const safe = (text: string, made = asItIs) => `
  CASE WHEN ascii(${text}) = ANY(${HARMLESS}) THEN ${made(text)}
    WHEN ${made(text)} ~ '^[[:space:]]*[=+@\\t\\r-]' THEN '''' || ${made(text)} ELSE ${made(text)} END`;

const CSV_COLUMNS: readonly (readonly [name: string, sql: string])[] = [
  ["at", AT],
  ["id", `e."id"`],
  ["kind", `e."kind"`],
  ["action", `e."action"`],
  ["outcome", `e."outcome"`],
  ["actor_kind", `e."actorKind"`],
  ["actor_id", safe(`e."actorId"`)],
  ["actor_name", safe(`coalesce(u."name", e."actorName")`, oneLine)],
  ["credential_id", safe(`e."credentialId"`)],
  ["target_kind", `e."targetKind"`],
  ["target_id", safe(`e."targetId"`, oneLine)],
  ["request_id", safe(`e."requestId"`, oneLine)],
  ["trace_id", safe(`e."traceId"`)],
  // JSON objects begin with a brace.
  ["before", `e."before"::text`],
  ["after", `e."after"::text`],
  ["commitment", `encode(e."commitment", 'hex')`],
  ["writer", `e."writer"`],
  ["epoch", `e."epoch"`],
  ["seq", `e."seq"`],
  ["hash", `encode(e."hash", 'hex')`],
];

/** Rows of CSV (RFC 4180 but for the ends of lines), the oldest first. */
export function csvCopy(filter: ResolvedFilter): string {
  const columns = CSV_COLUMNS.map(([name, text]) => `${text} AS "${name}"`).join(", ");
  return `COPY (
    SELECT ${columns} FROM "AuditEvent" e
    LEFT JOIN "User" u ON e."actorKind" = 'user' AND u."id"::text = e."actorId"
    WHERE ${where(filter)} ORDER BY e."at", e."id") TO STDOUT (FORMAT csv, HEADER)`;
}

/** A record as the lines of a full export have it; without a place in the tree, its leaf is -1. */
const RECORD = `
  '{"type":"record","leaf":' || coalesce(${LEAF}, -1) || ',"id":"' || e."id" || '","at":"' || ${AT}
  || '","writer":' || to_json(e."writer") || ',"epoch":' || e."epoch" || ',"seq":' || e."seq"
  || ',"kind":"' || e."kind" || '","action":' || to_json(e."action") || ',"outcome":"' || e."outcome"
  || '","actorKind":' || to_json(e."actorKind") || ',"actorId":' || to_json(e."actorId")
  || ',"actorName":' || to_json(e."actorName") || ',"credentialId":' || coalesce(to_json(e."credentialId")::text, 'null')
  || ',"targetKind":' || to_json(e."targetKind") || ',"targetId":' || to_json(e."targetId")
  || ',"requestId":' || to_json(e."requestId") || ',"traceId":' || coalesce(to_json(e."traceId")::text, 'null')
  || ',"before":' || coalesce(e."before"::text, 'null') || ',"after":' || coalesce(e."after"::text, 'null')
  || ',"commitment":' || coalesce('"' || encode(e."commitment", 'hex') || '"', 'null')
  || ',"prev":"' || encode(e."prev", 'hex') || '","hash":"' || encode(e."hash", 'hex') || '"}'`;

/** JSON lines: JSON has no control characters, so with these as its marks CSV quotes nothing. */
export function linesCopy(filter: ResolvedFilter): string {
  return `COPY (
    SELECT ${RECORD} FROM "AuditEvent" e WHERE ${where(filter)} ORDER BY e."at", e."id")
    TO STDOUT (FORMAT csv, QUOTE E'\\x01', ESCAPE E'\\x01', DELIMITER E'\\x02')`;
}

/** COPY takes no parameters. */
const LITERALS: Values = {
  given: [],
  add: (value, type) => `${literal(value instanceof Date ? value.toISOString() : value)}::${type}`,
};

function where(filter: ResolvedFilter): string {
  if (filter.words === "") return "false";
  return [bounds(LITERALS, filter, "e"), restText(LITERALS, filter), ...indexable(filter)].join(
    " AND ",
  );
}

/** The same once more, as the planner finds an index for it. */
function indexable({ actors, targets, action, words, ...filter }: ResolvedFilter): string[] {
  const isAny = (column: string, list: readonly string[]) =>
    `e."${column}" = ANY(${LITERALS.add(list, "text[]")})`;
  return [
    isAny("kind", filter.kinds),
    isAny("outcome", filter.outcomes),
    isAny("actorKind", filter.actorKinds),
    ...(actors === null ? [] : [isAny("actorId", actors)]),
    ...(targets === null ? [] : [isAny("targetId", targets)]),
    ...(action === "" || action.endsWith(".") ? [] : [isAny("action", [action])]),
    ...(words === null ? [] : [`e."words" @@ ${LITERALS.add(words, "tsquery")}`]),
  ];
}
