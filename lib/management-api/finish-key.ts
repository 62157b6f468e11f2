import { defineCommand } from "#lib/verbs/define-command.ts";
import { FinishKeyInput } from "./schemas.ts";

/** Keeps the answer of the request that holds a key, or gives the key free. */
export const finishKey = defineCommand({
  name: "finishKey",
  permission: "identity.resolve",
  input: FinishKeyInput,

  async run(tx, ctx, { actorId, key, answer }) {
    // Of this request only: a later one may have taken an abandoned key over.
    const held = { path: ["requestId"], equals: ctx.requestId };
    const where = { actorId, key, status: null, headers: held };
    if (answer === null) await tx.idempotencyKey.deleteMany({ where });
    else await tx.idempotencyKey.updateMany({ where, data: answer });
    return { result: null, audit: [] };
  },
});
