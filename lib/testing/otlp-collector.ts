import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type ReceivedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: number;
  /** 2: gone wrong. */
  status: number;
  attributes: Record<string, string | number | boolean>;
  resource: Record<string, string | number | boolean>;
};

type Any = {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
};
type Keyed = { key: string; value: Any };
type Body = {
  resourceSpans: {
    resource: { attributes: Keyed[] };
    scopeSpans: {
      spans: (Omit<ReceivedSpan, "attributes" | "resource" | "status" | "parentSpanId"> & {
        parentSpanId?: string;
        attributes: Keyed[];
        status: { code?: number };
      })[];
    }[];
  }[];
};

/** The receiving end of OTLP/HTTP with JSON (opentelemetry-proto, `/v1/traces`) on a real port. */
export class OtlpCollector {
  readonly spans: ReceivedSpan[] = [];
  /** Everything that came, byte for byte. */
  raw = "";
  /** `hang` reads and never answers; `refuse` answers 503. */
  mode: "accept" | "hang" | "refuse" = "accept";
  requests = 0;
  readonly #server = http.createServer((req, res) => {
    this.requests += 1;
    void text(req).then((body) => {
      if (this.mode === "hang") return;
      if (this.mode === "refuse") return res.writeHead(503).end();
      if (req.method !== "POST" || req.url !== "/v1/traces") return res.writeHead(404).end();
      this.raw += `${JSON.stringify(req.headers)}\n${body}\n`;
      this.spans.push(...spansOf(JSON.parse(body) as Body));
      return res.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });

  /** The address that spans go to. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1/traces`;
  }

  named = (name: string): ReceivedSpan[] => this.spans.filter((span) => span.name === name);

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function spansOf({ resourceSpans }: Body): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name, kind, status, attributes }) => ({
        traceId,
        spanId,
        parentSpanId: parentSpanId || null,
        name,
        kind,
        status: status.code ?? 0,
        attributes: plain(attributes),
        resource: plain(resource.attributes),
      })),
    ),
  );
}

const plain = (attributes: Keyed[]) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.doubleValue ?? value.boolValue ?? Number(value.intValue),
    ]),
  );
