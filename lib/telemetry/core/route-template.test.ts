import { expect, test } from "vitest";
import { routeTemplate, type RouteTable } from "./route-template.ts";

const TABLE: RouteTable = {
  fixed: new Set(["/", "/servers", "/api/v1/servers"]),
  patterns: [
    {
      template: "/servers/[namespace]/[server]",
      pattern: /^\/servers\/([^/]+?)\/([^/]+?)(?:\/)?$/,
    },
    { template: "/api/v1/[...rest]", pattern: /^\/api\/v1\/(.+?)(?:\/)?$/ },
  ],
};

test.each([
  ["/", "/"],
  ["/servers", "/servers"],
  ["/servers/io.github.acme/files", "/servers/[namespace]/[server]"],
  ["/api/v1/nothing/here", "/api/v1/[...rest]"],
  ["/_next/static/chunks/a1b2.js", "/_next/static"],
  ["/wp-login.php", "other"],
  ["/v0.1/servers", "/v0.1/servers"],
  [
    "/v0/servers/io.github.acme%2Ffiles/versions/latest",
    "/v0/servers/{serverName}/versions/{version}",
  ],
  ["/r/finance/v0.1/servers", "/r/{audience}/v0.1/servers"],
  ["/v0.1/servers/", "registry redirect"],
  ["/v0.1/servers/%ff%fe/x", "registry bad"],
  ["/v0.1/secret-thing", "/v0.1/other"],
])("%s counts as %s", (path, template) => {
  expect(routeTemplate(path, TABLE)).toBe(template);
});
