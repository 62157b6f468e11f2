import type { Db } from "#lib/db/client.ts";
import { inParts } from "#lib/db/in-parts.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { EntryLapse } from "./core/stand-now.ts";
import { cadenceOf, withConfirmed, type Confirmed } from "./core/validity.ts";
import type { ArtifactKind } from "./core/words.ts";
import { entryLapses, type OptionCourse } from "./entry-lapses.ts";
import type { ControlResult } from "./core/result.ts";
import { EVALUATION_SELECT, evaluationOf, pastOf, standOf } from "./evaluation-rows.ts";
import { pastSince } from "./find-past.ts";
import { readResults } from "./read-results.ts";
import { confirmedOf } from "./recheck/check-rows.ts";

const SELECT = { ...EVALUATION_SELECT, past: true } as const satisfies Prisma.TrustEvaluationSelect;
type Row = Prisma.TrustEvaluationGetPayload<{ select: typeof SELECT }>;

type Course = {
  columns: { lapses: Prisma.InputJsonValue; validUntil: Date | null };
  lapses: EntryLapse[];
  /** By the id of the evaluation. */
  results: ReadonlyMap<string, readonly ControlResult[]>;
  /** When the oldest of what takes a scan was looked at; null: nothing does. */
  fullAt: Date | null;
};

type Newest = readonly { row: { id: string } | null }[];

/** A step: until when each option is good, and so the version. */
export async function courseOf(db: Db, versionId: string, newest: Newest): Promise<Course> {
  const ids = newest.flatMap(({ row }) => row?.id ?? []);
  const [rows, results, confirmed] = await Promise.all([
    inParts(ids, (part) =>
      db.trustEvaluation.findMany({ where: { id: { in: part } }, select: SELECT }),
    ),
    readResults(db, ids),
    confirmedOf(db, versionId),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const options = newest.map(({ row }) => {
    const found = row === null ? undefined : byId.get(row.id);
    if (found === undefined) return null;
    return optionCourse(found, { results: results.get(found.id) ?? [], confirmed });
  });
  const lapses = entryLapses(options);
  const [first] = lapses;
  return {
    ...{ lapses, results },
    columns: {
      lapses: lapses satisfies Prisma.InputJsonValue,
      validUntil: first === undefined ? null : new Date(first.at),
    },
    fullAt: oldestScan(options),
  };
}

type Known = { results: readonly ControlResult[]; confirmed: Confirmed };

function optionCourse(row: Row, { results, confirmed }: Known): OptionCourse {
  const kind = row.kind as ArtifactKind;
  const left = { past: pastOf(row.past), flag: row.flag, finishedAt: row.finishedAt };
  return {
    stand: standOf(row),
    evaluation: evaluationOf(row),
    input: {
      kind,
      subject: "entry",
      at: row.finishedAt.toISOString(),
      results: withConfirmed(results, { kind, confirmed }),
      past: pastSince(confirmed.daily, left),
    },
  };
}

function oldestScan(options: readonly (OptionCourse | null)[]): Date | null {
  const times = options.flatMap((one) =>
    one === null
      ? []
      : one.input.results
          .filter(
            ({ control, status }) =>
              cadenceOf(control, one.input.kind) === "scan" && COUNTS.has(status),
          )
          .map(({ checkedAt }) => Date.parse(checkedAt)),
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
}

const COUNTS: ReadonlySet<string> = new Set(["pass", "warn", "fail"]);
