import { isJsonObject, ownValue, stringifyJson } from "#lib/kernel/json.ts";
import { isServerName } from "#lib/requests/schemas.ts";
import type { Call } from "./serve.ts";

/**
 * What a request asks for. A server.json given as an object goes on as its text, so that no number
 * in it is rounded; a text that is an official name is taken as `serverName`.
 */
export function askedBody({ body, exactBody }: Call): Record<string, unknown> {
  const server = ownValue(exactBody, "server");
  if (isJsonObject(server)) return { ...body, server: stringifyJson(server) };
  if (typeof server === "string" && body["serverName"] === undefined && isServerName(server))
    return { ...body, server: undefined, serverName: server };
  return body;
}
