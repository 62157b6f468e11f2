/**
 * SQL: when the record at a leaf was written. `leaf` is an expression over columns of the query
 * around it; null where there is no such record, or none any more.
 */
export const atOfLeaf = (leaf: string): string => `
  (SELECT e."at" FROM "AuditEvent" e JOIN (
    SELECT "writer", "epoch", "firstSeq" + (${leaf} - "firstLeaf")::int AS "seq", "firstLeaf" + "count" AS "end"
    FROM "AuditBatch" WHERE "firstLeaf" <= ${leaf} ORDER BY "firstLeaf" DESC LIMIT 1) b
    ON e."writer" = b."writer" AND e."epoch" = b."epoch" AND e."seq" = b."seq" AND ${leaf} < b."end")`;
