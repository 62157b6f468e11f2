/** What became of the records of one sink. */
export type Counted = {
  kind: string;
  fault: string;
  sent: number;
  received: number;
  missing: number;
  /** Copies beyond the first, and records that came after a later one of their writer's chain. */
  twice: number;
  reordered: number;
  failures: number;
  letters: number;
  recoveredMs: number | null;
  /** Why it does not count as done. */
  words: string[];
};

export const isWhole = ({ missing, words }: Counted): boolean =>
  missing === 0 && words.length === 0;

export type SinksResult = {
  records: number;
  writers: number;
  kills: number;
  seconds: number;
  counted: Counted[];
};

const HEADS = ["Sink", "Fault", "Sent", "Received", "Missing", "Twice", "Out of order", "Failures in a row", "Dead letters", "Whole after"]; // prettier-ignore

export function report(result: SinksResult, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const { counted, records, writers, kills, seconds } = result;
  const rows = counted.map((one) => [
    one.kind,
    one.fault,
    ...[one.sent, one.received, one.missing, one.twice, one.reordered].map(number),
    ...[one.failures, one.letters].map(number),
    one.recoveredMs === null ? "-" : `${(one.recoveredMs / 1_000).toFixed(1)} s`,
  ]);
  const lines = [HEADS, HEADS.map((_, n) => (n < 2 ? "---" : "--:")), ...rows];
  const broken = counted.filter((one) => !isWhole(one));
  process.stdout.write(
    `${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n\n` +
      `${number(records)} records of ${writers} writers for each of ${counted.length} sinks, ${kills} times kill -9 of the sender, ${seconds.toFixed(0)} s\n` +
      broken.map((one) => `BROKEN ${one.kind}, ${one.fault}: ${wordsOf(one)}\n`).join("") +
      (broken.length === 0 ? "ok     everything that was sent was received\n" : ""),
  );
}

const wordsOf = ({ missing, words }: Counted): string =>
  [...(missing > 0 ? [`${number(missing)} missing`] : []), ...words].join("; ");

const number = (value: number): string => value.toLocaleString("en");
