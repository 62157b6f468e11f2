import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Certificate } from "#lib/testing/audit-receivers/syslog-receiver.ts";

type Message = { id?: number | string; method?: string; params?: Record<string, unknown> };
type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const SESSION = "session-of-the-test";

/**
 * A real MCP server over HTTP: streamable HTTP at /mcp (revision 2025-11-25, with a session), HTTP
 * with SSE at /sse (2024-11-05). `put` answers a path in another way.
 */
export async function startMcpServer(certificate?: Certificate) {
  const state = {
    tools: [
      { name: "convert_units", description: "Converts a length.", inputSchema: { type: "object" } },
    ] as unknown[],
    prompts: [] as unknown[],
    resources: [] as unknown[],
    instructions: undefined as string | undefined,
    /** Entries on one page of a list. */
    pageSize: 1_000,
    /** How answers come over streamable HTTP. */
    answers: "json" as "json" | "events",
    /** Lets strangers say hello, and asks them to sign in for this method. */
    signInFor: null as string | null,
    /** Lets in whoever sends this as Authorization, and nobody else. */
    signIn: null as string | null,
  };
  const handlers = new Map<string, Handler>();
  const seen: { method: string; path: string; headers: http.IncomingHttpHeaders; said: string }[] =
    [];
  const streams = new Set<http.ServerResponse>();

  const listener: Handler = (request, response) => {
    const path = request.url ?? "/";
    const entry = { method: request.method ?? "", path, headers: request.headers, said: "" };
    seen.push(entry);
    const handler = handlers.get(path);
    if (handler) return handler(request, response);
    if (state.signIn !== null && path === "/mcp" && request.headers.authorization !== state.signIn)
      return void response.writeHead(401, { "www-authenticate": "Bearer" }).end();
    if (path === "/sse" && request.method === "GET") return openStream(request, response);
    if (path !== "/mcp" && path !== "/messages") return void response.writeHead(404).end();
    if (request.method !== "POST")
      return void response.writeHead(request.method === "DELETE" ? 200 : 405).end();
    void text(request).then((body) => {
      const message = JSON.parse(body) as Message;
      entry.said = message.method ?? "";
      if (path === "/messages") return overStream(message, response);
      overHttp(message, request, response);
    });
  };

  function openStream(_request: http.IncomingMessage, response: http.ServerResponse) {
    streams.add(response);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("event: endpoint\ndata: /messages\n\n");
  }

  function overStream(message: Message, response: http.ServerResponse) {
    response.writeHead(202).end("Accepted");
    if (message.id === undefined || message.method === undefined) return;
    const data = JSON.stringify({ jsonrpc: "2.0", id: message.id, ...resultOf(message) });
    for (const stream of streams) stream.write(`event: message\r\ndata: ${data}\r\n\r\n`);
  }

  function overHttp(
    message: Message,
    { headers }: http.IncomingMessage,
    response: http.ServerResponse,
  ) {
    const hasSession = headers["mcp-session-id"] === SESSION;
    if (message.method !== "initialize" && !hasSession) return void response.writeHead(400).end();
    if (message.method === state.signInFor)
      return void response.writeHead(401, { "www-authenticate": "Bearer" }).end();
    if (message.id === undefined || message.method === undefined)
      return void response.writeHead(202).end();
    const answer = { jsonrpc: "2.0", id: message.id, ...resultOf(message) };
    if (message.method === "initialize") response.setHeader("mcp-session-id", SESSION);
    if (state.answers === "json")
      return void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify(answer));
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(
      `: a comment\nevent: message\ndata: {"jsonrpc":"2.0","id":"q","method":"ping"}\n\n`,
    );
    // The stream stays open, as it may.
    response.write(`event: message\ndata: ${JSON.stringify(answer)}\n\n`);
  }

  function resultOf({ method, params }: Message) {
    if (method === "initialize")
      return {
        result: {
          protocolVersion: params?.["protocolVersion"],
          capabilities: { tools: {}, prompts: {}, resources: {} },
          serverInfo: { name: "test-server", version: "1.4.0" },
          instructions: state.instructions,
        },
      };
    const [key] = (method ?? "").split("/");
    if (key !== "tools" && key !== "prompts" && key !== "resources")
      return { error: { code: -32_601, message: "Method not found" } };
    const from = Number(params?.["cursor"] ?? 0);
    const to = from + state.pageSize;
    const nextCursor = to < state[key].length ? String(to) : undefined;
    return { result: { [key]: state[key].slice(from, to), nextCursor } };
  }

  const server = certificate
    ? https.createServer(certificate, listener)
    : http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    state,
    seen,
    host,
    base: `${certificate ? "https" : "http"}://${host}`,
    put: (path: string, handler: Handler) => void handlers.set(path, handler),
    putJson(path: string, value: unknown) {
      const body = JSON.stringify(value);
      handlers.set(path, (_request, response) =>
        response.writeHead(200, { "content-type": "application/json" }).end(body),
      );
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type McpServer = Awaited<ReturnType<typeof startMcpServer>>;
