import net from "node:net";
import { once } from "node:events";

/**
 * What happens to a statement on its way: it passes; the connection breaks before the server has
 * it; or while the server works on it; or the server has answered and the answer is lost with the
 * connection; or the answer never comes and nothing breaks.
 */
export type Fate = "pass" | "cut-before" | "cut-during" | "cut-after" | "swallow";

/** `nth` counts the statements of all connections since the rule was set, from 1. */
export type Rule = (statement: { text: string; nth: number }) => Fate;

const PASS: Rule = () => "pass";

/** Between the product and a real PostgreSQL, at its own address; it knows where statements end. */
export class DatabaseProxy {
  readonly port: number;
  #rule: Rule = PASS;
  #nth = 0;
  /** `swallow`: connections are made and nothing comes through; `refuse`: none are made. */
  #network: "works" | "swallows" | "refuses" = "works";
  readonly #pairs = new Set<Pair>();
  readonly #server: net.Server;

  private constructor(server: net.Server, target: { host: string; port: number }) {
    this.#server = server;
    this.port = (server.address() as net.AddressInfo).port;
    server.on("connection", (client) => {
      if (this.#network === "refuses") {
        client.resetAndDestroy();
        return;
      }
      const pair = new Pair(client, target, (text) => this.#fateOf(text));
      pair.pass(this.#network === "works");
      this.#pairs.add(pair);
      client.once("close", () => this.#pairs.delete(pair));
    });
  }

  static async start(target: { host: string; port: number }): Promise<DatabaseProxy> {
    const server = net.createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new DatabaseProxy(server, target);
  }

  /** Statements from now on; returns how many the rule has seen so far. */
  rule(rule: Rule): () => number {
    this.#rule = rule;
    this.#nth = 0;
    return () => this.#nth;
  }

  network(does: "works" | "swallows" | "refuses"): void {
    this.#network = does;
    for (const pair of this.#pairs)
      if (does === "refuses") pair.cut();
      else pair.pass(does === "works");
  }

  cutAll(): void {
    for (const pair of this.#pairs) pair.cut();
  }

  close(): void {
    this.cutAll();
    this.#server.close();
  }

  #fateOf(text: string): Fate {
    this.#nth += 1;
    return this.#rule({ text, nth: this.#nth });
  }
}

/** One connection of the product and its own to PostgreSQL. */
class Pair {
  readonly #client: net.Socket;
  readonly #server: net.Socket;
  readonly #fateOf: (text: string) => Fate;
  readonly #prepared = new Map<string, string>();
  #rest: Buffer = Buffer.alloc(0);
  #statement: Buffer[] = [];
  #text = "";
  #started = false;
  #answers: "pass" | "cut" | "swallow" = "pass";

  constructor(
    client: net.Socket,
    target: { host: string; port: number },
    fateOf: (text: string) => Fate,
  ) {
    this.#client = client.setNoDelay(true);
    this.#server = net.connect(target).setNoDelay(true);
    this.#fateOf = fateOf;
    for (const socket of [this.#client, this.#server]) {
      socket.on("error", () => undefined);
      socket.once("close", () => this.cut());
    }
    this.#client.on("data", (chunk) => this.#fromClient(chunk));
    this.#server.on("data", (chunk) => this.#fromServer(chunk));
  }

  pass(works: boolean): void {
    for (const socket of [this.#client, this.#server])
      if (works) socket.resume();
      else socket.pause();
  }

  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  #fromServer(chunk: Buffer): void {
    if (this.#answers === "cut") this.cut();
    else if (this.#answers === "pass") this.#client.write(chunk);
  }

  /** Messages of the frontend (PostgreSQL manual, 54.7): a type, a length, and what it is about. */
  #fromClient(chunk: Buffer): void {
    let bytes = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      // The first message of a connection has no type.
      const head = this.#started ? 1 : 0;
      if (bytes.length < head + 4) break;
      const end = head + bytes.readInt32BE(head);
      if (bytes.length < end) break;
      this.#take(this.#started ? String.fromCharCode(bytes[0] ?? 0) : "", bytes.subarray(0, end));
      this.#started = true;
      bytes = bytes.subarray(end);
    }
    this.#rest = Buffer.from(bytes);
  }

  #take(type: string, message: Buffer): void {
    const [first = "", second = ""] = message.subarray(5).toString("latin1").split("\0");
    if (type === "P") this.#prepared.set(first, second);
    if (type === "P") this.#text = second;
    if (type === "B") this.#text = this.#prepared.get(second) ?? "";
    if (type === "Q") this.#text = first;
    this.#statement.push(Buffer.from(message));
    // Parse, Bind, Describe and Execute belong to the Sync that follows.
    if (!["P", "B", "D", "E"].includes(type)) this.#send(type === "S" || type === "Q");
  }

  #send(isStatement: boolean): void {
    const statement = Buffer.concat(this.#statement);
    this.#statement = [];
    const fate = isStatement ? this.#fateOf(this.#text) : "pass";
    if (fate === "cut-before") {
      this.cut();
      return;
    }
    if (fate === "cut-after") this.#answers = "cut";
    if (fate === "swallow") this.#answers = "swallow";
    this.#server.write(statement, () => {
      if (fate === "cut-during") this.cut();
    });
  }
}
