import type { DiskResults } from "./audit-disk.ts";
import type { Damage } from "./audit-findings.ts";
import type { Killed } from "./audit-kills.ts";

export type Results = Omit<Killed, "found"> &
  Damage & {
    seed: number;
    /** Of load, without looking for damage. */
    seconds: number;
    told: { done: number; notDone: number; unknown: number };
  };

export function report(results: Results & { disk: DiskResults }, json: boolean): void {
  const { kills, service, fencing, told, seconds, records, unacknowledged, disk } = results;
  const figures = {
    p50: share(service, 0.5),
    p95: share(service, 0.95),
    max: share(service, 1),
  };
  const perSecond = Math.round(told.done / seconds);
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ ...results, service: figures, perSecond }, null, 2)}\n`,
    );
    return;
  }
  const killed = Object.entries(kills).map(([name, count]) => `${name} ${count}`);
  const lines = [
    `killed: ${killed.join(", ")}; stood still past the lease: ${fencing.stopped}, chains taken over: ${fencing.takenOver}`,
    `load: ${seconds.toFixed(0)} s, ${told.done} acknowledged (${perSecond} a second), ${told.notDone} failed, ${told.unknown} without an answer`,
    `stored: ${records} records, ${unacknowledged} of them never acknowledged (allowed)`,
    `service after a kill of PostgreSQL: p50 ${seconds1(figures.p50)}, p95 ${seconds1(figures.p95)}, slowest ${seconds1(figures.max)}`,
    disk.notCheckable === null
      ? `out of disk: ${disk.done} commands done, ${disk.refused} refused`
      : `out of disk: not checkable, because no small disk can be mounted here (${disk.notCheckable})`,
    ...[...results.found, ...disk.found].map(
      ({ what, count }) => `${count === 0 ? "ok    " : "BROKEN"} ${count} ${what}`,
    ),
    ...[...results.words, ...disk.words].slice(0, 20),
    `seed ${results.seed}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

const seconds1 = (value: number) => `${value.toFixed(2)} s`;

function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
