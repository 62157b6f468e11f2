import { transact } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { pause } from "./pause.ts";
import { log } from "#lib/telemetry/log.ts";
import type { Signer } from "../tree/signer.ts";
import { sequenceRound, type Round } from "./sequence-round.ts";
import { writeCheckpoint, type StoredCheckpoint } from "./write-checkpoint.ts";

const PAUSE_MS = 500;
/** A tree under alarm waits for people, who take the alarm away in the database. */
const STUCK_MS = 60_000;
/** A round that took this many is followed by the next one at once. */
const BUSY = 2_000;

export type Sequencer = { stop(): Promise<void> };

export type SequencerOptions = {
  signer: Signer;
  checkpointMs: number;
  /** Is given each new checkpoint, and not waited for: what happens outside does not stop the tree. */
  publish: (checkpoint: StoredCheckpoint) => unknown;
  alarm: (what: string) => Promise<void>;
  /** Is told the key before anything is signed with it. */
  noteKey: (keyId: string) => Promise<unknown>;
  stuckMs?: number;
};

/** Puts committed records into the tree and signs its head, for as long as the worker runs. */
export function startSequencer(options: SequencerOptions): Sequencer {
  const { signer, checkpointMs, publish, alarm, noteKey, stuckMs = STUCK_MS } = options;
  const stopping = new AbortController();
  let [signedAt, isNoted] = [0, false];
  let misfit: string | null = null;

  const round = async (): Promise<Round> => {
    if (!isNoted) await noteKey(signer.keyId);
    isNoted = true;
    const done = await transact((tx) => sequenceRound(sqlOf(tx)));
    if (done.alarm !== null) await alarm(done.alarm);
    // Whoever owns the database did that, past the product: the log has to say it.
    else if (misfit !== null)
      await alarm(`The alarm of the tree was taken away, and it goes on. It said: ${misfit}`);
    misfit = done.alarm;
    if (Date.now() - signedAt >= checkpointMs) {
      const checkpoint = await transact((tx) => writeCheckpoint(sqlOf(tx), signer));
      if (checkpoint !== null) {
        signedAt = Date.now();
        publish(checkpoint);
      }
    }
    return done;
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        const { added, alarm: stuck } = await round();
        if (stuck !== null) await pause(stuckMs, stopping.signal);
        else if (added < BUSY) await pause(PAUSE_MS, stopping.signal);
      } catch (error) {
        log.error("log-sequencer", { error: String(error) });
        await pause(2 * PAUSE_MS, stopping.signal);
      }
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
