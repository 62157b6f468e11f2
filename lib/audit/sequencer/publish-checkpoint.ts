import type { Sql } from "#lib/db/transaction-sql.ts";
import { log } from "#lib/telemetry/log.ts";
import type { Anchor, Anchored } from "./anchors.ts";
import type { StoredCheckpoint } from "./write-checkpoint.ts";

const NOTE = {
  text: `
  INSERT INTO "AuditAnchor" ("size", "anchor", "at", "state", "detail")
  VALUES ($1, $2, clock_timestamp(), $3, $4)
  ON CONFLICT ("size", "anchor") DO UPDATE SET "at" = excluded."at", "state" = excluded."state", "detail" = excluded."detail"`,
};

/**
 * Publishes a checkpoint at every anchor, all at once, and notes what became of it. One that fails
 * is made up for by the next checkpoint, which covers all before it.
 */
export async function publishCheckpoint(
  sql: Sql,
  anchors: readonly Anchor[],
  checkpoint: StoredCheckpoint,
): Promise<Anchored[]> {
  return Promise.all(
    anchors.map(async (anchor) => {
      const anchored = await tryAnchor(anchor, checkpoint);
      const { state, detail } = anchored;
      await sql(NOTE, [checkpoint.size, anchor.name, state, detail]);
      if (state !== "done") log.error("log-anchor", { anchor: anchor.name, state, detail });
      return anchored;
    }),
  );
}

async function tryAnchor(anchor: Anchor, checkpoint: StoredCheckpoint): Promise<Anchored> {
  try {
    return await anchor.publish(checkpoint);
  } catch (error) {
    return { state: "failed", detail: error instanceof Error ? error.message : String(error) };
  }
}
