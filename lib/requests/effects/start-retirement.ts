import { openRetirement } from "#lib/retirements/open-retirement.ts";
import { ownValue } from "#lib/kernel/json.ts";
import { ToolMapping } from "../schemas.ts";
import type { Effect } from "./effect.ts";
import { textField } from "./payload-fields.ts";

/** The campaign begins: its dates act by themselves from here on. */
export const startRetirement: Effect = async (tx, ctx, { request, payload }) => {
  if (request.serverId === null) throw new TypeError("A retirement has no server.");
  return openRetirement(tx, ctx, {
    serverId: request.serverId,
    requestId: request.id,
    createdById: request.requesterId,
    reason: textField(payload, "message") ?? "",
    successor: textField(payload, "successor"),
    toolMap: ToolMapping.array().parse(ownValue(payload, "toolMap") ?? []),
    deprecatesOn: textField(payload, "deprecatesOn"),
    brownoutOn: textField(payload, "brownoutOn"),
    retiresOn: textField(payload, "retiresOn"),
  });
};
