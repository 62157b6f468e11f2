import http from "node:http";
import { BARE_NEXT } from "./bare-next.ts";
import { serveParent } from "./child.ts";
import { listenAnywhere } from "./listen.ts";

/** The bare Next page, started exactly as the product starts its own (scripts/web.ts). */
const { default: next } = await import("next");
const app = next({ dev: false, dir: BARE_NEXT, hostname: "127.0.0.1", port: 3000 });
await app.prepare();
const handle = app.getRequestHandler();
const server = http.createServer((req, res) => {
  handle(req, res).catch((error: unknown) => {
    console.error(error);
    res.destroy();
  });
});

const operations = { listen: () => listenAnywhere(server) };
export type NextOperations = typeof operations;
serveParent(operations);
