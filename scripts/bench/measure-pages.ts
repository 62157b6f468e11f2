import path from "node:path";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { startChild } from "./child.ts";
import type { LoadRequest } from "./load-process.ts";
import { loaded, type Bench } from "./measure-api.ts";
import { measureSides, type Row } from "./rounds.ts";

const NAMES = 400;

/** Pages as a signed-in person gets them, from the whole web process on the production build. */
export async function measurePages(
  bench: Bench,
  { port, secret }: { port: number; secret: string },
): Promise<Row[]> {
  const { size, url, load, queries, inputs, options } = bench;
  const env = {
    DATABASE_URL: url,
    PORT: String(port),
    HOST: "127.0.0.1",
    GATEHOUSE_SECRET: secret,
    GATEHOUSE_EMBEDDED_DATABASE: "true",
  };
  const web = await startChild("web", { core: 0, env, script: path.join("scripts", "web.ts") });
  const bare = await startChild("next", { core: 0, env: { DATABASE_URL: url } });
  try {
    const cookie = await queries.call<string>("cookie");
    const page = (address: string, includes?: string): LoadRequest => ({
      path: address,
      headers: { Cookie: cookie },
      expect: { status: 200, shape: "html", ...(includes === undefined ? {} : { includes }) },
    });
    const names = inputs.names.slice(0, NAMES);
    const barePort = await bare.call<number>("listen");
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
    for (const [workload, requests] of pages) {
      const sides = { product: loaded(load, port, requests), bare: limit };
      rows.push(...(await measureSides(sides, { size, workload }, options)));
    }
    return rows;
  } finally {
    await Promise.all([web.stop(), bare.stop()]);
  }
}
