import { documentOf } from "#lib/catalog/server-view.ts";
import type { Db } from "#lib/db/client.ts";
import type { ControlResult } from "../core/result.ts";
import { RESULT_SELECT, resultOf } from "../evaluation-rows.ts";
import { newestEvaluations } from "../project-trust.ts";

type WaiverPlace = { version: string; option: string; control: string };

type Waivable =
  | {
      ok: true;
      versionId: string;
      artifact: { kind: string; name: string };
      digest: string | null;
      result: ControlResult;
    }
  | { ok: false; field: "version" | "option" | "control"; reason: string };

/** A step: what a control found the last time, in one way to install a version. */
export async function findWaivable(
  db: Db,
  serverId: string,
  { version, option, control }: WaiverPlace,
): Promise<Waivable> {
  const found = await db.serverVersion.findUnique({
    where: { serverId_version: { serverId, version } },
    select: { id: true, document: true },
  });
  if (found === null) return no("version", "There is no such version of this server.");
  const document = documentOf(found.document);
  const newest = (await newestEvaluations(db, { id: found.id, document })).find(
    (one) => one.option.option === option,
  );
  if (newest === undefined) return no("option", "This version has no such way to install it.");
  if (newest.row === null)
    return no("option", "It was not assessed yet: wait for its scan, or ask for one.");
  const evaluation = await db.trustEvaluation.findUniqueOrThrow({
    where: { id: newest.row.id },
    select: {
      kind: true,
      name: true,
      digest: true,
      results: { where: { control }, select: RESULT_SELECT },
    },
  });
  const [row] = evaluation.results;
  if (row === undefined) return no("control", "Nothing was found out about this control.");
  const { kind, name, digest } = evaluation;
  return {
    ok: true,
    versionId: found.id,
    artifact: { kind, name },
    digest,
    result: resultOf(row),
  };
}

const no = (field: "version" | "option" | "control", reason: string): Waivable => ({
  ok: false,
  field,
  reason,
});
