import type http from "node:http";
import type { AddressInfo } from "node:net";

/** Listens on a free port of this machine only, and says which. */
export function listenAnywhere(server: http.Server): Promise<number> {
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
