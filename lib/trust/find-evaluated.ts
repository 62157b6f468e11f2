import type { Context } from "#lib/kernel/context.ts";
import type { Db } from "#lib/db/client.ts";
import type { Readers } from "#lib/verbs/define-query.ts";
import { chooseOption } from "./core/choose-option.ts";
import { standOf } from "./evaluation-rows.ts";
import { findVisibleVersion } from "./find-visible-version.ts";
import { newestEvaluations } from "./project-trust.ts";
import { whoMayScan } from "./who-may-scan.ts";

/** One way to install a version, for the choice between them. */
export type OptionRef = { option: string; type: string; name: string; version: string | null };

type Asked = { name: string; version?: string | undefined; option?: string | undefined };

/** A step: a version with the newest evaluation of the way to install that is asked for, or that stands worst. */
export async function findEvaluated(readers: Readers, ctx: Context, asked: Asked) {
  const { name, version } = asked;
  const found = await findVisibleVersion(readers, ctx, { name, version });
  if (found === null) return null;
  const newest = await newestEvaluations(readers.db, found);
  const refs = newest.map(({ option: { option, type, name, version }, row }) => ({
    ref: { option, type, name, version } satisfies OptionRef,
    option,
    row,
  }));
  const chosen = chooseOption(refs, asked.option, ({ row }) =>
    row === null ? null : standOf(row),
  );
  return {
    found,
    about: {
      version: found.version,
      isCurrent: found.id === found.server.currentVersionId,
      /** All ways to install it. */
      options: refs.map(({ ref }) => ref),
      /** Null: there is no way to install it. */
      chosen: chosen?.ref ?? null,
      /** Null: it was not evaluated yet. */
      evaluatedAt: chosen?.row?.finishedAt ?? null,
      /** Who may ask for a scan of it. */
      scan: whoMayScan(found, ctx.actor),
    },
    evaluationId: chosen?.row?.id ?? null,
  };
}

/** What every page about one way to install says of where it stands. */
export type EvaluatedAbout = NonNullable<Awaited<ReturnType<typeof findEvaluated>>>["about"];

export type KeptBody = {
  sha256: string;
  mediaType: string;
  sizeBytes: number;
  fetchedAt: Date;
  /** Null: only its digest is kept. */
  body: Uint8Array | null;
};

/** A step: the last thing of a kind that an evaluation rests on; null: there is none. */
export async function keptBody(
  db: Db,
  evaluationId: string,
  kind: string,
): Promise<KeptBody | null> {
  const use = await db.trustEvidenceUse.findFirst({
    where: { evaluationId, kind },
    orderBy: [{ fetchedAt: "desc" }, { position: "desc" }],
    select: {
      sha256: true,
      fetchedAt: true,
      evidence: { select: { mediaType: true, sizeBytes: true, body: true } },
    },
  });
  return use === null ? null : { sha256: use.sha256, fetchedAt: use.fetchedAt, ...use.evidence };
}
