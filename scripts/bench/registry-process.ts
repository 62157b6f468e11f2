import http from "node:http";
import { createRegistryHandler } from "#lib/registry-api/handle-registry.ts";
import { serveParent } from "./child.ts";
import { listenAnywhere } from "./listen.ts";

/** The registry API as the web process serves it (scripts/web.ts), without Next behind it. */
const registry = createRegistryHandler();
const server = http.createServer((req, res) => {
  registry.handle(req, res).then(
    (handled) => {
      if (!handled) res.writeHead(404).end();
    },
    (error: unknown) => {
      console.error(error);
      res.destroy();
    },
  );
});

const operations = { listen: () => listenAnywhere(server) };
export type RegistryOperations = typeof operations;
serveParent(operations);
