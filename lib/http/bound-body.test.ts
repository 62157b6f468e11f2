import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { boundBody, type BodyLimits } from "./bound-body.ts";

async function connect(limits: BodyLimits, answer: http.RequestListener): Promise<net.Socket> {
  const server = http.createServer((req, res) => {
    boundBody(req, res, limits);
    answer(req, res);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = net.connect((server.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  socket.on("error", () => undefined);
  return socket;
}

const HALF_A_BODY = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf";

test("a body that does not arrive in time loses its connection", async () => {
  const socket = await connect({ arriveMs: 20, restMs: 60_000 }, () => undefined);
  socket.write(HALF_A_BODY);
  await once(socket, "close");
});

test("an answered request whose body goes on forever loses its connection", async () => {
  const socket = await connect({ arriveMs: null, restMs: 20 }, (_req, res) => res.end("refused"));
  socket.write(HALF_A_BODY);
  const [first] = (await once(socket, "data")) as [Buffer];
  expect(first.toString()).toContain("200 OK");
  await once(socket, "close");
});

test("a whole body keeps its connection, however long the answer takes", async () => {
  const socket = await connect({ arriveMs: 20, restMs: 20 }, (req, res) => {
    req.resume();
    setTimeout(() => res.end("done"), 80);
  });
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nfull");
  const [first] = (await once(socket, "data")) as [Buffer];
  expect(first.toString()).toContain("200 OK");
  expect(socket.destroyed).toBe(false);
});
