import { randomBytes } from "node:crypto";
import { env } from "#lib/config/env.ts";
import { docsPage, docsPolicy } from "#lib/management-api/docs-page.ts";

/** GET /api/docs: the description as a page, without scripts. The same for everybody. */
export function GET(): Response {
  const nonce = randomBytes(16).toString("base64");
  return new Response(docsPage(env.publicUrl, nonce), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": docsPolicy(nonce),
      "cache-control": "no-store",
    },
  });
}
