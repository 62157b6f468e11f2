import fs from "node:fs";
import path from "node:path";
import type { SinkKind } from "#lib/audit-sinks/core/sink-kinds.ts";
import { HecReceiver } from "#lib/testing/audit-receivers/hec-receiver.ts";
import { idOf, type HttpReceiver } from "#lib/testing/audit-receivers/http-receiver.ts";
import { OtlpReceiver } from "#lib/testing/audit-receivers/otlp-receiver.ts";
import { S3Receiver } from "#lib/testing/audit-receivers/s3-receiver.ts";
import { SyslogReceiver, type Certificate } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { WebhookBatchReceiver } from "#lib/testing/audit-receivers/webhook-receiver.ts";

export const TIMEOUT_MS = 2_000;
const SIGNING = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const KEYS = { accessKeyId: "chaos", secretAccessKey: "chaos-secret" };

/** A receiver of a kind on a real socket, or a real folder, and what a sink needs to send there. */
export type Place = {
  kind: SinkKind;
  http: HttpReceiver | null;
  syslog: SyslogReceiver | null;
  folder: string | null;
  /** Ids of records that it refuses, where the kind can refuse single ones. */
  refuses: Set<string> | null;
  listen(): Promise<void>;
  close(): Promise<void>;
  /** Known once it listens. */
  config(): object;
  secrets: object;
  /** Of every event that is there, in the order they came. */
  ids(): string[];
  /** What the other side would export; null where the product reads back by itself. */
  lines: (() => string[]) | null;
};

const NOTHING = { http: null, syslog: null, folder: null, refuses: null, secrets: {}, lines: null };

export function placeOf(
  kind: SinkKind,
  { certificate, root, name }: { certificate: Certificate; root: string; name: string },
): Place {
  switch (kind) {
    case "otlp": {
      const http = new OtlpReceiver();
      return { ...overHttp(kind, http), lines: () => http.logs.map(({ body }) => body) };
    }
    case "splunk_hec": {
      const http = new HecReceiver();
      const lines = () => http.events.map(({ event }) => JSON.stringify(event));
      return { ...overHttp(kind, http), secrets: { token: http.token }, lines };
    }
    case "webhook": {
      const http = new WebhookBatchReceiver(SIGNING);
      const lines = () =>
        http.batches.flatMap(({ data }) => data.map((one) => JSON.stringify(one)));
      return { ...overHttp(kind, http), secrets: { signingSecret: SIGNING }, lines };
    }
    case "s3": {
      const http = new S3Receiver("audit", KEYS);
      http.pageSize = 500;
      return { ...overHttp(kind, http, { bucket: "audit" }), secrets: KEYS };
    }
    case "syslog":
      return overSyslog(certificate);
    case "file":
      return inFolder(root, name);
  }
}

type Refusing = { refuses?: Set<string> };

function overHttp(kind: SinkKind, http: HttpReceiver, more: object = {}): Place {
  return {
    ...NOTHING,
    kind,
    http,
    refuses: (http as Refusing).refuses ?? null,
    listen: () => http.listen(),
    close: () => http.close(),
    config: () => ({ kind, url: http.url, allowedHosts: [http.host], ...more }),
    ids: () => http.ids(),
  };
}

function overSyslog(certificate: Certificate): Place {
  const syslog = new SyslogReceiver(certificate);
  return {
    ...NOTHING,
    kind: "syslog",
    syslog,
    listen: () => syslog.listen(),
    close: () => syslog.close(),
    config: () => ({
      kind: "syslog",
      host: "127.0.0.1",
      port: syslog.port,
      allowedHosts: [`127.0.0.1:${syslog.port}`],
      ca: certificate.cert,
      hostname: "chaos.example",
    }),
    ids: () => syslog.ids(),
    lines: () => syslog.messages,
  };
}

function inFolder(root: string, name: string): Place {
  const folder = path.join(root, name);
  return {
    ...NOTHING,
    kind: "file",
    folder,
    listen: () => Promise.resolve(),
    close: () => Promise.resolve(),
    config: () => ({ kind: "file", folder: name }),
    ids: () => linesIn(folder).flatMap(idsIn),
  };
}

/** Files of a sink, the oldest day first. */
export const filesIn = (folder: string): string[] =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder)
        .sort()
        .map((name) => path.join(folder, name))
    : [];

const linesIn = (folder: string): string[] =>
  filesIn(folder).flatMap((file) => fs.readFileSync(file, "utf8").split("\n"));

/** A line that was torn holds no event. */
function idsIn(line: string): string[] {
  try {
    return [idOf(JSON.parse(line))];
  } catch {
    return [];
  }
}
