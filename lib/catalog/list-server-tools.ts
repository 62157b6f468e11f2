import { defineQuery } from "#lib/verbs/define-query.ts";
import type { ToolFacts } from "./core/tool-facts.ts";
import type { VersionLifecycle } from "./core/words.ts";
import { findVisibleServer } from "./find-visible-server.ts";
import { VersionRef } from "./server-schemas.ts";
import { STORED_TOOL, toolFactsOf } from "./stored-tool.ts";
import { hiddenVersionStates } from "./visibility.ts";

/** `origin`: where we know a tool from: `meta`, `import` or `live`. */
export type ServerTool = ToolFacts & { origin: string };
export type ServerTools = {
  version: string;
  lifecycle: VersionLifecycle;
  isCurrent: boolean;
  tools: ServerTool[];
};

/** The tools of one version, the current one unless named; null for what nobody may see. */
export const listServerTools = defineQuery({
  name: "listServerTools",
  permission: "catalog.read",
  input: VersionRef,

  async run({ db, sql }, ctx, { name, version }): Promise<ServerTools | null> {
    const server = await findVisibleServer(sql, ctx, name);
    if (!server) return null;
    if (version === undefined && server.currentVersionId === null) return null;
    const found = await db.serverVersion.findFirst({
      where: {
        serverId: server.id,
        lifecycle: { notIn: hiddenVersionStates(ctx.actor, server) },
        ...(version === undefined ? { id: server.currentVersionId ?? "" } : { version }),
      },
      select: {
        id: true,
        version: true,
        lifecycle: true,
        tools: { select: STORED_TOOL, orderBy: { name: "asc" } },
      },
    });
    if (!found) return null;
    return {
      version: found.version,
      lifecycle: found.lifecycle,
      isCurrent: found.id === server.currentVersionId,
      tools: found.tools.map((tool) => ({ ...toolFactsOf(tool), origin: tool.origin })),
    };
  },
});
