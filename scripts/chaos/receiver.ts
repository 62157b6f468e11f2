import http from "node:http";
import type { AddressInfo } from "node:net";

/** A webhook receiver that counts how often each event arrives, and now and then says no. */
export async function startReceiver(random: () => number) {
  const seen = new Map<string, number>();
  const server = http.createServer((request, response) => {
    const id = String(request.headers["webhook-id"] ?? "");
    request.resume();
    request.on("end", () => {
      if (random() < 0.05) {
        response.writeHead(503).end();
        return;
      }
      seen.set(id, (seen.get(id) ?? 0) + 1);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    seen,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
