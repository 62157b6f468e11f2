import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** A registry inside the company, as the official API describes it: one document on each page. */
export async function startRegistry(documents: readonly object[]) {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    asked.push(`${url.pathname}${url.search}`);
    if (url.pathname !== "/v0.1/servers") {
      response.writeHead(404).end();
      return;
    }
    const at = Number(url.searchParams.get("cursor") ?? 0);
    const page = documents.slice(at, at + 1).map((document) => ({ server: document, _meta: {} }));
    const more = at + 1 < documents.length;
    response.writeHead(200, { "content-type": "application/json" }).end(
      JSON.stringify({
        servers: page,
        metadata: { count: page.length, ...(more ? { nextCursor: String(at + 1) } : {}) },
      }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    asked,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
