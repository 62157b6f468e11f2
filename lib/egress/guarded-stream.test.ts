import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openGuardedStream } from "./guarded-stream.ts";

let server: http.Server;
let port: number;
const seen: http.IncomingMessage[] = [];
beforeAll(async () => {
  server = http.createServer((request, response) => {
    seen.push(request);
    if (request.url === "/moved") response.writeHead(302, { location: "http://10.0.0.1/" }).end();
    else if (request.url === "/slow") response.writeHead(200).write("first");
    else if (request.url === "/cut") {
      response.writeHead(200, { "content-length": "100" }).write("first");
      setTimeout(() => response.destroy(), 20);
    } else if (request.url === "/large") response.writeHead(200).end("x".repeat(100_000));
    else request.pipe(response.writeHead(200, { "set-cookie": ["a=1", "b=2"], "x-one": "1" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Options = Partial<Parameters<typeof openGuardedStream>[1]>;
const open = (path: string, options: Options = {}) =>
  openGuardedStream(`http://127.0.0.1:${port}${path}`, {
    ...{ method: "GET", headers: {}, timeoutMs: 2_000, maxBytes: 1_000 },
    ...{ allowedHosts: [`127.0.0.1:${port}`] },
    ...options,
  });

async function read(stream: Awaited<ReturnType<typeof open>>): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream.body) chunks.push(chunk);
  } finally {
    stream.close();
  }
  return Buffer.concat(chunks).toString();
}

test("an answer is read while it arrives, with its headers", async () => {
  const stream = await open("/", { method: "POST", body: "hello", headers: { "x-mine": "1" } });
  expect([stream.status, stream.header("x-one"), stream.header("set-cookie")]).toEqual([
    200,
    "1",
    "a=1",
  ]);
  expect(stream.header("absent")).toBe("");
  expect(await read(stream)).toBe("hello");
  expect(seen.at(-1)?.headers).toMatchObject({ "x-mine": "1", "user-agent": "gatehouse" });
  const slow = await open("/slow");
  for await (const chunk of slow.body) {
    expect(chunk.toString()).toBe("first");
    break;
  }
  slow.close();
});

test("a redirect is an answer that is not followed", async () => {
  const stream = await open("/moved");
  expect([stream.status, stream.header("location")]).toEqual([302, "http://10.0.0.1/"]);
  stream.close();
});

test.each([
  ["/large", "too_large"],
  ["/cut", "invalid"],
  ["/slow", "invalid"],
])("%s ends with a reason: %s", async (path, code) => {
  await expect(open(path, { timeoutMs: 300 }).then(read)).rejects.toMatchObject({ code });
});

test("an address inside is not asked, nor a name that moves there between two look-ups", async () => {
  const before = seen.length;
  await expect(open("/", { allowedHosts: [] })).rejects.toMatchObject({ code: "invalid" });
  const answers = [["127.0.0.1"], ["10.0.0.1"]];
  const resolve = () => Promise.resolve(answers.shift() ?? ["10.0.0.1"]);
  const rebound = () =>
    openGuardedStream(`http://rebind.example:${port}/`, {
      ...{ method: "GET", headers: {}, timeoutMs: 2_000, maxBytes: 1_000, resolve },
      allowedHosts: ["127.0.0.0/8"],
    });
  (await rebound()).close();
  await expect(rebound()).rejects.toMatchObject({ code: "invalid" });
  expect(seen.length).toBe(before + 1);
  for (const address of ["file:///etc/passwd", "http://u:p@a.example/", "no address"])
    await expect(
      openGuardedStream(address, { method: "GET", headers: {}, timeoutMs: 1_000, maxBytes: 1 }),
    ).rejects.toMatchObject({ code: "invalid" });
});
