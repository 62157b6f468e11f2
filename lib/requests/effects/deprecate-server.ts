import { AppError } from "#lib/kernel/errors.ts";
import type { Effect } from "./effect.ts";
import { textField } from "./payload-fields.ts";

/** Clients keep getting it, with the message and the name of what to use instead. */
export const deprecateServer: Effect = async (tx, ctx, { request, payload }) => {
  if (request.serverId === null) throw new TypeError("A deprecation has no server.");
  const successor = textField(payload, "successor");
  const message = [
    textField(payload, "message"),
    successor === null ? null : `Use ${successor} instead.`,
  ]
    .filter(Boolean)
    .join(" ");
  const { count } = await tx.server.updateMany({
    where: { id: request.serverId, lifecycle: "approved" },
    data: { lifecycle: "deprecated", statusMessage: message, updatedAt: ctx.now },
  });
  if (count === 0) throw new AppError("conflict", "This server is not offered any more.");
  return [
    {
      action: "server.deprecate",
      targetKind: "server",
      targetId: request.serverId,
      before: { lifecycle: "approved" },
      after: { request: request.number, lifecycle: "deprecated", message },
    },
  ];
};
