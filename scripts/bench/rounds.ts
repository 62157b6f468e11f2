import { statOf, type Sample, type Stat } from "./statistics.ts";

export type Side = "product" | "sql" | "bare" | "nodePg" | "asLarge";
export type Run = { connections: number; durationMs: number; startAt: number };
/** Sends one round of a load; says where the next one goes on. */
export type Runner = (run: Run) => Promise<{ sample: Sample; nextAt: number }>;
export type Sides = { product: Runner } & Partial<Record<Side, Runner>>;

export type Row = {
  size: number;
  workload: string;
  connections: number;
  stats: { product: Stat } & Partial<Record<Side, Stat>>;
};

export const CONNECTIONS = [1, 16] as const;

/**
 * Measures all sides in turn, round by round, so that what else the machine does meets them alike.
 * A warm-up of half a round is thrown away.
 */
export async function measureSides(
  sides: Sides,
  { size, workload }: { size: number; workload: string },
  { rounds, roundMs }: { rounds: number; roundMs: number },
): Promise<Row[]> {
  const rows: Row[] = [];
  const next = new Map<string, number>();
  const entries = Object.entries(sides) as [Side, Runner][];
  const once = async (side: Side, runner: Runner, run: Omit<Run, "startAt">) => {
    const { sample, nextAt } = await runner({ ...run, startAt: next.get(side) ?? 0 });
    next.set(side, nextAt);
    return sample;
  };
  for (const connections of CONNECTIONS) {
    const samples = new Map<Side, Sample[]>(entries.map(([side]) => [side, []]));
    for (const [side, runner] of entries)
      await once(side, runner, { connections, durationMs: roundMs / 2 });
    for (let round = 0; round < rounds; round++)
      for (const [side, runner] of entries)
        samples.get(side)?.push(await once(side, runner, { connections, durationMs: roundMs }));
    const stats = Object.fromEntries(
      [...samples].map(([side, list]) => [side, statOf(list)]),
    ) as Row["stats"];
    rows.push({ size, workload, connections, stats });
  }
  return rows;
}
