import { sql } from "#lib/db/client.ts";
import { env } from "#lib/config/env.ts";
import { startHeartbeat } from "../chain/heartbeat.ts";
import { configuredAnchors } from "./anchors.ts";
import { auditSigner, logKeys } from "./audit-key.ts";
import { startSegments } from "../segments/start-segments.ts";
import { startPublishing } from "./start-publishing.ts";
import { startSequencer, type SequencerOptions } from "./start-sequencer.ts";

type Told = Pick<SequencerOptions, "alarm" | "noteKey">;

/**
 * What the worker does for the log: a place in the tree for every record, a signed checkpoint at
 * most every 10 s, its copies outside the database, and the index of words. `alarm` is told what does not fit, `noteKey` the key.
 * @throws SettingError without a key that only its owner can read, or with a former one that is none.
 */
export function startLog({ alarm, noteKey }: Told): { stop(): Promise<void> } {
  const publishing = startPublishing({ sql, anchors: configuredAnchors(sql), alarm });
  // What is wrong with them is told now, not by the nightly check.
  logKeys();
  const sequencer = startSequencer({
    signer: auditSigner(),
    checkpointMs: env.audit.checkpointMs,
    ...{ alarm, noteKey },
    publish: (checkpoint) => publishing.offer(checkpoint),
  });
  const segments = startSegments();
  const heartbeat = startHeartbeat();
  return {
    async stop() {
      await Promise.all([sequencer.stop(), segments.stop()]);
      await publishing.stop();
      await heartbeat.stop();
    },
  };
}
