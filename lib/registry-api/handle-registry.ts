import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  catalogGeneration,
  onCatalogChange,
  startCatalogListener,
} from "#lib/db/catalog-listener.ts";
import { createAnswerCache } from "./answer-cache.ts";
import { createKnownAddresses } from "./known-addresses.ts";
import { readRegistryPath, type RegistryPath } from "./core/route-path.ts";
import { failureAnswer, problemAnswer } from "./problem-answer.ts";
import { answerAuth } from "./publish-auth-answer.ts";
import { answerPublish } from "./publish-answer.ts";
import { BodyIncomplete } from "./read-body.ts";
import { createRegistryMetrics, type Route } from "./registry-metrics.ts";
import { methodRefusal } from "./registry-methods.ts";
import { answerRead, type Registry } from "./registry-reads.ts";
import { answerValidate } from "./validate-answer.ts";
import { send, type Answer } from "./wire.ts";

const CACHE_BYTES = 64 * 1_048_576;
const MAX_AGE_MS = 30_000;

export type RegistryHandler = {
  /** Answers when the path belongs to the registry API; false, untouched, when it does not. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
};

/** The official registry API for a node:http server, in front of whatever serves the rest. */
export function createRegistryHandler(): RegistryHandler {
  const stopListening = startCatalogListener();
  const cache = createAnswerCache({
    maxBytes: CACHE_BYTES,
    maxAgeMs: MAX_AGE_MS,
    generation: catalogGeneration,
    nowMs: () => performance.now(),
  });
  const unsubscribe = onCatalogChange(() => cache.clear());
  const registry: Registry = {
    cache,
    addresses: createKnownAddresses(),
    metrics: createRegistryMetrics(),
  };

  return {
    async handle(req, res) {
      if (answerKept(registry, req, res)) return true;
      const { path, query } = splitAddress(req.url ?? "/");
      const read = readRegistryPath(path);
      if (read.to === "elsewhere") return false;

      const startedMs = performance.now();
      const route: Route = read.to === "target" ? read.target.kind : read.to;
      const status = await answer(registry, { req, res, read, query });
      registry.metrics.observe(route, status, (performance.now() - startedMs) / 1_000);
      return true;
    },
    async close() {
      unsubscribe();
      cache.clear();
      await stopListening();
    },
  };
}

/** The common case, without taking the address apart: a stranger asks again for what is kept. */
function answerKept(registry: Registry, req: IncomingMessage, res: ServerResponse): boolean {
  if (req.method !== "GET" || req.headers.authorization !== undefined) return false;
  const known = registry.addresses.get(req.url ?? "");
  if (!known) return false;
  const startedMs = performance.now();
  const hit = registry.cache.get(known.key);
  if (!hit) return false;
  registry.metrics.cache.hits += 1;
  const status = send(req, res, hit);
  registry.metrics.observe(known.route, status, (performance.now() - startedMs) / 1_000);
  return true;
}

type Exchange = {
  req: IncomingMessage;
  res: ServerResponse;
  read: Exclude<RegistryPath, { to: "elsewhere" }>;
  query: string;
};

/** Nginx's word for a client that went away before the answer; only our counters see it. */
const CLIENT_GONE = 499;

async function answer(registry: Registry, exchange: Exchange): Promise<number> {
  const { req, res } = exchange;
  try {
    return send(req, res, await answerFor(registry, exchange));
  } catch (error) {
    if (res.destroyed || res.headersSent) {
      res.destroy();
      return CLIENT_GONE;
    }
    if (error instanceof BodyIncomplete)
      return send(
        req,
        res,
        problemAnswer({
          status: 408,
          detail: "The body did not arrive in time.",
          headers: ["Connection", "close"],
        }),
      );
    return send(req, res, failureAnswer(error, randomUUID()));
  }
}

async function answerFor(registry: Registry, exchange: Exchange): Promise<Answer> {
  const { req, read, query } = exchange;
  const method = req.method ?? "GET";
  if (read.to === "redirect")
    return problemAnswer({
      status: 308,
      detail: "The address has no slash at its end.",
      headers: ["Location", query === "" ? read.path : `${read.path}?${query}`],
    });
  const refusal = methodRefusal(read, method);
  if (refusal) return refusal;
  if (read.to === "bad") return problemAnswer({ status: 400, detail: read.detail });
  const posted = await answerPost(req, read);
  if (posted) return posted;
  return answerRead(registry, {
    ...read,
    query,
    address: req.url ?? "",
    authorization: req.headers.authorization,
  });
}

/** The addresses that take a body; null for all others. */
async function answerPost(
  req: IncomingMessage,
  { target, audience }: Extract<RegistryPath, { to: "target" }>,
): Promise<Answer | null> {
  if (target.kind === "validate") return answerValidate(req);
  if (target.kind !== "publish" && target.kind !== "auth") return null;
  if (audience !== null)
    return problemAnswer({
      status: 501,
      detail: "The registry of an audience is for reading: publish at /v0.1/publish.",
    });
  return target.kind === "publish" ? answerPublish(req) : answerAuth(req, target.method);
}

/** The address may come whole, as proxies send it (RFC 9112 3.2.2). */
function splitAddress(url: string): { path: string; query: string } {
  const address = url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?#]*/i, "");
  const mark = address.indexOf("?");
  if (mark < 0) return { path: address, query: "" };
  return { path: address.slice(0, mark), query: address.slice(mark + 1) };
}
