/** The process answers. Says nothing of its dependencies: see /api/health/ready. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
