import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Reach } from "#lib/intake/ask.ts";
import { listUpstreamDue, type WatchedServer } from "./list-upstream-due.ts";
import { configuredSources, reachOf, readRelease, type UpstreamSources } from "./read-release.ts";
import { saveUpstream } from "./save-upstream.ts";

/** Servers looked at at the same time. */
const TOGETHER = 4;

type Options = { signal: AbortSignal; limit?: number; sources?: UpstreamSources };

/**
 * Looks for newer releases of what our servers are made of, those that wait longest first. Each
 * server is asked about outside any transaction and saved before the next: a run that ends half-way
 * costs nothing but time. For the worker.
 */
export async function checkUpstream(ctx: Context, options: Options): Promise<{ checked: number }> {
  const { signal, sources = configuredSources() } = options;
  const due = await listUpstreamDue(ctx, options.limit === undefined ? {} : options);
  const reach = reachOf(sources, signal);
  const queue = [...due];
  let checked = 0;
  const work = async () => {
    for (let next = queue.shift(); next && !signal.aborted; next = queue.shift())
      if (await checkOne(ctx, reach, next)) checked += 1;
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  return { checked };
}

async function checkOne(ctx: Context, reach: Reach, server: WatchedServer): Promise<boolean> {
  const seen = [];
  for (const pkg of server.packages) seen.push(await readRelease(reach, pkg));
  // A stop cut the questions short: what they did not answer is no news.
  if (reach.signal.aborted) return false;
  try {
    const { serverId, version } = server;
    await saveUpstream(ctx, { serverId, version, seen });
    return true;
  } catch (error) {
    // Another version was approved meanwhile, or the server is gone: the next run looks again.
    if (error instanceof AppError && ["conflict", "not_found"].includes(error.code)) return false;
    throw error;
  }
}
