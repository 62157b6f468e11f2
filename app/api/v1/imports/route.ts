import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { listImportRuns } from "#lib/imports/list-import-runs.ts";
import { runImport } from "#lib/imports/run-import.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";
import { readUpload } from "./read-upload.ts";

/** GET /api/v1/imports: the newest runs first, with their counts so far. */
export const GET = defineRoute(async (ctx, request) => {
  const runs = await listImportRuns(ctx, searchParams(request));
  return Response.json({ runs }, { headers: { "cache-control": "no-store" } });
});

/**
 * POST /api/v1/imports: documents as the body (`?filename=&approve=&expose=`), or as the file of a
 * form. Read as it arrives, never kept whole. Answers when everything has been taken: 201 with the
 * run and its counts, or for a browser's form the way to its page.
 */
export const POST = defineRoute(async (ctx, request) => {
  const forPeople = request.headers.get("accept")?.includes("text/html") ?? false;
  try {
    // Before the first byte of what may be two gigabytes.
    await requireAtDoor(ctx, "catalog.import");
    const { label, approve, expose, bytes } = await readUpload(request);
    if (expose) await requireAtDoor(ctx, "server.expose");
    const summary = await runImport(ctx, { label, approve, expose, bytes });
    if (forPeople) return seeOther(`/admin/import/${summary.runId}`);
    return Response.json(summary, {
      status: 201,
      headers: { location: `/api/v1/imports/${summary.runId}`, "cache-control": "no-store" },
    });
  } catch (error) {
    if (!forPeople || !(error instanceof AppError)) throw error;
    return seeOther(`/admin/import?problem=${error.code}`);
  }
});

const seeOther = (location: string) => new Response(null, { status: 303, headers: { location } });

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
