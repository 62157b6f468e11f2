import type { IncomingMessage, ServerResponse } from "node:http";

/** Milliseconds. */
export type BodyLimits = {
  /** For the whole body to arrive; null where it may take hours. */
  arriveMs: number | null;
  /** For the rest of a body that was answered before it ended. */
  restMs: number;
};

/** Cuts connections whose bodies trickle in, so that a few slow senders cannot hold all of them. */
export function boundBody(req: IncomingMessage, res: ServerResponse, limits: BodyLimits): void {
  const cutAfter = (delayMs: number) =>
    setTimeout(() => {
      if (!req.complete) req.socket.destroy();
    }, delayMs).unref();

  const timer = limits.arriveMs === null ? undefined : cutAfter(limits.arriveMs);
  res.once("close", () => clearTimeout(timer));
  res.once("finish", () => {
    if (!req.complete) cutAfter(limits.restMs);
  });
}
