/** The generated log ends here, so that it is the same whenever it is made. */
export const END = new Date("2026-11-26T00:00:00.000Z");
export const DAYS = 90;

const HOUR_MS = 3_600_000;
const HOURS = DAYS * 24;
const START_MS = END.getTime() - HOURS * HOUR_MS;
const EPOCHS = 12;
const SHARES = { "web-1": 20, "web-2": 17, "web-3": 15, "web-4": 12, "web-5": 10, "web-6": 8 };
const WORKERS = { "worker-1": 10, "worker-2": 8 };

export type PlannedWriter = {
  name: string;
  process: "web" | "worker";
  records: number;
  /** Records of each epoch, the first one first. */
  epochs: number[];
};

/** Eight chains of two processes that were started anew every week or so. */
export function plannedWriters(records: number): PlannedWriter[] {
  const all = Object.entries({ ...SHARES, ...WORKERS });
  let left = records;
  return all.map(([name, percent], at) => {
    const own = at === all.length - 1 ? left : Math.floor((records * percent) / 100);
    left -= own;
    return {
      name,
      process: name.startsWith("web") ? "web" : "worker",
      records: own,
      epochs: Array.from(
        { length: EPOCHS },
        (_, epoch) => Math.floor((own * (epoch + 1)) / EPOCHS) - Math.floor((own * epoch) / EPOCHS),
      ),
    };
  });
}

/** How busy an hour is: working days, and of those the day more than the night. */
const cumulated = (() => {
  const sums = [0];
  for (let hour = 0; hour < HOURS; hour += 1) {
    const at = new Date(START_MS + hour * HOUR_MS);
    const workday = at.getUTCDay() % 6 === 0 ? 0.3 : 1;
    const daytime = at.getUTCHours() >= 7 && at.getUTCHours() < 18 ? 1 : 0.2;
    sums.push((sums.at(-1) ?? 0) + workday * daytime);
  }
  return sums;
})();

/** When the record at a share of the log, from 0 to 1, was written. */
export function timeAt(share: number): Date {
  const wanted = share * (cumulated.at(-1) ?? 1);
  let [low, high] = [0, HOURS - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((cumulated[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  const [from, to] = [cumulated[low] ?? 0, cumulated[low + 1] ?? 1];
  return new Date(START_MS + Math.floor((low + (wanted - from) / (to - from)) * HOUR_MS));
}

/** Records of one writer that the sequencer takes at once: most of the time, and at the end. */
const BATCH = 64;
/** From here on records come so slowly that each has a batch of its own. */
export const SLOW_FROM = 0.95;

export type PlannedBatch = { writer: number; epoch: number; firstSeq: number; count: number };

/**
 * How the sequencer took the log: round by round some records of each writer, up to a share of the
 * whole.
 */
export function* plannedBatches(
  writers: readonly PlannedWriter[],
  upTo: number,
): Generator<PlannedBatch> {
  const records = writers.reduce((sum, writer) => sum + writer.records, 0);
  const rounds = [
    ...edges(0, SLOW_FROM, (records * SLOW_FROM) / (BATCH * writers.length)),
    ...edges(SLOW_FROM, upTo, (records * (upTo - SLOW_FROM)) / writers.length),
  ];
  const places = writers.map(() => ({ taken: 0, epoch: 1, seq: 1 }));
  for (const edge of rounds)
    for (const [at, writer] of writers.entries()) {
      const place = places[at];
      const until = Math.floor(writer.records * edge);
      while (place && place.taken < until) {
        const room = (writer.epochs[place.epoch - 1] ?? 0) - place.seq + 1;
        const count = Math.min(room, until - place.taken);
        if (count > 0) yield { writer: at, epoch: place.epoch, firstSeq: place.seq, count };
        place.taken += count;
        place.seq += count;
        if (count === room) Object.assign(place, { epoch: place.epoch + 1, seq: 1 });
      }
    }
}

function edges(from: number, to: number, count: number): number[] {
  const steps = Math.max(1, Math.ceil(count));
  return Array.from({ length: steps }, (_, at) => from + ((to - from) * (at + 1)) / steps);
}
