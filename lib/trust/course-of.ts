import type { Db } from "#lib/db/client.ts";
import { inParts } from "#lib/db/in-parts.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { EntryLapse } from "./core/stand-now.ts";
import { cadenceOf, withConfirmed, type Confirmed } from "./core/validity.ts";
import type { ArtifactKind } from "./core/words.ts";
import { entryLapses, type OptionCourse } from "./entry-lapses.ts";
import {
  EVALUATION_SELECT,
  evaluationOf,
  pastOf,
  RESULT_SELECT,
  resultOf,
  standOf,
} from "./evaluation-rows.ts";
import { confirmedPast } from "./find-past.ts";
import { confirmedOf } from "./recheck/check-rows.ts";

const SELECT = {
  ...EVALUATION_SELECT,
  past: true,
  results: { orderBy: { position: "asc" }, select: RESULT_SELECT },
} as const satisfies Prisma.TrustEvaluationSelect;
type Row = Prisma.TrustEvaluationGetPayload<{ select: typeof SELECT }>;

type Course = {
  columns: { lapses: Prisma.InputJsonValue; validUntil: Date | null };
  lapses: EntryLapse[];
  /** When the oldest of what takes a scan was looked at; null: nothing does. */
  fullAt: Date | null;
};

type Newest = readonly { row: { id: string } | null }[];

/** A step: until when each option is good, and so the version. */
export async function courseOf(db: Db, versionId: string, newest: Newest): Promise<Course> {
  const ids = newest.flatMap(({ row }) => row?.id ?? []);
  const [rows, confirmed] = await Promise.all([
    inParts(ids, (part) =>
      db.trustEvaluation.findMany({ where: { id: { in: part } }, select: SELECT }),
    ),
    confirmedOf(db, versionId),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const options = await Promise.all(
    newest.map(async ({ row }) => {
      const found = row === null ? undefined : byId.get(row.id);
      return found === undefined ? null : optionCourse(db, found, { versionId, confirmed });
    }),
  );
  const lapses = entryLapses(options);
  const [first] = lapses;
  return {
    lapses,
    columns: {
      lapses: lapses satisfies Prisma.InputJsonValue,
      validUntil: first === undefined ? null : new Date(first.at),
    },
    fullAt: oldestScan(options),
  };
}

type Known = { versionId: string; confirmed: Confirmed };

async function optionCourse(
  db: Db,
  row: Row,
  { versionId, confirmed }: Known,
): Promise<OptionCourse> {
  const kind = row.kind as ArtifactKind;
  const left = { past: pastOf(row.past), flag: row.flag, finishedAt: row.finishedAt };
  return {
    stand: standOf(row),
    evaluation: evaluationOf(row),
    input: {
      kind,
      subject: "entry",
      at: row.finishedAt.toISOString(),
      results: withConfirmed(row.results.map(resultOf), { kind, confirmed }),
      past: await confirmedPast(db, versionId, left),
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
