import { env } from "#lib/config/env.ts";
import type { Sql } from "#lib/db/transaction-sql.ts";
import { openSinkSecrets } from "#lib/audit-changes/sealed-secrets.ts";
import { PRODUCT_VERSION } from "#lib/kernel/product-version.ts";
import { SinkConfig, SinkFilter } from "../schemas.ts";
import type { SinkKind } from "../core/sink-kinds.ts";
import type { SinkTarget } from "../transports/sink-target.ts";

export type SinkRow = {
  id: string;
  name: string;
  config: unknown;
  filter: unknown;
  sealedSecret: string | null;
  enabled: boolean;
  /** The first leaf that it was made for, and the next one to send. */
  start: number;
  position: number;
  checkpointSize: number;
  /** The first leaf that was not compared yet with what is there. */
  comparedTo: number;
  /** The first day of which something arrived that waits to be compared; null: nothing does. */
  uncomparedFrom: string | null;
  failures: number;
  openUntil: Date | null;
};

const COLUMNS = `"id", "name", "config", "filter", "sealedSecret", "enabled", "start"::float8 AS "start", "position"::float8 AS "position",
  "checkpointSize"::float8 AS "checkpointSize", "comparedTo"::float8 AS "comparedTo", "uncomparedFrom"::text AS "uncomparedFrom", "failures", "openUntil"`;

/** Sinks that are switched on and do not rest. */
export const DUE_SINKS = {
  text: `SELECT ${COLUMNS} FROM "AuditSink" WHERE "enabled" AND ("openUntil" IS NULL OR "openUntil" <= clock_timestamp()) ORDER BY "name"`,
};
const ONE = { text: `SELECT ${COLUMNS} FROM "AuditSink" WHERE "id" = $1::uuid` };

export async function readSink(sql: Sql, id: string): Promise<SinkRow | null> {
  const [row] = await sql<SinkRow>(ONE, [id]);
  return row ?? null;
}

/**
 * What sending to it takes. A row that cannot be read is our own fault.
 * @throws AppError `unavailable` when its secrets were sealed with another product secret.
 */
export function targetOf(row: SinkRow): SinkTarget {
  return {
    id: row.id,
    config: SinkConfig.parse(row.config),
    secrets: openSinkSecrets(row.sealedSecret, row.id),
    version: PRODUCT_VERSION,
    fileRoot: env.audit.sinkDir,
  };
}

export const kindOf = (row: SinkRow): SinkKind => SinkConfig.parse(row.config).kind;

export const filterOf = (row: SinkRow): SinkFilter => SinkFilter.parse(row.filter);
