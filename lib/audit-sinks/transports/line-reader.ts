import { placeOf } from "../core/received-list.ts";
import { SeqRangeSet } from "../core/seq-ranges.ts";
import type { ReadBack } from "./sink-target.ts";

/** Takes lines one by one, so that a list of any length needs little memory. */
export function lineReader() {
  const places = new SeqRangeSet();
  let unreadable = 0;
  return {
    line(text: string): void {
      const place = placeOf(text);
      if (place === null) unreadable += 1;
      else if (place !== "other") places.add(place.writer, place.epoch, place.seq);
    },
    unreadable(): void {
      unreadable += 1;
    },
    result: (): ReadBack => ({ ranges: places.ranges(), repeats: places.repeats(), unreadable }),
  };
}

/** What a list from the other side (one event a line) says is there. */
export async function readReceivedList(lines: AsyncIterable<string>): Promise<ReadBack> {
  const reader = lineReader();
  for await (const line of lines) reader.line(line);
  return reader.result();
}
