import { doorContext } from "#lib/auth/bearer.ts";
import { getReadiness } from "#lib/health/get-readiness.ts";

/** 200 when everything this process needs is there, 503 naming what is missing. */
export async function GET(): Promise<Response> {
  const readiness = await getReadiness(doorContext(), {});
  return Response.json(
    {
      status: readiness.ready ? "ready" : "not ready",
      missing: readiness.missing,
      log: readiness.log,
    },
    { status: readiness.ready ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
