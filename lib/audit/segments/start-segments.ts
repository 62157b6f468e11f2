import { pause } from "../sequencer/pause.ts";
import { log } from "#lib/telemetry/log.ts";
import { buildSegment } from "./build-segment.ts";

const PAUSE_MS = 1_000;
/** Between two segments of a log that is still to be put into segments: others want to work too. */
const BREATH_MS = 50;

/** Keeps the index of words up to date, for as long as the worker runs. */
export function startSegments(): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        await pause((await buildSegment()) ? BREATH_MS : PAUSE_MS, stopping.signal);
      } catch (error) {
        log.error("log-segments", { error: String(error) });
        await pause(10 * PAUSE_MS, stopping.signal);
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
