import type { Sql } from "#lib/db/transaction-sql.ts";
import { log } from "#lib/telemetry/log.ts";
import type { Anchor } from "./anchors.ts";
import { pause } from "./pause.ts";
import { noteUnanswered, publishCheckpoint } from "./publish-checkpoint.ts";
import type { StoredCheckpoint } from "./write-checkpoint.ts";

/** Longer than any anchor takes that limits its own time: a witness is asked twice, 10 s each. */
const PATIENCE_MS = 30_000;
const STOP_MS = 3_000;

type Publishing = {
  /** Returns at once. An anchor that is busy takes the newest of what it was offered meanwhile. */
  offer(checkpoint: StoredCheckpoint): void;
  /** Waits 3 s at most for what is under way. */
  stop(): Promise<void>;
};

type PublishingOptions = {
  sql: Sql;
  anchors: readonly Anchor[];
  /** Told again with the next checkpoint when it fails. */
  alarm: (what: string) => Promise<void>;
  patienceMs?: number;
  stopMs?: number;
};

/** Brings checkpoints to the anchors, each by itself: one that hangs holds up nobody. */
export function startPublishing(options: PublishingOptions): Publishing {
  const queues = options.anchors.map((anchor) => new AnchorQueue(anchor, options));
  return {
    offer(checkpoint) {
      for (const queue of queues) queue.offer(checkpoint);
    },
    async stop() {
      const ended = new AbortController();
      void Promise.all(queues.map((queue) => queue.end())).then(() => ended.abort());
      await pause(options.stopMs ?? STOP_MS, ended.signal);
    },
  };
}

/**
 * One publication at a time, also when the one before never ends: a call into a file system that
 * hangs cannot be taken back, and each holds one of the few threads of this process.
 */
class AnchorQueue {
  readonly #anchor: Anchor;
  readonly #options: PublishingOptions;
  #next: StoredCheckpoint | null = null;
  #running: Promise<void> | null = null;
  /** Since when it hangs, in words; null: it does not. */
  #hanging: string | null = null;
  #isEnding = false;
  readonly #untold = new Set<string>();

  constructor(anchor: Anchor, options: PublishingOptions) {
    this.#anchor = anchor;
    this.#options = options;
  }

  offer(checkpoint: StoredCheckpoint): void {
    if (this.#isEnding) return;
    this.#next = checkpoint;
    this.#running ??= this.#run();
    if (this.#hanging !== null) void this.#noteHanging(checkpoint, this.#hanging);
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    this.#next = null;
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let checkpoint = this.#take(); checkpoint !== null; checkpoint = this.#take())
      await this.#publish(checkpoint);
    // In the same turn as the last look: what is offered after it starts anew.
    this.#running = null;
  }

  #take(): StoredCheckpoint | null {
    const taken = this.#next;
    this.#next = null;
    return taken;
  }

  async #publish(checkpoint: StoredCheckpoint): Promise<void> {
    const { sql, patienceMs = PATIENCE_MS } = this.#options;
    const since = new Date().toISOString();
    const timer = setTimeout(() => {
      this.#hanging = `It has not answered since ${since}.`;
      for (const unanswered of new Set([checkpoint, this.#next ?? checkpoint]))
        void this.#noteHanging(unanswered, this.#hanging);
    }, patienceMs);
    try {
      for (const { state, detail } of await publishCheckpoint(sql, [this.#anchor], checkpoint))
        if (state === "alarm") this.#untold.add(detail ?? "A checkpoint was refused outside.");
      await this.#tellAlarms();
    } catch (error) {
      log.error("log-anchor", { anchor: this.#anchor.name, error: String(error) });
    } finally {
      clearTimeout(timer);
      this.#hanging = null;
    }
  }

  async #tellAlarms(): Promise<void> {
    for (const what of this.#untold) {
      await this.#options.alarm(what);
      this.#untold.delete(what);
    }
  }

  async #noteHanging({ size }: StoredCheckpoint, detail: string): Promise<void> {
    log.error("log-anchor", { anchor: this.#anchor.name, state: "failed", detail });
    try {
      await noteUnanswered(this.#options.sql, this.#anchor, { size, detail });
    } catch (error) {
      log.error("log-anchor", { anchor: this.#anchor.name, error: String(error) });
    }
  }
}
