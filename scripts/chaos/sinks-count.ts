import { sql } from "#lib/db/client.ts";
import type { Case } from "./sinks-cases.ts";
import type { Counted } from "./sinks-report.ts";

type Where = { id: string; writer: string; epoch: number; seq: number };

const PLACES = {
  text: `SELECT "id"::text AS "id", "writer", "epoch", "seq" FROM "AuditEvent" WHERE "id" = ANY($1::uuid[])`,
};

export async function placesOf(ids: readonly string[]): Promise<ReadonlyMap<string, Where>> {
  const rows = await sql<Where>(PLACES, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

export function count(one: Case, places: ReadonlyMap<string, Where>): Counted {
  const { place, trouble, failures, letters, recoveredMs } = one;
  const arrived = place.ids().filter((id) => places.has(id));
  const firsts = [...new Set(arrived)];
  const struck = trouble === null || (trouble.struck ? trouble.struck() > 0 : failures > 0);
  return {
    kind: place.kind,
    fault: trouble?.name ?? "kill -9 of the sender",
    sent: places.size,
    received: firsts.length,
    missing: places.size - firsts.length,
    twice: arrived.length - firsts.length,
    reordered: reorderedOf(firsts, places),
    failures,
    letters,
    recoveredMs,
    words: [...one.words, ...(struck ? [] : ["the fault never struck"])],
  };
}

/** By first arrivals: what came again later has been there before. */
function reorderedOf(firsts: readonly string[], places: ReadonlyMap<string, Where>): number {
  const newest = new Map<string, number>();
  let late = 0;
  for (const id of firsts) {
    const place = places.get(id);
    if (!place) continue;
    const chain = `${place.writer} ${place.epoch}`;
    const seen = newest.get(chain) ?? 0;
    if (place.seq < seen) late += 1;
    else newest.set(chain, place.seq);
  }
  return late;
}
