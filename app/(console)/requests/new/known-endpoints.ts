import type { ServerView } from "#lib/catalog/get-server.ts";
import { listDeployments } from "#lib/catalog/list-deployments.ts";
import type { Context } from "#lib/kernel/context.ts";
import { remoteUrls } from "#lib/requests/core/endpoint.ts";

/** Addresses of a server that a request can change: of its document, and of what runs. */
export async function knownEndpoints(
  ctx: Context,
  { name, current }: Pick<ServerView, "name" | "current">,
): Promise<string[]> {
  const found = await listDeployments(ctx, { name });
  const running = (found?.deployments ?? [])
    .filter(({ status }) => status !== "ended")
    .map(({ address }) => address)
    .filter((address) => address !== null);
  return [...new Set([...(current ? remoteUrls(current.document) : []), ...running])];
}
