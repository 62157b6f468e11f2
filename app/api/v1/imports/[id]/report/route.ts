import { z } from "zod";
import { noteExport } from "#lib/exports/note-export.ts";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { REPORT_TYPES } from "#lib/imports/core/report-line.ts";
import { getImportRun } from "#lib/imports/get-import-run.ts";
import { importReport } from "#lib/imports/import-report.ts";
import { OUTCOMES } from "#lib/imports/schemas.ts";
import { parseInput } from "#lib/verbs/parse-input.ts";

const Query = z.object({
  format: z.enum(["csv", "jsonl"], "Use csv or jsonl.").default("csv"),
  outcome: z.enum(OUTCOMES).optional(),
});

/** GET /api/v1/imports/{id}/report?format=csv|jsonl&outcome=…: every entry, streamed. */
export const GET = defineRoute<{ id: string }>(async (ctx, request, { id }) => {
  const { format, outcome } = parseInput(Query, searchParams(request));
  // A refusal must come before the answer begins.
  await getImportRun(ctx, { runId: id, limit: 1 });
  await noteExport(ctx, {
    what: "import-report",
    filters: new URLSearchParams({
      import: id,
      format,
      ...(outcome ? { outcome } : {}),
    }).toString(),
  });
  const lines = importReport(ctx, { runId: id, format, ...(outcome ? { outcome } : {}) });

  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const line = await lines.next();
      if (line.done === true) controller.close();
      else controller.enqueue(new TextEncoder().encode(line.value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": REPORT_TYPES[format],
      "content-disposition": `attachment; filename="import-${id}.${format}"`,
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
