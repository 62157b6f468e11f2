import type { IncomingMessage } from "node:http";
import { AppError } from "#lib/kernel/errors.ts";

const MAX_BODY_BYTES = 1_048_576;
const TOO_LARGE = `The body has more than ${MAX_BODY_BYTES} bytes.`;

/** The client went away, or took too long: there is nobody to answer, or not for long. */
export class BodyIncomplete extends Error {}

/**
 * The whole body.
 * @throws AppError `too_large` beyond 1 MiB; BodyIncomplete when it ends early or takes longer
 * than `timeoutMs`.
 */
export function readBody(req: IncomingMessage, timeoutMs: number): Promise<Buffer> {
  const declared = Number(req.headers["content-length"] ?? 0);
  if (declared > MAX_BODY_BYTES) return Promise.reject(new AppError("too_large", TOO_LARGE));

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (error: Error) => {
      clearTimeout(timer);
      req.removeAllListeners("data");
      reject(error);
    };
    const timer = setTimeout(() => fail(new BodyIncomplete("too slow")), timeoutMs);
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) fail(new AppError("too_large", TOO_LARGE));
      else chunks.push(chunk);
    });
    req.on("end", () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
    req.on("error", () => fail(new BodyIncomplete("broken")));
    req.on("close", () => fail(new BodyIncomplete("closed")));
  });
}
