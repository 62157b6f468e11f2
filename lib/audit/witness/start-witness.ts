import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Signer } from "#lib/audit/tree/signer.ts";
import type { VerifierKey } from "#lib/audit/tree/verifier-key.ts";
import { postAlarm, type AlarmWebhook } from "./post-alarm.ts";
import { WitnessStore } from "./witness-store.ts";
import { Witness, type WitnessAnswer, type WitnessEvent } from "./witness.ts";

export type WitnessOptions = {
  /** Its memory: a folder of its own. Without its memory a witness is worth nothing. */
  stateDir: string;
  signer: Signer;
  logKeys: readonly VerifierKey[];
  host: string;
  /** 0 takes any free one. */
  port: number;
  /** Told of a fork, besides the log and the evidence on disk. */
  alarmWebhook?: AlarmWebhook;
  /** One JSON line for each thing that happened. */
  log: (line: string) => void;
  now?: () => Date;
};

export type RunningWitness = { url: string; stop: () => Promise<void> };

const MAX_BODY_BYTES = 65_536;
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Serves C2SP tlog-witness: POST /add-checkpoint, and GET /health with what it holds. Meant for
 * another host under other administrators than the log's. It speaks http: a proxy may add TLS, but
 * nothing depends on it, as every note is signed.
 */
export async function startWitness(options: WitnessOptions): Promise<RunningWitness> {
  const { stateDir, signer, logKeys, log, now = () => new Date() } = options;
  const store = await WitnessStore.open(stateDir);
  const stopping = new AbortController();
  const toldAt = new Map<string, number>();
  const report = (event: WitnessEvent) => {
    log(JSON.stringify({ at: now().toISOString(), ...event }));
    if (options.alarmWebhook && isToTell(event, toldAt, now().getTime()))
      void postAlarm(options.alarmWebhook, event, { log, signal: stopping.signal });
  };
  const witness = new Witness({ store, signer, logKeys, now, report });
  // Reading all it knows tells now, and not at the first question, when the memory is damaged.
  await witness.heads();

  const server = createServer((request, response) => {
    handle(witness, request).then(
      (answer) => send(response, answer),
      (error: unknown) => {
        log(JSON.stringify({ at: now().toISOString(), event: "failed", reason: String(error) }));
        send(response, { status: 500, contentType: "text/plain", body: "The witness failed.\n" });
      },
    );
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  await listen(server, options);
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    stop: async () => {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Told = Extract<WitnessEvent, { held: string }>;

/** Every alarm, and of suspicions one an hour for each log: strangers can cause those. */
function isToTell(event: WitnessEvent, toldAt: Map<string, number>, at: number): event is Told {
  if (event.event === "alarm") return true;
  if (event.event !== "suspicion") return false;
  const last = toldAt.get(event.origin);
  if (last !== undefined && at - last < 3_600_000) return false;
  toldAt.set(event.origin, at);
  return true;
}

async function handle(witness: Witness, request: IncomingMessage): Promise<WitnessAnswer> {
  const { method, url = "" } = request;
  const route = `${method} ${url.split("?")[0]}`;
  if (route === "POST /add-checkpoint") {
    const body = await bodyOf(request);
    return body === null
      ? { status: 413, contentType: "text/plain", body: "The request is too long.\n" }
      : witness.addCheckpoint(body);
  }
  if (route === "GET /health") {
    const health = { logs: await witness.heads(), counts: witness.counts };
    return { status: 200, contentType: "application/json", body: `${JSON.stringify(health)}\n` };
  }
  return { status: 404, contentType: "text/plain", body: "There is nothing here.\n" };
}

/** Null when it is longer than any checkpoint. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { status, contentType, body }: WitnessAnswer): void {
  response.writeHead(status, {
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

function listen(server: Server, { host, port }: WitnessOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}
