import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** An answer ready to be written; headers as the flat list that node:http writes fastest. */
export type Answer = {
  status: number;
  body: Buffer;
  headers: string[];
  /** What a reader gets who has this very answer already; null where there is no ETag. */
  unchanged: { etag: string; headers: string[] } | null;
};

/**
 * Exactly the three headers that GitHub asks of a self-hosted registry, on every answer, errors
 * and OPTIONS included (docs.github.com, "Configure an MCP registry").
 */
export const CORS: readonly string[] = [
  "Access-Control-Allow-Origin",
  "*",
  "Access-Control-Allow-Methods",
  "GET, OPTIONS",
  "Access-Control-Allow-Headers",
  "Authorization, Content-Type",
];

export const JSON_TYPE = "application/json";
const MAX_AGE_SECONDS = 30;

type Sharing = "public" | "private" | "none";
const CACHE_CONTROL: Record<Sharing, string> = {
  public: `public, max-age=${MAX_AGE_SECONDS}`,
  private: "private, no-store",
  none: "no-store",
};

type Shape = { type?: string; sharing: Sharing; status?: number; headers?: readonly string[] };

/** Builds an answer; everything but `none` gets a strong ETag. */
export function answerOf(text: string, shape: Shape): Answer {
  const body = Buffer.from(text, "utf8");
  const status = shape.status ?? 200;
  const always = [
    ...CORS,
    "Cache-Control",
    CACHE_CONTROL[shape.sharing],
    // The same address answers differently to a signed reader.
    "Vary",
    "Authorization",
    "X-Content-Type-Options",
    "nosniff",
    ...(shape.headers ?? []),
  ];
  const content = ["Content-Type", shape.type ?? JSON_TYPE, "Content-Length", String(body.length)];
  if (shape.sharing === "none")
    return { status, body, headers: [...always, ...content], unchanged: null };

  const etag = `"${hash("sha256", body, "base64url").slice(0, 27)}"`;
  const headers = [...always, "ETag", etag];
  return { status, body, headers: [...headers, ...content], unchanged: { etag, headers } };
}

/** Writes the answer, or 304 when the reader has it. Returns the status written. */
export function send(req: IncomingMessage, res: ServerResponse, answer: Answer): number {
  const { unchanged } = answer;
  const known = req.headers["if-none-match"];
  if (unchanged && known !== undefined && holdsTag(known, unchanged.etag)) {
    res.writeHead(304, unchanged.headers);
    res.end();
    return 304;
  }
  res.writeHead(answer.status, answer.headers);
  if (req.method === "HEAD" || answer.status === 204) res.end();
  else res.end(answer.body);
  return answer.status;
}

/** RFC 9110 13.1.2: a weak comparison, because proxies that compress weaken our tags. */
function holdsTag(header: string, etag: string): boolean {
  if (header === etag || header === "*") return true;
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}
