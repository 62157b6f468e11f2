import type { Sql } from "#lib/db/transaction-sql.ts";
import { openPersonalProofs } from "../personal/open-personal.ts";
import type { Problem } from "./problem.ts";

/** Personal parts, by what became of them. */
export type PersonalParts = {
  /** Opened, and they fit what their records committed to. */
  compared: number;
  /** Erased, or removed by age, as records of the log say. */
  removed: number;
  /** Sealed with a key of keys that is not among the settings: nobody can say whether they fit. */
  unreadable: number;
};

type Row = {
  id: string;
  writer: string;
  epoch: number;
  seq: number;
  at: Date;
  /** Null: it has no part any more, not even an empty one. */
  subject: string | null;
  sealed: boolean;
};
/** What records of the log say about parts that are gone. */
type Said = { agedBefore: Date | null; erased: Map<string, number> };

const PAGE = 1_000;
const PARTS = {
  text: `
  SELECT e."id", e."writer", e."epoch", e."seq", e."at", p."subject", p."ciphertext" IS NOT NULL AS "sealed"
  FROM "AuditEvent" e LEFT JOIN "AuditPayload" p ON p."eventId" = e."id"
  WHERE e."commitment" IS NOT NULL AND e."id" > $1 ORDER BY e."id" LIMIT ${PAGE}`,
};
const AGED = {
  text: `
  SELECT max(("after"->>'before')::timestamptz) AS "before" FROM "AuditEvent"
  WHERE "action" = 'log.prune' AND "targetId" = 'payload'`,
};
const ERASED = {
  text: `
  SELECT "targetId" AS "subject", sum(("after"->>'payloads')::float8) AS "payloads" FROM "AuditEvent"
  WHERE "action" = 'subject.erase' GROUP BY 1`,
};
const BESIDE = {
  text: `
  SELECT p."eventId" AS "id", 'a personal part belongs to no record that has one' AS "what" FROM "AuditPayload" p
  WHERE NOT EXISTS (SELECT FROM "AuditEvent" e WHERE e."id" = p."eventId" AND e."commitment" IS NOT NULL)
  ORDER BY 1 LIMIT 100`,
};
const FIRST = "00000000-0000-0000-0000-000000000000";

/**
 * Personal parts stand beside the log, sealed: each must fit the commitment in its record, and may be
 * gone only where a record says that it was erased or removed by age.
 */
export async function checkPersonal(
  sql: Sql,
  report: (problem: Problem) => void,
): Promise<PersonalParts> {
  const said = await readSaid(sql);
  const parts = { compared: 0, removed: 0, unreadable: 0 };
  for (let after: string | undefined = FIRST; after !== undefined;) {
    const rows: Row[] = await sql<Row>(PARTS, [after]);
    const opened = await openPersonalProofs(
      sql,
      rows.filter(({ sealed }) => sealed).map(({ id }) => id),
    );
    for (const row of rows) {
      const one = opened.get(row.id);
      if (one === undefined) {
        if (takeExplanation(row, said)) parts.removed += 1;
        else report({ ...placeOf(row), what: goneWords(row) });
      } else if (typeof one !== "string") parts.compared += 1;
      else if (one === "unreadable") parts.unreadable += 1;
      else report({ ...placeOf(row), what: CHANGED });
    }
    after = rows.length < PAGE ? undefined : rows.at(-1)?.id;
  }
  for (const problem of await sql<Problem>(BESIDE, [])) report(problem);
  return parts;
}

const CHANGED = "its personal part does not fit what the record committed to";

const goneWords = ({ subject }: Row): string =>
  subject === null
    ? "its personal part was taken away"
    : "its personal part is gone, and no record says that it was erased or removed by age";

const placeOf = ({ id, writer, epoch, seq }: Row) => ({ id, writer, epoch, seq });

async function readSaid(sql: Sql): Promise<Said> {
  const [aged] = await sql<{ before: Date | null }>(AGED, []);
  const erased = await sql<{ subject: string; payloads: number }>(ERASED, []);
  return {
    agedBefore: aged?.before ?? null,
    erased: new Map(erased.map(({ subject, payloads }) => [subject, payloads])),
  };
}

/** Whether a record says why. An erasure explains as many parts as it says, and is used up by them. */
function takeExplanation({ subject, at }: Row, { agedBefore, erased }: Said): boolean {
  if (subject === null) return false;
  if (agedBefore !== null && at < agedBefore) return true;
  const left = erased.get(subject) ?? 0;
  erased.set(subject, left - 1);
  return left > 0;
}
