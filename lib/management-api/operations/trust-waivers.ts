import { z } from "zod";
import { EndWaiverInput } from "#lib/trust/schemas.ts";
import { endWaiver } from "#lib/trust/waivers/end-waiver.ts";
import { listWaivers } from "#lib/trust/waivers/list-waivers.ts";
import { WaiverAnswer } from "../answers/trust.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { ID, SERVER } from "./examples.ts";

const tag = "Servers";

export const LIST_WAIVERS = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/waivers",
  tag,
  summary: "What was accepted of its trust controls, by whom, until when and why",
  notes:
    "The newest first, those that have ended too; at most 500. One is asked for by a request of the kind `trust_waiver`.",
  permission: listWaivers.permission,
  answer: {
    status: 200,
    schema: z.object({ waivers: z.array(WaiverAnswer) }),
    description: "All waivers of the versions that you may see.",
  },
  example: SERVER,
});

export const END_WAIVER = defineOperation({
  method: "POST",
  path: "/api/v1/waivers/{id}/end",
  tag,
  summary: "End a waiver before its time: the control fails again at once",
  notes: "For the owner team and security.",
  permission: endWaiver.permission,
  body: bodyOf(EndWaiverInput, ["waiverId"]),
  answer: {
    status: 200,
    schema: z.object({ waiverId: z.uuid() }),
    description: "Ended, and the version evaluated again.",
  },
  example: { ...ID, body: { reason: "The parser is called after all." } },
});
