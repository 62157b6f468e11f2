import { env } from "#lib/config/env.ts";
import { openApiDocument } from "#lib/management-api/openapi-document.ts";

/** GET /api/openapi.json: how to use /api/v1. The same for everybody; nothing in it is secret. */
export function GET(): Response {
  return Response.json(openApiDocument(env.publicUrl), {
    headers: { "cache-control": "no-cache" },
  });
}
