import { env } from "#lib/config/env.ts";
import { getExport } from "#lib/exports/get-export.ts";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";

type Params = { format: string };

/**
 * GET /api/v1/exports/{format}?audience={slug}: the allow list as a file at a stable address, so
 * that device management can fetch it with a token. `download=1` names the file.
 */
export const GET = defineRoute<Params>(async (ctx, request, { format }) => {
  const { audience, download } = searchParams(request);
  const made = await getExport(ctx, { format, audience, base: env.publicUrl });
  const etag = `"${made.digest.slice(0, 32)}"`;
  const headers = {
    etag,
    // What is approved may change at any moment, and differs from reader to reader.
    "cache-control": "private, no-cache",
    vary: "Authorization, Cookie",
    "x-gatehouse-servers": String(made.servers),
    "x-gatehouse-left-out": String(made.missing.length),
  };
  if (matches(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers });
  return new Response(made.text, {
    headers: {
      ...headers,
      "content-type": `${made.format.mediaType}; charset=utf-8`,
      "x-content-type-options": "nosniff",
      ...(download
        ? { "content-disposition": `attachment; filename="${made.format.fileName}"` }
        : {}),
    },
  });
});

/** RFC 9110 13.1.2, with weak comparison. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header
    .split(",")
    .map((candidate) => candidate.trim().replace(/^W\//, ""))
    .some((candidate) => candidate === "*" || candidate === etag);
}

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
