import { createHash } from "node:crypto";
import { defineRoute, searchParams } from "#lib/http/define-route.ts";
import { found, serverRef } from "#lib/management-api/server-of.ts";
import { badgeSvg } from "#lib/trust/badge-svg.ts";
import { getTrustSummary } from "#lib/trust/get-trust-summary.ts";
import { requireAtDoor } from "#lib/verbs/require-at-door.ts";

type Params = { name: string };

/**
 * GET /api/v1/servers/{name}/badge.svg?version=…: how a version stands, as an image for documents;
 * the current version unless one is named. What may not be seen is 404.
 */
export const GET = defineRoute<Params>(async (ctx, request, params) => {
  await requireAtDoor(ctx, getTrustSummary.permission);
  const { name } = serverRef({ params });
  const { version } = searchParams(request);
  const { standing, ...of } = found(await getTrustSummary(ctx, { name, version }), "version");
  const svg = badgeSvg({ name, version: of.version }, standing);
  const etag = `"${createHash("sha256").update(svg).digest("hex").slice(0, 32)}"`;
  const headers = {
    etag,
    // It may change with every scan, and whether it exists differs from reader to reader.
    "cache-control": "private, no-cache",
    vary: "Authorization, Cookie",
  };
  if (matches(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers });
  return new Response(svg, {
    headers: { ...headers, "content-type": "image/svg+xml; charset=utf-8" },
  });
});

/** RFC 9110 13.1.2, with weak comparison. */
const matches = (header: string | null, etag: string) =>
  (header ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === etag);

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
