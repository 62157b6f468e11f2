import { transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { takeIdleLanes } from "./lanes.ts";
import { ownRecord } from "./new-record.ts";

const SEAL = {
  text: `
  UPDATE "AuditEpoch" SET "sealedAt" = clock_timestamp(), "sealedBy" = 'closed'
  WHERE "writer" = $1 AND "epoch" = $2 AND "sealedAt" IS NULL`,
};

/**
 * A process that ends in order says so at the end of each of its chains. One that does not is
 * found out: the next to take the chain over finds it open.
 */
export async function closeWriters(): Promise<void> {
  for (const lane of takeIdleLanes()) {
    const { head } = lane;
    if (head === null) continue;
    await transact(async (tx) => {
      const sql = sqlOf(tx);
      await lane.append(sql, [ownRecord("writer.close", head.writer, {})]);
      await sql(SEAL, [head.writer, head.epoch]);
    });
  }
}
