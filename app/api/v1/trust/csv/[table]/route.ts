import { noteExport } from "#lib/exports/note-export.ts";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { overviewCsv } from "#lib/trust/overview/csv-tables.ts";
import { OVERVIEW_TABLES } from "#lib/trust/overview/schemas.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";

/** GET /api/v1/trust/csv/{table}: a table of the trust overview, with the filters of its page. */
export const GET = defineRoute<{ table: string }>(async (ctx, request, { table: name }) => {
  await requireAtDoor(ctx, "trust.oversee");
  const table = OVERVIEW_TABLES.find((each) => each === name);
  if (table === undefined) throw new AppError("not_found", "There is no such table.");
  const { search } = new URL(request.url);
  // Read before the answer begins: a refusal must still be able to be a refusal.
  await noteExport(ctx, { what: "trust.csv", filters: `${table} ${search}`.slice(0, 4_000) });
  const lines = overviewCsv(table, { ctx, params: searchParams(request) });
  const first = await lines.next();

  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      if (first.value !== undefined) controller.enqueue(encoder.encode(first.value));
    },
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="trust-${table}-${ctx.now.toISOString().slice(0, 10)}.csv"`,
      "cache-control": "private, no-store",
    },
  });
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
