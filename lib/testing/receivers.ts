import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

export type ReceivedMail = {
  to: string[];
  headers: Map<string, string>;
  /** Transfer encoding undone; parts as they stand. */
  content: string;
  raw: string;
};

/** A real SMTP server that asks for a password and keeps what it gets. */
export class MailReceiver {
  readonly mails: ReceivedMail[] = [];
  /** Answers instead of accepting, with this SMTP code. */
  refuseWith: number | null = null;
  /** Called before a mail is accepted. */
  before: () => Promise<void> = () => Promise.resolve();
  readonly #server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      if (username === "gatehouse" && password === "mail-password")
        done(null, { user: "gatehouse" });
      else done(new Error("Wrong password mail-password"));
    },
    onData: (stream, session, done) => {
      void text(stream).then(async (raw) => {
        await this.before();
        if (this.refuseWith !== null)
          return done(
            Object.assign(new Error("Not now, mail-password"), { responseCode: this.refuseWith }),
          );
        this.mails.push(
          read(
            raw,
            session.envelope.rcptTo.map(({ address }) => address),
          ),
        );
        done();
      });
    },
  });

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.server.address() as AddressInfo).port;
  }

  close = () => new Promise<void>((resolve) => this.#server.close(resolve));
  to = (email: string) => this.mails.filter((mail) => mail.to.includes(email));
}

function read(raw: string, to: string[]): ReceivedMail {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const body = raw
    .slice(end)
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return { to, headers, content: Buffer.from(body, "latin1").toString("utf8"), raw };
}

export type ReceivedCall = { path: string; headers: Record<string, string>; body: string };

/** A real HTTP receiver of webhooks. */
export class CallReceiver {
  readonly calls: ReceivedCall[] = [];
  /** The status of the answer, or an answer of one's own. */
  answer: (call: ReceivedCall, response: http.ServerResponse) => number | Promise<number> = () =>
    204;
  readonly #server = http.createServer((request, response) => {
    void text(request).then(async (body) => {
      const headers = request.headers as Record<string, string>;
      const call = { path: request.url ?? "", headers, body };
      this.calls.push(call);
      const status = await this.answer(call, response);
      if (!response.headersSent) response.writeHead(status).end();
    });
  });

  /** Its address. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A gate that holds whoever waits at it until it is opened, and knows that somebody came. */
export function gate() {
  const held = deferred();
  const arrived = deferred();
  return {
    open: () => held.resolve(),
    arrived: arrived.promise,
    wait: () => {
      arrived.resolve();
      return held.promise;
    },
  };
}

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}
