import type pg from "pg";
import { readTile } from "../sequencer/read-tiles.ts";
import { subtreesOf } from "../tree/proofs.ts";
import { tileSource } from "../tree/tiles.ts";
import { sqlOfClient } from "./client-sql.ts";

/** The last record of a chain before a leaf; its hash in hex. */
export type Prior = { writer: string; epoch: number; seq: number; hash: string };

/**
 * What the database says of all before a leaf: the full subtrees of the tree, and the last record
 * of each chain. Nothing is proved by it, until somebody who read all before it came to the same.
 */
export async function claimedStart(
  client: pg.Client,
  leaf: number,
): Promise<{ prefix: Buffer[]; priors: Prior[] }> {
  const prefix = await subtreesOf(leaf, tileSource(readTile(sqlOfClient(client))));
  const { rows: priors } = await client.query<Prior>(
    // From the tile: the body of a chain's last record may have been pruned.
    `SELECT b."writer", b."epoch", b."seq",
      encode(substring(t."hashes" FROM (32 * (b."leaf" % 256) + 1)::int FOR 32), 'hex') AS "hash"
    FROM (SELECT DISTINCT ON ("writer") "writer", "epoch",
        "firstSeq" + least("count", $1 - "firstLeaf")::int - 1 AS "seq",
        "firstLeaf" + least("count", $1 - "firstLeaf") - 1 AS "leaf"
      FROM "AuditBatch" WHERE "firstLeaf" < $1 ORDER BY "writer", "firstLeaf" DESC) b
    JOIN "AuditTile" t ON t."level" = 0 AND t."index" = b."leaf" / 256
    ORDER BY b."writer"`,
    [leaf],
  );
  return { prefix, priors };
}
