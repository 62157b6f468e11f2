import type { Answer } from "./wire.ts";

export type AnswerCache = {
  get(key: string): Answer | undefined;
  /** The kept answer, else one from `work`; a burst for one key works once. */
  getOrMake(key: string, work: () => Promise<Answer>): Promise<Answer>;
  clear(): void;
  readonly bytes: number;
};

type Kept = { answer: Answer; generation: number; bytes: number; madeAtMs: number };
type Flight = { generation: number; answer: Promise<Answer> };

type Options = {
  maxBytes: number;
  /** Even an unheard change is seen after this long. */
  maxAgeMs: number;
  /** See `catalogGeneration`: null means that nothing may be kept or reused. */
  generation: () => number | null;
  nowMs: () => number;
};

/** Strings, headers and the map's own entry. */
const OVERHEAD_BYTES = 1_024;

/**
 * Anonymous answers, ready to be written, in the order of last use and bounded by bytes.
 * INVARIANT: an answer is kept or shared only under the generation its making began with, so
 * what a change made wrong is never served after the change was heard.
 */
export function createAnswerCache(options: Options): AnswerCache {
  const shelf = createShelf(options);
  const flights = new Map<string, Flight>();

  async function make(key: string, generation: number, work: () => Promise<Answer>) {
    try {
      const answer = await work();
      if (options.generation() === generation) shelf.put(key, answer, generation);
      return answer;
    } finally {
      if (flights.get(key)?.generation === generation) flights.delete(key);
    }
  }

  return {
    get: shelf.get,
    async getOrMake(key, work) {
      const hit = shelf.get(key);
      if (hit) return hit;
      const generation = options.generation();
      if (generation === null) return work();

      const flight = flights.get(key);
      if (flight?.generation === generation) return flight.answer;
      const answer = make(key, generation, work);
      flights.set(key, { generation, answer });
      return answer;
    },
    clear: shelf.clear,
    get bytes() {
      return shelf.bytes();
    },
  };
}

/** The answers in the order of their last use: the first ones are the next to go. */
function createShelf({ maxBytes, maxAgeMs, generation, nowMs }: Options) {
  const kept = new Map<string, Kept>();
  let bytes = 0;

  function drop(key: string, entry: Kept): void {
    kept.delete(key);
    bytes -= entry.bytes;
  }

  return {
    get: (key: string): Answer | undefined => {
      const entry = kept.get(key);
      if (!entry) return undefined;
      if (entry.generation !== generation() || nowMs() - entry.madeAtMs > maxAgeMs) {
        drop(key, entry);
        return undefined;
      }
      kept.delete(key);
      kept.set(key, entry);
      return entry.answer;
    },
    put: (key: string, answer: Answer, made: number): void => {
      const size = answer.body.length + 2 * key.length + OVERHEAD_BYTES;
      if (size > maxBytes / 8) return;
      const old = kept.get(key);
      if (old) drop(key, old);
      kept.set(key, { answer, generation: made, bytes: size, madeAtMs: nowMs() });
      bytes += size;
      for (const [oldest, entry] of kept) {
        if (bytes <= maxBytes) break;
        drop(oldest, entry);
      }
    },
    clear: (): void => {
      kept.clear();
      bytes = 0;
    },
    bytes: () => bytes,
  };
}
