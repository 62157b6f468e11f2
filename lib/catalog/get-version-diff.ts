import { defineQuery } from "#lib/verbs/define-query.ts";
import { diffVersions, type VersionDiff } from "./core/diff-documents.ts";
import type { VersionLifecycle } from "./core/words.ts";
import { findVisibleServer } from "./find-visible-server.ts";
import { VersionDiffInput } from "./server-schemas.ts";
import { documentOf } from "./server-view.ts";
import { STORED_TOOL, toolFactsOf } from "./stored-tool.ts";
import { hiddenVersionStates } from "./visibility.ts";

export type DiffSide = {
  version: string;
  lifecycle: VersionLifecycle;
  publishedAt: Date;
  /** The document, indented. */
  json: string;
};
export type VersionDiffView = { from: DiffSide; to: DiffSide; diff: VersionDiff };

/** What changed between two versions, in words; null when either is not there. */
export const getVersionDiff = defineQuery({
  name: "getVersionDiff",
  permission: "catalog.read",
  input: VersionDiffInput,

  async run({ db, sql }, ctx, { name, from, to }): Promise<VersionDiffView | null> {
    const server = await findVisibleServer(sql, ctx, name);
    if (!server) return null;
    const rows = await db.serverVersion.findMany({
      where: {
        serverId: server.id,
        version: { in: [from, to] },
        lifecycle: { notIn: hiddenVersionStates(ctx.actor, server) },
      },
      select: {
        version: true,
        lifecycle: true,
        publishedAt: true,
        document: true,
        tools: { select: STORED_TOOL, orderBy: { name: "asc" } },
      },
    });
    const side = (version: string) => {
      const row = rows.find((candidate) => candidate.version === version);
      if (!row) return null;
      const document = documentOf(row.document);
      const json = JSON.stringify(document, null, 2);
      const { lifecycle, publishedAt } = row;
      return {
        shown: { version, lifecycle, publishedAt, json },
        compared: { document, tools: row.tools.map(toolFactsOf) },
      };
    };
    const [before, after] = [side(from), side(to)];
    if (!before || !after) return null;
    return {
      from: before.shown,
      to: after.shown,
      diff: diffVersions(before.compared, after.compared),
    };
  },
});
