import { PassThrough } from "node:stream";
import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { BodyIncomplete, readBody } from "./read-body.ts";

/** A request as far as the reader looks at it: a stream with headers. */
const request = (headers: Record<string, string> = {}) =>
  Object.assign(new PassThrough(), { headers }) as PassThrough & IncomingMessage;

test("the whole body arrives, in whatever pieces", async () => {
  const req = request();
  const body = readBody(req, 10_000);
  req.write("ab");
  req.end("c");
  expect((await body).toString()).toBe("abc");
});

test("a client that sends nothing more is not waited for without end", async () => {
  const req = request();
  req.write("{");
  await expect(readBody(req, 1)).rejects.toBeInstanceOf(BodyIncomplete);
});

test("a client that goes away ends the reading", async () => {
  const req = request();
  const body = readBody(req, 10_000);
  req.destroy();
  await expect(body).rejects.toBeInstanceOf(BodyIncomplete);
});

test("a body that says it is too large is refused before it is read", async () => {
  const req = request({ "content-length": "1048577" });
  await expect(readBody(req, 10_000)).rejects.toMatchObject({ code: "too_large" });
});

test("a body that turns out too large is refused there", async () => {
  const req = request();
  const body = readBody(req, 10_000);
  req.end(Buffer.alloc(1_048_577));
  await expect(body).rejects.toMatchObject({ code: "too_large" });
});
