import net from "node:net";

const BUFFER_BYTES = 256 * 1_024;

/**
 * A socket that reads into the same bytes again and again. A log has gigabytes: a new buffer for each
 * read would keep the garbage collector busy.
 */
export class RowSocket extends net.Socket {
  /** Gets what arrives, good until it returns; while there is none, listeners get copies. */
  taker: ((chunk: Buffer) => void) | null = null;

  constructor() {
    const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    super({
      onread: {
        buffer,
        callback: (count) => {
          this.#read(buffer.subarray(0, count));
          return true;
        },
      },
    });
  }

  #read(chunk: Buffer): void {
    if (this.taker) this.taker(chunk);
    else this.emit("data", Buffer.from(chunk));
  }
}
