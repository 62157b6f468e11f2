import net from "node:net";

export type RawReply = { status: number; body: Buffer; headers: string };

const END_OF_HEAD = Buffer.from("\r\n\r\n");

/**
 * One keep-alive HTTP/1.1 connection that sends one request at a time. Written by hand because a
 * full client costs more per request than the servers that are measured here.
 */
export class RawConnection {
  private readonly socket: net.Socket;
  private buffered: Buffer = Buffer.alloc(0);
  private settle: { resolve(reply: RawReply): void; reject(error: Error): void } | null = null;

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.take(chunk));
    socket.on("error", (error) => this.fail(error));
    socket.on("close", () => this.fail(new Error("The server closed the connection.")));
  }

  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new RawConnection(socket));
      });
    });
  }

  /** `head` is the whole request, ready to be written. */
  send(head: string): Promise<RawReply> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.socket.write(head, "latin1");
    });
  }

  close(): void {
    this.settle = null;
    this.socket.destroy();
  }

  private fail(error: Error): void {
    const { settle } = this;
    this.settle = null;
    settle?.reject(error);
  }

  private take(chunk: Buffer): void {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
    const read = readReply(this.buffered);
    if (read === null) return;
    this.buffered = this.buffered.subarray(read.length);
    const { settle } = this;
    this.settle = null;
    settle?.resolve(read.reply);
  }
}

/** One whole reply at the start of the bytes, or null while some of it is missing. */
export function readReply(bytes: Buffer): { reply: RawReply; length: number } | null {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return null;
  const headers = bytes.toString("latin1", 0, end);
  const status = Number(headers.slice(9, 12));
  const start = end + END_OF_HEAD.length;
  if (status === 304 || status === 204)
    return { reply: { status, headers, body: Buffer.alloc(0) }, length: start };

  const length = /\r\ncontent-length: (\d+)/i.exec(headers);
  if (length) {
    const stop = start + Number(length[1]);
    if (bytes.length < stop) return null;
    return { reply: { status, headers, body: bytes.subarray(start, stop) }, length: stop };
  }
  const chunked = readChunks(bytes, start);
  return chunked && { reply: { status, headers, body: chunked.body }, length: chunked.length };
}

function readChunks(bytes: Buffer, start: number): { body: Buffer; length: number } | null {
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return null;
    const size = Number.parseInt(bytes.toString("latin1", at, line), 16);
    const next = line + 2 + size + 2;
    if (bytes.length < next) return null;
    if (size === 0) return { body: Buffer.concat(parts), length: next };
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = next;
  }
}
