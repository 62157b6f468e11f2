import type { Sql } from "#lib/db/transaction-sql.ts";
import { log } from "#lib/telemetry/log.ts";
import { inSpan } from "#lib/telemetry/span.ts";
import type { Anchor, Anchored } from "./anchors.ts";
import type { StoredCheckpoint } from "./write-checkpoint.ts";

// What comes late of an older checkpoint stands before what a newer one came to, so that the newest
// note of an anchor is that of its newest checkpoint.
const IN_ORDER = `
  least(clock_timestamp(), (SELECT max(n."at") - interval '1 millisecond' FROM "AuditAnchor" n
    WHERE n."anchor" = $2::text AND n."size" > $1::bigint))`;

// An alarm is never dated back.
const NOTE = {
  text: `
  INSERT INTO "AuditAnchor" ("size", "anchor", "at", "state", "detail")
  VALUES ($1::bigint, $2::text, CASE WHEN $3::text = 'alarm' THEN clock_timestamp() ELSE ${IN_ORDER} END, $3::text, $4)
  ON CONFLICT ("size", "anchor") DO UPDATE SET "at" = excluded."at", "state" = excluded."state", "detail" = excluded."detail"`,
};
const NOTE_UNANSWERED = {
  text: `
  INSERT INTO "AuditAnchor" ("size", "anchor", "at", "state", "detail")
  VALUES ($1::bigint, $2::text, ${IN_ORDER}, 'failed', $3) ON CONFLICT DO NOTHING`,
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

/** Notes that an anchor has not taken this checkpoint yet. What comes of it later stands instead. */
export async function noteUnanswered(
  sql: Sql,
  { name }: Anchor,
  { size, detail }: { size: number; detail: string },
): Promise<void> {
  await sql(NOTE_UNANSWERED, [size, name, detail]);
}

async function tryAnchor(anchor: Anchor, checkpoint: StoredCheckpoint): Promise<Anchored> {
  const attributes = { "gatehouse.anchor": anchor.name };
  try {
    return await inSpan(
      { name: "publish checkpoint", kind: "client", attributes },
      async (span) => {
        const anchored = await anchor.publish(checkpoint);
        if (anchored.state !== "done") span.fail(anchored.state);
        return anchored;
      },
    );
  } catch (error) {
    return { state: "failed", detail: error instanceof Error ? error.message : String(error) };
  }
}
