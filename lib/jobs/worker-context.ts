import { randomUUID } from "node:crypto";
import { systemActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";

/** What the worker acts as. */
export const workerContext = (): Context => ({
  actor: systemActor("worker", "Worker"),
  now: new Date(),
  requestId: randomUUID(),
});
