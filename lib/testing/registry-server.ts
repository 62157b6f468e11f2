import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { db } from "#lib/db/client.ts";
import { catalogGeneration, onCatalogChange } from "#lib/db/catalog-listener.ts";
import { createRegistryHandler } from "#lib/registry-api/handle-registry.ts";
import type { TokenScope } from "#lib/kernel/actor.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { systemContext } from "./context.ts";

export type Reply = {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** The parsed body; any JSON. */
  json: unknown;
};

type Ask = {
  method?: string;
  token?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
};

/** The registry API on a real port. Requests go out byte for byte: `fetch` would tidy up the path. */
export async function startRegistry() {
  const registry = createRegistryHandler();
  const server = http.createServer((req, res) => {
    registry.handle(req, res).then(
      (handled) => {
        if (!handled) res.writeHead(418).end("not the registry's");
      },
      (error: unknown) => res.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await changeUntil(() => catalogGeneration() !== null);

  return {
    port,
    ask: (path: string, options: Ask = {}) => ask(port, path, options),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await registry.close();
    },
  };
}

function ask(port: number, path: string, options: Ask): Promise<Reply> {
  const { method = "GET", token, headers = {}, body } = options;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  // Node frames the body of a DELETE only when it is told the length.
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const req = http.request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        headers: { ...authorization, ...length, ...headers },
      },
      (res) => {
        const chunks: Buffer[] = [];
        res.on("data", (chunk: Buffer) => chunks.push(chunk));
        res.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: res.statusCode ?? 0, headers: res.headers, text, json: jsonOf(text) });
        });
        res.on("error", reject);
      },
    );
    req.on("error", reject);
    req.end(body);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Resolves once `holds`, looked at again after each change that this process hears of. */
function changeUntil(holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const off = onCatalogChange(() => {
      if (!holds()) return;
      off();
      resolve();
    });
  });
}

/** Makes the change, and waits until this process has heard of it. */
export async function heard<Result>(change: () => Promise<Result>): Promise<Result> {
  const result = await change();
  // Notifications arrive in the order of commits: when this one is here, that of the change was.
  const marker = randomUUID();
  const arrived = new Promise<void>((resolve) => {
    const off = onCatalogChange((payload) => {
      if (payload !== marker) return;
      off();
      resolve();
    });
  });
  await db.$queryRaw`SELECT pg_notify('gatehouse_catalog', ${marker})::text`;
  await arrived;
  return result;
}

/** A token of this person for the registry API. */
export async function tokenFor(email: string, scopes: TokenScope[] = ["registry:read"]) {
  const input = { email, name: "Test", scopes, expiresInDays: 1 };
  return (await createToken(systemContext(), input)).token;
}
