import { z } from "zod";
import { DecideToolsInput, GetToolDriftInput } from "#lib/trust/schemas.ts";
import { decideTools } from "#lib/trust/tools/decide-tools.ts";
import { getToolDrift } from "#lib/trust/tools/get-tool-drift.ts";
import { ToolDecisionAnswer, ToolDriftAnswer } from "../answers/tool-drift.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { SERVER } from "./examples.ts";

const tag = "Servers";

export const GET_TOOL_DRIFT = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/trust/tools",
  tag,
  summary: "How the tools of a version changed since they were approved, and which are held",
  permission: getToolDrift.permission,
  query: z.object({ version: GetToolDriftInput.shape.version }),
  answer: {
    status: 200,
    schema: ToolDriftAnswer,
    description: "For each way to install it whose tools were seen: what changed, in words.",
  },
  example: SERVER,
});

export const DECIDE_TOOLS = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/trust/tools/decisions",
  tag,
  summary: "Accept changed tools, or refuse them; the named ones, or all",
  notes:
    "For security, and nobody who owns the server; it needs a fresh sign-in. 409 where the tools have changed again since `setHash`. Accepted definitions are the approved ones from then on; refused tools stay held.",
  permission: decideTools.permission,
  body: bodyOf(DecideToolsInput, ["name"]),
  answer: { status: 200, schema: ToolDecisionAnswer, description: "What was decided." },
  example: {
    ...SERVER,
    body: {
      version: "1.0.0",
      option: "packages[0]",
      decision: "accept",
      setHash: "0".repeat(64),
      tools: ["search"],
      reason: "The publisher explained the new argument.",
    },
  },
});
