import { randomUUID } from "node:crypto";
import { problemResponse } from "#lib/http/problem.ts";
import { HttpRefusal } from "#lib/http/refusal.ts";

/**
 * The answer to a method that an address does not have: a problem whose `Allow` says which ones it
 * has. Every route exports it under the names it has no other use for; otherwise the framework
 * would answer, without a body.
 */
export async function refuseMethod(request: Request): Promise<Response> {
  const allow = await methodsOf(new URL(request.url).pathname);
  const names = allow.join(", ");
  const refusal = new HttpRefusal(
    { status: 405, code: "method_not_allowed" },
    `This address takes ${names}. See /api/docs.`,
    { headers: { allow: names } },
  );
  return problemResponse(refusal, randomUUID());
}

/** OPTIONS: which methods an address has. */
export async function tellMethods(request: Request): Promise<Response> {
  const allow = await methodsOf(new URL(request.url).pathname);
  return new Response(null, { status: 204, headers: { allow: allow.join(", ") } });
}

async function methodsOf(pathname: string): Promise<string[]> {
  // Not with the route: whoever uses the right method does not wait for the whole table.
  const { OPERATIONS } = await import("./operations.ts");
  const fitting = OPERATIONS.filter(({ path }) => patternOf(path).test(pathname));
  // `/requests/next` is not `/requests/{id}`.
  const fewest = Math.min(...fitting.map(({ path }) => parameters(path)));
  const own = fitting.filter(({ path }) => parameters(path) === fewest);
  const methods = own.map(({ method }) => method);
  return [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"];
}

const patternOf = (path: string) =>
  new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}/?$`);
const parameters = (path: string) => path.split("{").length;
