import path from "node:path";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { startChild } from "./child.ts";
import type { LoadRequest } from "./load-process.ts";
import { loaded, type Bench, type Reply } from "./measure-api.ts";
import { measureSides, type Row } from "./rounds.ts";
import type { NextOperations } from "./next-process.ts";

const NAMES = 400;
/** A page takes tens of milliseconds, and the first hundreds of it many more. */
const ROUND_MS = 1_000;

/** Pages as a signed-in person gets them, from the whole web process on the production build. */
export async function measurePages(
  bench: Bench,
  { port, secret }: { port: number; secret: string },
): Promise<Row[]> {
  const { url, load, queries, inputs, options } = bench;
  const env = {
    DATABASE_URL: url,
    PORT: String(port),
    HOST: "127.0.0.1",
    GATEHOUSE_SECRET: secret,
    GATEHOUSE_EMBEDDED_DATABASE: "true",
  };
  const web = await startChild<never>("web", {
    core: 0,
    env,
    script: path.join("scripts", "web.ts"),
  });
  const bare = await startChild<NextOperations>("next", { core: 0, env: { DATABASE_URL: url } });
  try {
    const cookie = await queries.call("cookie");
    const page = (address: string, includes?: string): LoadRequest => ({
      path: address,
      headers: { Cookie: cookie },
      expect: { status: 200, shape: "html", ...(includes === undefined ? {} : { includes }) },
    });
    const names = inputs.names.slice(0, NAMES);
    const barePort = await bare.call("listen");
    const limit = loaded(
      load,
      barePort,
      names.map((name) => page(`/?name=${encodeURIComponent(name)}`, name)),
    );
    const pages: [string, LoadRequest[]][] = [
      ["page: browse", [page("/servers")]],
      ["page: search, common word", inputs.commonWords.map((q) => page(`/servers?q=${q}`))],
      ["page: server", names.map((name) => page(serverPath(name), name.split("/")[1]))],
    ];
    const rows: Row[] = [];
    const rounds = { ...options, roundMs: Math.max(options.roundMs, ROUND_MS) };
    for (const [workload, requests] of pages) {
      const size = sizeOf(await load.call("fetch", { port, requests: requests.slice(0, 1) }));
      const asLarge = names.map((name) =>
        page(`/as-large?name=${encodeURIComponent(name)}&${size}`, name),
      );
      const sides = {
        product: loaded(load, port, requests),
        bare: limit,
        asLarge: loaded(load, barePort, asLarge),
      };
      rows.push(...(await measureSides(sides, { size: bench.size, workload }, rounds)));
    }
    return rows;
  } finally {
    await Promise.all([web.stop(), bare.stop()]);
  }
}

/** Elements and characters of a page without its scripts, as the bare page takes them. */
function sizeOf([reply]: Reply[]): string {
  const html = (reply?.body.toString("utf8") ?? "").replaceAll(/<script[^>]*>.*?<\/script>/gs, "");
  return `elements=${html.match(/<[a-z]/g)?.length ?? 0}&characters=${html.length}`;
}
