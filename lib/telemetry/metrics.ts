import type { CounterName, HistogramName } from "./core/instruments.ts";
import { telemetry, type GaugeReader, type Labels } from "./state.ts";

/**
 * Registers a value that is read whenever somebody scrapes. Several readers of one name are added
 * up where their labels are the same. A reader that throws leaves its values out of that scrape.
 * A name that ends in `_total` is a counter: its value only grows.
 * Returns what takes the reader away.
 */
export function observeGauge(name: string, help: string, read: GaugeReader): () => void {
  let gauge = telemetry.gauges.get(name);
  if (!gauge) telemetry.gauges.set(name, (gauge = { help, readers: new Set() }));
  gauge.readers.add(read);
  telemetry.metrics?.gauge(name, gauge);
  const { readers } = gauge;
  return () => {
    readers.delete(read);
  };
}

/** Adds to a counter of core/instruments.ts. Labels come from small sets, never from people. */
export function countUp(name: CounterName, labels: Labels = {}, by = 1): void {
  telemetry.metrics?.count(name, labels, by);
}

/** Adds one measurement to a histogram of core/instruments.ts. */
export function observeSeconds(name: HistogramName, labels: Labels, seconds: number): void {
  telemetry.metrics?.seconds(name, labels, seconds);
}
