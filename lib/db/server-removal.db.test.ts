import { expect, test } from "vitest";
import { pool } from "#lib/db/client.ts";
import { createServer } from "#lib/testing/factories.ts";

test("a connection that removed a server can still write to the catalog", async () => {
  const [gone, kept] = [await createServer(), await createServer()];
  const client = await pool.connect();
  try {
    await client.query(`DISCARD TEMP`);
    await client.query(`DELETE FROM "Server" WHERE "id" = $1`, [gone.id]);
    await client.query(
      `UPDATE "ServerVersion" SET "lifecycle" = 'deprecated' WHERE "serverId" = $1`,
      [kept.id],
    );
    const { rows } = await client.query<{ versionCount: number }>(
      `SELECT "versionCount" FROM "Server" WHERE "id" = $1`,
      [kept.id],
    );
    expect(rows).toEqual([{ versionCount: 1 }]);
  } finally {
    client.release();
  }
});
