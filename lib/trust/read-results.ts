import type { Db } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import type { ControlResult } from "./core/result.ts";
import { resultOf } from "./evaluation-rows.ts";

type Row = Parameters<typeof resultOf>[0];
type Result = Omit<Row, "checkedAt" | "waiver" | "findings"> & {
  evaluationId: string;
  position: number;
  checkedMs: number;
  waivedUntil: Date | null;
};
type Finding = Row["findings"][number] & { evaluationId: string; control: string };

// Arrays and times are read faster as JSON and as numbers.
const RESULTS = `
  SELECT r."evaluationId", r."position", r."control", r."status", r."reason", r."detail", r."failsFromLevel",
    to_json(r."evidence") AS "evidence", (extract(epoch FROM r."checkedAt") * 1000)::float8 AS "checkedMs",
    r."waiverId", w."expiresAt" AS "waivedUntil"
  FROM "TrustControlResult" r LEFT JOIN "TrustWaiver" w ON w."id" = r."waiverId"
  WHERE r."evaluationId" = ANY($1::uuid[])`;

const FINDINGS = `
  SELECT "evaluationId", "control", "code", "severity", "action", "title", "file", "line", "remediation"
  FROM "TrustFinding" WHERE "evaluationId" = ANY($1::uuid[]) ORDER BY "position"`;

/**
 * A step: what each of these evaluations found, by its id, in order. A version may be installed in 500 ways
 * with 54 results each, which is more than Prisma reads in a second.
 */
export async function readResults(
  db: Db,
  evaluationIds: readonly string[],
): Promise<ReadonlyMap<string, ControlResult[]>> {
  if (evaluationIds.length === 0) return new Map();
  const sql = sqlOf(db);
  const [rows, found] = [
    await sql<Result>({ text: RESULTS }, [evaluationIds]),
    await sql<Finding>({ text: FINDINGS }, [evaluationIds]),
  ];
  const findings = new Map<string, Row["findings"]>();
  for (const { evaluationId, control, ...finding } of found)
    listOf(findings, `${evaluationId} ${control}`).push(finding);
  const results = new Map<string, ControlResult[]>();
  for (const { evaluationId, checkedMs, waivedUntil, ...row } of rows.sort(byPosition))
    listOf(results, evaluationId).push(
      resultOf({
        ...row,
        checkedAt: new Date(checkedMs),
        waiver: waivedUntil === null ? null : { expiresAt: waivedUntil },
        findings: findings.get(`${evaluationId} ${row.control}`) ?? [],
      }),
    );
  return results;
}

const byPosition = (one: Result, other: Result): number => one.position - other.position;

function listOf<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
