import type { Sql } from "#lib/db/transaction-sql.ts";
import type { ReadTile } from "../tree/tiles.ts";

const READ = {
  text: `SELECT "hashes" FROM "AuditTile" WHERE "level" = $1 AND "index" = $2`,
};

/** Without it nothing can be proven of the leaves it covers. */
export class MissingTile extends Error {}

/** Tiles as the database keeps them. */
export const readTile =
  (sql: Sql): ReadTile =>
  async (level, index) => {
    const [tile] = await sql<{ hashes: Buffer }>(READ, [level, index]);
    if (!tile) throw new MissingTile(`Tile ${level}/${index} of the log is missing.`);
    return tile.hashes;
  };
