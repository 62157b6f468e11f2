import net from "node:net";
import tls from "node:tls";
import { AppError } from "#lib/kernel/errors.ts";
import { parseAllowList, plainHost } from "./address-rule.ts";
import { checkedAddress, type Resolver } from "./guarded-connect.ts";

export type TlsOptions = {
  host: string;
  port: number;
  /** Host, host:port, address or range: opened beyond the public internet. */
  allowedHosts?: readonly string[];
  /** Certificates (PEM) that the server is trusted by, instead of the public ones. */
  ca?: string;
  /** Our own certificate and its key (PEM), where the server asks for one. */
  client?: { cert: string; key: string };
  /** For the look-up, the connection and the handshake together. */
  timeoutMs?: number;
  signal?: AbortSignal;
  resolve?: Resolver;
};

/**
 * A TLS connection to an address that somebody gave us, under the same rules as a fetch: the socket
 * goes to the very address that was checked, and the certificate must name the host (1.2 at least).
 * The caller must destroy the socket.
 * @throws AppError `invalid`: the same for blocked and for unreachable.
 */
export async function openGuardedTls(options: TlsOptions): Promise<tls.TLSSocket> {
  const { port, timeoutMs = 10_000 } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  const host = plainHost(options.host);
  const allowed = parseAllowList(options.allowedHosts ?? []);
  try {
    const looked = checkedAddress({ host, port }, allowed, options.resolve);
    const address = await before(signal, looked);
    return await handshake(address, { ...options, host }, signal);
  } catch (cause) {
    throw new AppError(
      "invalid",
      "The address does not answer over TLS with a certificate we trust, or it is none that Gatehouse may reach: an administrator can allow a host inside the company.",
      { cause },
    );
  }
}

function handshake(address: string, options: TlsOptions, signal: AbortSignal) {
  const { host, port, ca, client } = options;
  const socket = tls.connect({
    host: address,
    port,
    minVersion: "TLSv1.2",
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate),
    ...(ca === undefined ? {} : { ca }),
    ...client,
  });
  const ready = new Promise<tls.TLSSocket>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed in the handshake")));
    socket.once("secureConnect", () => resolve(socket));
  });
  return before(signal, ready).catch((error: unknown) => {
    socket.on("error", () => undefined).destroy();
    throw error;
  });
}

/** The promise, or the signal's reason if that comes first. */
async function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new Error("given up"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
    // Whichever lost may still fail; nobody waits for it.
    stopped.catch(() => undefined);
    work.catch(() => undefined);
  }
}
