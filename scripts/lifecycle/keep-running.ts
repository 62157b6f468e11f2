import { pause } from "#lib/audit/sequencer/pause.ts";

type Server = { ended: Promise<void> | null; stop(): Promise<void> };
type Options = {
  /** Starts it again where it was: at the same address. */
  reopen: () => Promise<Server>;
  say: (text: string) => void;
  /**
   * Before the first attempt; twice as much before each further one, up to half a minute. A server
   * that ends again within a minute goes on with the longer pauses.
   */
  pauseMs?: number;
  wellMs?: number;
};

const PAUSE_MS = 500;
/** Who ran for as long was well: the next end is a new one. */
const WELL_MS = 60_000;
const MOST_PAUSE_MS = 30_000;

/**
 * A server that ends by itself, killed or for want of disk, is started again, so that what waits for it
 * goes on without hands. One of somebody else's (`ended` null) is left alone.
 */
export function keepRunning(first: Server, options: Options): { stop(): Promise<void> } {
  const { reopen, say, pauseMs = PAUSE_MS, wellMs = WELL_MS } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  let wait = pauseMs;
  const started = async (): Promise<Server | null> => {
    for (;;) {
      await pause(wait, signal);
      wait = Math.min(2 * wait, MOST_PAUSE_MS);
      if (signal.aborted) return null;
      try {
        return await reopen();
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
      }
    }
  };
  const asked = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  const run = async (): Promise<void> => {
    for (let server: Server | null = first; server; server = await started()) {
      const since = performance.now();
      await Promise.race([server.ended ?? asked, asked]);
      if (performance.now() - since > wellMs) wait = pauseMs;
      if (signal.aborted) return server.stop();
      say("The embedded PostgreSQL ended; it is started again.");
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
