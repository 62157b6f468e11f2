/**
 * Every page and route of the product: an address that exists in the demo company ({run} is an
 * import made by the test), and who gets it: E engineer, S security, A admin, U auditor; `open` is for everybody, signed in or not.
 */
type Row = { at: string; may: string };

const everyone = "ESAU";
const server = "/servers/com.notion/mcp";

export const ROUTES: Record<string, Row> = {
  "/": { at: "/", may: everyone },
  "/sign-in": { at: "/sign-in", may: "open" },
  "/servers": { at: "/servers", may: everyone },
  "/servers/[namespace]": { at: "/servers/com.notion%2Fmcp", may: everyone },
  "/servers/[namespace]/[server]": { at: server, may: everyone },
  "/servers/[namespace]/[server]/tools": { at: `${server}/tools`, may: everyone },
  "/servers/[namespace]/[server]/versions": { at: `${server}/versions`, may: everyone },
  "/servers/[namespace]/[server]/versions/diff": {
    at: `${server}/versions/diff?from=1.0.1&to=1.0.1`,
    may: everyone,
  },
  "/servers/[namespace]/[server]/deployments": { at: `${server}/deployments`, may: everyone },
  "/servers/[namespace]/[server]/activity": { at: `${server}/activity`, may: everyone },
  "/servers/[namespace]/[server]/operate": { at: `${server}/operate`, may: "SA" },
  "/my": { at: "/my", may: everyone },
  "/teams": { at: "/teams", may: everyone },
  "/teams/[slug]": { at: "/teams/platform", may: everyone },
  "/tokens": { at: "/tokens", may: everyone },
  "/exports": { at: "/exports", may: "SAU" },
  "/quality": { at: "/quality", may: "SAU" },
  "/notifications": { at: "/notifications", may: everyone },
  "/notifications/preferences": { at: "/notifications/preferences", may: everyone },
  "/admin": { at: "/admin", may: "SAU" },
  "/admin/audiences": { at: "/admin/audiences", may: "A" },
  "/admin/audiences/[slug]": { at: "/admin/audiences/engineering", may: "A" },
  "/admin/deployment-rules": { at: "/admin/deployment-rules", may: everyone },
  "/admin/feed": { at: "/admin/feed", may: "A" },
  "/admin/import": { at: "/admin/import", may: "A" },
  "/admin/import/[id]": { at: "/admin/import/{run}", may: "A" },
  "/admin/mirrors": { at: "/admin/mirrors", may: "AU" },
  "/admin/unowned": { at: "/admin/unowned", may: "SAU" },
  "/admin/people": { at: "/admin/people", may: "SAU" },
  "/admin/people/[email]": { at: "/admin/people/engineer%40acme.example", may: "SAU" },
  "/admin/review-policy": { at: "/admin/review-policy", may: everyone },
  "/admin/webhooks": { at: "/admin/webhooks", may: "A" },
  "/admin/deliveries": { at: "/admin/deliveries", may: "A" },
  "/admin/tokens": { at: "/admin/tokens", may: "A" },
  "/api/auth/[...nextauth]": { at: "/api/auth/csrf", may: "open" },
  "/api/health/live": { at: "/api/health/live", may: "open" },
  "/api/health/ready": { at: "/api/health/ready", may: "open" },
  "/api/v1/exports/[format]": { at: "/api/v1/exports/mcp-json", may: "SAU" },
  "/api/v1/imports": { at: "/api/v1/imports", may: "A" },
  "/api/v1/imports/[id]": { at: "/api/v1/imports/{run}", may: "A" },
  "/api/v1/imports/[id]/report": { at: "/api/v1/imports/{run}/report?format=csv", may: "A" },
  "/api/v1/notifications": { at: "/api/v1/notifications", may: everyone },
  "/api/v1/notifications/unread": { at: "/api/v1/notifications/unread", may: everyone },
  "/api/v1/search": { at: "/api/v1/search?q=github", may: everyone },
  "/api/v1/servers.csv": { at: "/api/v1/servers.csv", may: everyone },
};
