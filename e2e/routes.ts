/**
 * Every page and route of the product: an address that exists in the demo company ({run} is an
 * import made by the test), and who gets it: E engineer, S security, A admin, U auditor; `open` is for everybody, signed in or not.
 */
type Row = {
  at: string;
  may: string;
  /** It only changes: what it answers to whom is tested in app/api/v1/authorization.db.test.ts. */
  only?: "POST" | "PUT";
};

const everyone = "ESAU";
const server = "/servers/com.notion/mcp";
const api = "/api/v1/servers/com.notion%2Fmcp";
const noId = "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f";

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
  "/servers/[namespace]/[server]/operate": { at: `${server}/operate`, may: "ESA" },
  "/servers/[namespace]/[server]/retirement": { at: `${server}/retirement`, may: everyone },
  "/retirements": { at: "/retirements", may: everyone },
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
  "/admin/publishers": { at: "/admin/publishers", may: "A" },
  "/admin/review-policy": { at: "/admin/review-policy", may: everyone },
  "/admin/webhooks": { at: "/admin/webhooks", may: "A" },
  "/admin/deliveries": { at: "/admin/deliveries", may: "A" },
  "/admin/tokens": { at: "/admin/tokens", may: "A" },
  "/api/auth/[...nextauth]": { at: "/api/auth/csrf", may: "open" },
  "/api/health/live": { at: "/api/health/live", may: "open" },
  "/api/health/ready": { at: "/api/health/ready", may: "open" },
  "/api/docs": { at: "/api/docs", may: "open" },
  "/api/openapi.json": { at: "/api/openapi.json", may: "open" },
  "/api/v1/[...rest]": { at: "/api/v1/nothing", may: "open" },
  "/api/v1/audit/events": { at: "/api/v1/audit/events", may: "SAU" },
  "/api/v1/deployments/[id]": { at: `/api/v1/deployments/${noId}`, may: "ESA", only: "PUT" },
  "/api/v1/deployments/[id]/end": {
    at: `/api/v1/deployments/${noId}/end`,
    may: "ESA",
    only: "POST",
  },
  "/api/v1/exports/[format]": { at: "/api/v1/exports/mcp-json", may: "SAU" },
  "/api/v1/imports": { at: "/api/v1/imports", may: "A" },
  "/api/v1/imports/[id]": { at: "/api/v1/imports/{run}", may: "A" },
  "/api/v1/imports/[id]/report": { at: "/api/v1/imports/{run}/report?format=csv", may: "A" },
  "/api/v1/me": { at: "/api/v1/me", may: everyone },
  "/api/v1/notices/[id]": { at: `/api/v1/notices/${noId}`, may: "ESA", only: "PUT" },
  "/api/v1/notices/[id]/end": { at: `/api/v1/notices/${noId}/end`, may: "ESA", only: "POST" },
  "/api/v1/notifications": { at: "/api/v1/notifications", may: everyone },
  "/api/v1/notifications/unread": { at: "/api/v1/notifications/unread", may: everyone },
  "/api/v1/quality": { at: "/api/v1/quality", may: "SAU" },
  "/api/v1/requests": { at: "/api/v1/requests", may: everyone },
  "/api/v1/requests/[id]": { at: "/api/v1/requests/R-7", may: everyone },
  "/api/v1/requests/[id]/assignment": {
    at: "/api/v1/requests/R-7/assignment",
    may: "S",
    only: "POST",
  },
  "/api/v1/requests/[id]/checklist": {
    at: "/api/v1/requests/R-7/checklist",
    may: "S",
    only: "POST",
  },
  "/api/v1/requests/[id]/comments": {
    at: "/api/v1/requests/R-7/comments",
    may: "ESA",
    only: "POST",
  },
  "/api/v1/requests/[id]/decisions": {
    at: "/api/v1/requests/R-7/decisions",
    may: "ESA",
    only: "POST",
  },
  "/api/v1/requests/[id]/submit": { at: "/api/v1/requests/R-7/submit", may: "ESA", only: "POST" },
  "/api/v1/requests/[id]/tier": { at: "/api/v1/requests/R-7/tier", may: "S", only: "POST" },
  "/api/v1/requests/[id]/watch": { at: "/api/v1/requests/R-7/watch", may: everyone, only: "POST" },
  "/api/v1/requests/[id]/withdraw": {
    at: "/api/v1/requests/R-7/withdraw",
    may: "ESA",
    only: "POST",
  },
  "/api/v1/review-policy": { at: "/api/v1/review-policy", may: everyone },
  "/api/v1/search": { at: "/api/v1/search?q=github", may: everyone },
  "/api/v1/servers": { at: "/api/v1/servers", may: everyone },
  "/api/v1/servers/[name]": { at: "/api/v1/servers/com.notion/mcp", may: everyone },
  "/api/v1/servers/[name]/activity": { at: `${api}/activity`, may: everyone },
  "/api/v1/servers/[name]/attestation": { at: `${api}/attestation`, may: "ESA", only: "POST" },
  "/api/v1/servers/[name]/classification": { at: `${api}/classification`, may: "S", only: "PUT" },
  "/api/v1/servers/[name]/deployments": { at: `${api}/deployments`, may: everyone },
  "/api/v1/servers/[name]/description": { at: `${api}/description`, may: "ESA", only: "PUT" },
  "/api/v1/servers/[name]/notices": { at: `${api}/notices`, may: everyone },
  "/api/v1/servers/[name]/owner": { at: `${api}/owner`, may: "SA", only: "PUT" },
  "/api/v1/servers/[name]/ownership": { at: `${api}/ownership`, may: "SA" },
  "/api/v1/servers/[name]/quarantine": { at: `${api}/quarantine`, may: "ESA", only: "POST" },
  "/api/v1/servers/[name]/responsible": { at: `${api}/responsible`, may: "ESA", only: "PUT" },
  "/api/v1/servers/[name]/retirement": {
    at: "/api/v1/servers/io.github.Flux159%2Fmcp-server-kubernetes/retirement",
    may: everyone,
  },
  "/api/v1/servers/[name]/retirement/answers": {
    at: `${api}/retirement/answers`,
    may: "ESA",
    only: "POST",
  },
  "/api/v1/servers/[name]/retirement/cancellation": {
    at: `${api}/retirement/cancellation`,
    may: "ESA",
    only: "POST",
  },
  "/api/v1/servers/[name]/retirement/dates": {
    at: `${api}/retirement/dates`,
    may: "ESA",
    only: "PUT",
  },
  "/api/v1/servers/[name]/retirement/extensions": {
    at: `${api}/retirement/extensions`,
    may: "ESA",
    only: "POST",
  },
  "/api/v1/servers/[name]/versions": { at: `${api}/versions`, may: everyone },
  "/api/v1/servers.csv": { at: "/api/v1/servers.csv", may: everyone },
  "/api/v1/teams": { at: "/api/v1/teams", may: everyone },
};
