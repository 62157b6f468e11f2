import dns from "node:dns/promises";
import net from "node:net";
import { buildConnector } from "undici";
import { mayConnect, mayUsePort, plainHost, type AllowList } from "./address-rule.ts";

/** All addresses of a host name. */
export type Resolver = (host: string) => Promise<readonly string[]>;

class BlockedAddress extends Error {}

const systemResolver: Resolver = async (host) =>
  (await dns.lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * Opens sockets to checked addresses only. The check stands here, at the moment of connecting, and
 * the socket goes to the very address that was checked: neither an IP literal (for which Node asks
 * no resolver) nor a name that changes its address between two look-ups gets past it.
 */
export function guardedConnector(
  allowed: AllowList,
  options: { connectTimeoutMs: number; resolve?: Resolver; ca?: string },
): buildConnector.connector {
  const { connectTimeoutMs: timeout, resolve = systemResolver, ca } = options;
  const connect = buildConnector({ timeout, allowH2: false, ...(ca ? { ca } : {}) });

  return (target, callback) => {
    const host = plainHost(target.hostname);
    const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
    checkedAddress({ host, port }, allowed, resolve).then(
      (address) => {
        const servername = net.isIP(host) === 0 ? { servername: host } : {};
        connect({ ...target, hostname: address, ...servername }, callback);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new BlockedAddress(String(error)), null);
      },
    );
  };
}

/**
 * The address to connect to; the caller opens its socket to this very one. One bad address among
 * several refuses the name: the next look-up could give just that one.
 */
export async function checkedAddress(
  target: { host: string; port: number },
  allowed: AllowList,
  resolve: Resolver = systemResolver,
): Promise<string> {
  if (!mayUsePort(target.host, target.port, allowed)) throw new BlockedAddress("port");
  const addresses = net.isIP(target.host) === 0 ? await resolve(target.host) : [target.host];
  const [first] = [...addresses].sort((a, b) => net.isIP(a) - net.isIP(b));
  if (first === undefined || !addresses.every((one) => mayConnect(one, target, allowed)))
    throw new BlockedAddress("address");
  return first;
}
