import net, { type AddressInfo, type Socket } from "node:net";
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
  | "slow";

/** A syslog listener over TLS with octet counting (RFC 5425 §4.3). */
export class SyslogReceiver {
  readonly messages: string[] = [];
  /** Bytes that were no frame. */
  torn = 0;
  fault: SyslogFault | null = null;
  peerName: string | undefined;
  readonly #sockets = new Set<Socket>();
  /** Those whose other side has not ended. */
  readonly #open = new Set<Socket | undefined>();
  readonly #tls: tls.Server;
  readonly #server: net.Server;
  #port = 0;

  /** `clientCa`: it asks for certificates of this authority. `neverEnds`: not even when asked to. */
  constructor(own: Certificate, more: { clientCa?: string; neverEnds?: boolean } = {}) {
    const { clientCa: ca, neverEnds: allowHalfOpen = false } = more;
    const asks = ca ? { ca, requestCert: true, rejectUnauthorized: true } : {};
    this.#tls = tls.createServer({ ...own, ...asks, allowHalfOpen }, (socket) =>
      this.#take(socket),
    );
    this.#tls.on("tlsClientError", (_error, socket) => {
      this.#open.delete(plainOf(socket));
      socket.destroy();
    });
    this.#server = net.createServer({ allowHalfOpen }, (socket) => {
      this.#sockets.add(socket);
      this.#open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        this.#open.delete(socket);
      });
      if (this.fault !== "no_handshake") this.#tls.emit("connection", socket);
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections that the sender has not ended, as far as it can be seen. */
  get openSockets(): number {
    return this.#open.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#open.clear();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #take(socket: tls.TLSSocket): void {
    const { fault } = this;
    this.peerName = socket.getPeerCertificate().subject?.CN?.toString();
    const ended = () => this.#open.delete(plainOf(socket));
    socket.on("error", ended).on("end", ended).on("close", ended);
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
    socket.on("end", () => (this.torn += held.length));
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
  const plain = plainOf(socket);
  if (plain) plain.resetAndDestroy();
  else socket.destroy();
}

const plainOf = (socket: tls.TLSSocket): Socket | undefined =>
  (socket as unknown as { _parent?: Socket })._parent;
