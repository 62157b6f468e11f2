import { asOwner } from "./as-owner.ts";

const TABLES = [
  ...["AuditEvent", "AuditEpoch", "AuditBatch", "AuditTree", "AuditTile", "AuditCheckpoint"],
  ...["AuditAnchor", "AuditDay"],
];

/**
 * Copies the log as it is, and gives what puts it back: what restoring a backup does, or somebody
 * who owns the database and nothing else. Close the writers before both: they know where they are.
 */
export async function backUpLog(): Promise<() => Promise<void>> {
  await asOwner(async (client) => {
    await client.query(`DROP SCHEMA IF EXISTS "backup" CASCADE; CREATE SCHEMA "backup"`);
    for (const table of TABLES)
      await client.query(`CREATE TABLE "backup"."${table}" AS TABLE "${table}"`);
  });
  return () =>
    asOwner(async (client) => {
      await client.query("SET LOCAL session_replication_role = replica");
      for (const table of TABLES) {
        const { rows } = await client.query<{ columns: string }>(
          `SELECT string_agg(quote_ident(column_name), ', ') AS "columns" FROM information_schema.columns
          WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'`,
          [table],
        );
        const columns = rows[0]?.columns ?? "";
        await client.query(`DELETE FROM "${table}"`);
        await client.query(
          `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM "backup"."${table}"`,
        );
      }
    });
}
