import type { Db } from "#lib/db/client.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { standingLabel } from "../core/assessed.ts";
import { lapseAt, type EntryLapse } from "../core/stand-now.ts";
import { courseOf } from "../course-of.ts";
import { entryTrust } from "../entry-trust.ts";
import { standOf } from "../evaluation-rows.ts";
import { newestEvaluations } from "../project-trust.ts";
import type { Standing } from "../trust-parts.ts";

/** `results` are what it was worked out from, by the id of the evaluation. */
type Found = Pick<Awaited<ReturnType<typeof courseOf>>, "results"> & { standing: Standing };

/**
 * A step: how the document of a request stands at this moment, by the rules for versions; null: nothing
 * was evaluated yet. It is worked out anew, as nothing but its review asks for it.
 */
export async function submissionStanding(
  db: Db,
  submission: { id: string; document: JsonObject },
  now: Date,
): Promise<Found | null> {
  const newest = await newestEvaluations(db, submission);
  const evaluated = entryTrust(newest.map(({ row }) => (row === null ? null : standOf(row))));
  if (evaluated === null) return null;
  const { lapses, results } = await courseOf(db, submission.id, newest);
  const counts = { ...evaluated, ...lapsed(lapseAt(lapses, now)) };
  const next = lapses.find(({ at }) => Date.parse(at) > now.getTime());
  const standing = {
    ...counts,
    label: standingLabel(counts),
    checkedAt: counts.evaluatedAt,
    validUntil: next === undefined ? null : new Date(next.at),
    dropped: null,
    previousRuleSet: null,
  };
  return { standing, results };
}

function lapsed(lapse: EntryLapse | null) {
  if (lapse === null) return {};
  const { at: _at, staleSince, ...counts } = lapse;
  return { ...counts, staleSince: staleSince === null ? null : new Date(staleSince) };
}
