import type { AddressInfo, Socket } from "node:net";
import tls from "node:tls";
import selfsigned from "selfsigned";

export type Certificate = { cert: string; key: string };

/** A certificate made on the spot that is its own authority. */
export async function newCertificate(name = "127.0.0.1"): Promise<Certificate> {
  const pems = await selfsigned.generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: /^[\d.]+$/.test(name) ? [{ type: 7, ip: name }] : [{ type: 2, value: name }] }, // prettier-ignore
    ],
  });
  return { cert: pems.cert, key: pems.private };
}

export type SyslogFault =
  /** Takes the connection and never reads. */
  | "hang"
  /** Takes the connection and never speaks TLS. */
  | "no_handshake"
  /** Reads a part and ends its side politely. */
  | "halfway"
  /** Reads a part and resets. */
  | "reset"
  /** Reads everything, keeps nothing. */
  | "lie"
  /** Reads everything and never closes. */
  | "stays_open"
  | "slow";

/** A syslog listener over TLS with octet counting (RFC 5425 §4.3). */
export class SyslogReceiver {
  readonly messages: string[] = [];
  /** Bytes that were no frame. */
  torn = 0;
  fault: SyslogFault | null = null;
  peerName: string | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #server: tls.Server;
  #port = 0;

  constructor(own: Certificate, clients?: { ca: string }) {
    const asks = clients ? { ...clients, requestCert: true, rejectUnauthorized: true } : {};
    this.#server = tls.createServer({ ...own, ...asks, allowHalfOpen: true }, (socket) =>
      this.#take(socket),
    );
    this.#server.on("tlsClientError", (_error, socket) => socket.destroy());
    // Before TLS: `connection` is the plain socket.
    this.#server.prependListener("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#sockets.delete(socket));
      if (this.fault === "no_handshake") socket.pause();
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  get port(): number {
    return this.#port;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #take(socket: tls.TLSSocket): void {
    const { fault } = this;
    this.peerName = socket.getPeerCertificate().subject?.CN?.toString();
    socket.on("error", () => undefined);
    if (fault === "hang") return;
    let held: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      if (fault === "slow") {
        socket.pause();
        setTimeout(() => socket.resume(), 100);
      }
      held = this.#frames(Buffer.concat([held, chunk]), fault !== "lie");
      if (fault === "halfway") socket.end();
      if (fault === "reset") resetOf(socket);
    });
    socket.on("end", () => {
      this.torn += held.length;
      if (fault !== "stays_open") socket.end();
    });
  }

  /** Takes the whole frames out and gives back the rest. */
  #frames(bytes: Buffer, keep: boolean): Buffer {
    let at = 0;
    for (;;) {
      const head = /^(\d{1,7}) /.exec(bytes.subarray(at, at + 8).toString("latin1"));
      const length = Number(head?.[1]);
      const from = at + (head?.[0].length ?? 0);
      if (!head || bytes.length < from + length) return bytes.subarray(at);
      if (keep) this.messages.push(bytes.subarray(from, from + length).toString("utf8"));
      at = from + length;
    }
  }

  ids = () => this.messages.map((text) => / id="([^"]*)"/.exec(text)?.[1] ?? "");
}

function resetOf(socket: tls.TLSSocket): void {
  const { _parent: plain } = socket as unknown as { _parent?: Socket };
  if (plain) plain.resetAndDestroy();
  else socket.destroy();
}
