import { csvLine, type CsvCell } from "#lib/catalog/core/csv.ts";
import { listFilteredServers } from "#lib/catalog/list-filtered-servers.ts";
import type { ServerCard } from "#lib/catalog/server-card.ts";
import { defineRoute } from "#lib/http/define-route.ts";
import { noteExport } from "#lib/exports/note-export.ts";
import type { Context } from "#lib/kernel/context.ts";

const ROWS_PER_READ = 500;
const HEADER = [
  "name",
  "title",
  "description",
  "lifecycle",
  "quarantined",
  "classification",
  "deployment_model",
  "origin",
  "owner_team",
  "categories",
  "latest_version",
  "newest_version",
  "last_release_at",
  "tools",
  "package_types",
  "transports",
  "trust_level",
  "trust_score",
  "trust_risk",
];

/** GET /api/v1/servers.csv: every server of the list that the same address shows on the browse page. */
export const GET = defineRoute(async (ctx, request) => {
  const params = paramsOf(new URL(request.url).searchParams);
  // Read before the answer begins: a refusal must still be able to be a refusal.
  await noteExport(ctx, {
    what: "servers.csv",
    filters: new URL(request.url).search.slice(1, 4_000),
  });
  const first = await listFilteredServers(ctx, { params, after: null, size: ROWS_PER_READ });
  const lines = csvLines(ctx, params, first);

  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(new TextEncoder().encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="servers-${ctx.now.toISOString().slice(0, 10)}.csv"`,
      "cache-control": "private, no-store",
    },
  });
});

type Params = Record<string, string[]>;

async function* csvLines(
  ctx: Context,
  params: Params,
  first: { servers: ServerCard[]; next: string | null },
): AsyncGenerator<string, void, undefined> {
  yield csvLine(HEADER);
  for (let page = first; ;) {
    yield page.servers.map(lineOf).join("");
    if (page.next === null) return;
    page = await listFilteredServers(ctx, { params, after: page.next, size: ROWS_PER_READ });
  }
}

function lineOf(server: ServerCard): string {
  return csvLine([
    server.name,
    server.title,
    server.description,
    server.lifecycle,
    server.quarantined ? "yes" : "no",
    server.classification,
    server.deploymentModel,
    server.origin,
    server.ownerTeam?.slug ?? null,
    server.categories.join("; "),
    server.latestVersion,
    server.newestVersion,
    server.lastReleaseAt,
    server.toolCount,
    server.packageTypes.join("; "),
    server.transports.join("; "),
    ...trustCells(server.trust),
  ]);
}

/** Empty where nobody has looked, or too little could be checked for a verdict. */
function trustCells(trust: ServerCard["trust"]): CsvCell[] {
  if (trust === null || (trust.score === null && trust.risk === "none")) return [null, null, null];
  return [trust.score === null ? null : trust.level, trust.score, trust.risk];
}

/** No plain object while it is filled: `constructor` would already be in it. */
function paramsOf(search: URLSearchParams): Params {
  const keys = [...new Set(search.keys())];
  return Object.fromEntries(keys.map((key) => [key, search.getAll(key)]));
}

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
