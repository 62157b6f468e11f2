import { exportAuditEvents } from "#lib/audit/export-events.ts";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";

/** GET /api/v1/audit/export?format=csv: records of a filter as a file, written as it is read. */
export const GET = defineRoute(async (ctx, request) => {
  const { chunks, fileName, mediaType } = await exportAuditEvents(ctx, searchParams(request));
  // Read before the answer begins: a refusal must still be able to be a refusal.
  const first = await chunks.next();

  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      if (first.done !== true) controller.enqueue(first.value);
    },
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": mediaType,
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
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
