import type { Sql } from "#lib/db/transaction-sql.ts";
import type { SequencedRecord } from "#lib/audit/core/record.ts";
import type { Person } from "../core/sink-event.ts";

// Leaves stand in batches: the one that holds the first leaf, and those after it.
const READ = {
  text: `
  SELECT (b."firstLeaf" + a."seq" - b."firstSeq")::float8 AS "leaf", a."id", a."at", a."writer", a."epoch",
    a."seq", a."kind", a."action", a."outcome", a."actorKind", a."actorId", a."actorName", a."credentialId",
    a."targetKind", a."targetId", a."requestId", a."traceId", a."before", a."after",
    encode(a."commitment", 'hex') AS "commitment", encode(a."prev", 'hex') AS "prev", encode(a."hash", 'hex') AS "hash"
  FROM (SELECT * FROM "AuditBatch"
    WHERE "firstLeaf" >= coalesce((SELECT max("firstLeaf") FROM "AuditBatch" WHERE "firstLeaf" <= $1), 0)
      AND "firstLeaf" < $2 ORDER BY "firstLeaf") b
  CROSS JOIN LATERAL (SELECT * FROM "AuditEvent" a
    WHERE a."writer" = b."writer" AND a."epoch" = b."epoch"
      AND a."seq" BETWEEN b."firstSeq" + greatest(0, $1 - b."firstLeaf")
        AND b."firstSeq" + least(b."count", $2 - b."firstLeaf") - 1
    ORDER BY a."seq" OFFSET 0) a`,
};

/** Records from one leaf to before another, in the order of the tree. Those pruned are left out. */
export async function readRecords(sql: Sql, from: number, to: number): Promise<SequencedRecord[]> {
  const rows = await sql<Omit<SequencedRecord, "at"> & { at: Date }>(READ, [from, to]);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

const PEOPLE = {
  text: `SELECT "id"::text AS "id", "name", "email" FROM "User" WHERE "id" = ANY($1::uuid[])`,
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Names for whoever reads the SIEM; the log holds none. */
export async function readPeople(
  sql: Sql,
  records: readonly SequencedRecord[],
): Promise<ReadonlyMap<string, Person>> {
  const ids = new Set(
    records.flatMap(({ actorKind, actorId }) =>
      actorKind === "user" && UUID.test(actorId) ? [actorId] : [],
    ),
  );
  if (ids.size === 0) return new Map();
  const rows = await sql<Person & { id: string }>(PEOPLE, [[...ids]]);
  return new Map(rows.map(({ id, name, email }) => [id, { name, email }]));
}
