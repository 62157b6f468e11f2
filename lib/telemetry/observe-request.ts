import type { IncomingMessage, ServerResponse } from "node:http";
import { localAddress } from "#lib/http/front-door.ts";
import { routeTemplate, type RouteTable } from "./core/route-template.ts";
import { readTraceparent } from "./core/traceparent.ts";
import { observeSeconds } from "./metrics.ts";
import { telemetry, type StartedSpan } from "./state.ts";

const METHODS = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);
/** Nginx's word for a client that went away before the answer. */
const CLIENT_GONE = 499;

type Exchange = { req: IncomingMessage; res: ServerResponse };

/**
 * Runs `work` as the request that it answers: within the caller's trace where a `traceparent`
 * says so, measured and recorded by route when telemetry is on. Costs nothing otherwise.
 */
export function observeRequest(exchange: Exchange, routes: RouteTable, work: () => void): void {
  const parent = readTraceparent(exchange.req.headers["traceparent"]);
  const off = telemetry.tracing === null && telemetry.metrics === null;
  if (parent === null) return off ? work() : observe(exchange, routes, work);
  telemetry.position.run(parent, () => (off ? work() : observe(exchange, routes, work)));
}

function observe({ req, res }: Exchange, routes: RouteTable, work: () => void): void {
  const startedMs = performance.now();
  const method = METHODS.has(req.method ?? "") ? (req.method ?? "") : "_OTHER";
  const [path = "/"] = localAddress(req.url).split("?");
  const span = telemetry.tracing?.start({
    name: method,
    kind: "server",
    attributes: { "http.request.method": method, "url.scheme": "http" },
  });
  res.once("close", () => {
    const route = routeTemplate(path, routes);
    const status = res.writableFinished ? res.statusCode : CLIENT_GONE;
    observeSeconds(
      "http_server_request_duration_seconds",
      {
        http_request_method: method,
        http_route: route,
        http_response_status_code: String(status),
      },
      (performance.now() - startedMs) / 1_000,
    );
    if (span) end(span, { method, route, status });
  });
  if (span) span.within(work);
  else work();
}

/** OpenTelemetry's names for HTTP server spans; only our own faults count as errors. */
function end(span: StartedSpan, ended: { method: string; route: string; status: number }): void {
  const { method, route, status } = ended;
  span.rename(`${method} ${route}`);
  span.set({ "http.route": route, "http.response.status_code": status });
  if (status >= 500) span.fail(String(status));
  span.end();
}
