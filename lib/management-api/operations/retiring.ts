import { z } from "zod";
import { createRequest } from "#lib/requests/create-request.ts";
import { CreateRequestInput } from "#lib/requests/schemas.ts";
import { answerRetirement } from "#lib/retirements/answer-retirement.ts";
import { cancelRetirement } from "#lib/retirements/cancel-retirement.ts";
import { ANSWERS } from "#lib/retirements/core/words.ts";
import { decideExtension } from "#lib/retirements/decide-extension.ts";
import { getRetirement } from "#lib/retirements/get-retirement.ts";
import { rescheduleRetirement } from "#lib/retirements/reschedule-retirement.ts";
import {
  AnswerRetirementInput,
  CancelRetirementInput,
  DecideExtensionInput,
  RescheduleRetirementInput,
} from "#lib/retirements/schemas.ts";
import { time } from "../answers/common.ts";
import { RetirementAnswer } from "../answers/owning.ts";
import { RequestCreated } from "../answers/requests.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { SERVER, UUID } from "./examples.ts";

const tag = "Servers";
const { successor, toolMap, deprecatesOn, brownoutOn, retiresOn, message, urgency } =
  CreateRequestInput.shape;

export const GET_RETIREMENT = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/retirement",
  tag,
  summary: "Its retirement: the campaign that runs, else the last one",
  permission: getRetirement.permission,
  answer: { status: 200, schema: RetirementAnswer, description: "The campaign." },
  example: SERVER,
});

export const REQUEST_RETIREMENT = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/retirement",
  tag,
  summary: "Ask for the retirement of a server",
  notes:
    "A request of the kind `retire`: the campaign begins when it is approved. Give the `reason` (or `message`), which everyone who uses the server reads; without dates the usual ones are taken.",
  permission: createRequest.permission,
  body: z.object({
    reason: message,
    message,
    justification: message,
    successor,
    toolMap,
    deprecatesOn,
    brownoutOn,
    retiresOn,
    urgency,
  }),
  answer: { status: 201, schema: RequestCreated, description: "`Location` leads to the request." },
  revisions: true,
  example: {
    ...SERVER,
    body: {
      reason: "The vendor ends support.",
      successor: "io.github.acme/storage",
      toolMap: [{ from: "read_file", to: "get_object" }],
    },
  },
});

export const ANSWER_RETIREMENT = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/retirement/answers",
  tag,
  summary: "Answer for your team: moved, not using it, or more time needed",
  permission: answerRetirement.permission,
  body: bodyOf(AnswerRetirementInput, ["name"]),
  answer: {
    status: 201,
    schema: z.object({ consumerId: z.uuid(), answer: z.enum(ANSWERS), changed: z.boolean() }),
    description: "Answered.",
  },
  example: { ...SERVER, body: { consumerId: UUID, answer: "moved" } },
});

export const DECIDE_EXTENSION = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/retirement/extensions",
  tag,
  summary: "Give a team more time, or not",
  permission: decideExtension.permission,
  body: bodyOf(DecideExtensionInput, ["name"]),
  answer: {
    status: 201,
    schema: z.object({ consumerId: z.uuid(), decision: z.string(), retiresAt: time }),
    description: "Decided.",
  },
  example: { ...SERVER, body: { consumerId: UUID, decision: "accept" } },
});

export const RESCHEDULE_RETIREMENT = defineOperation({
  method: "PUT",
  path: "/api/v1/servers/{name}/retirement/dates",
  tag,
  summary: "Move the dates of the campaign",
  permission: rescheduleRetirement.permission,
  body: bodyOf(RescheduleRetirementInput, ["name"]),
  answer: {
    status: 200,
    schema: z.looseObject({ name: z.string(), changed: z.boolean() }),
    description: "The new dates.",
  },
  example: {
    ...SERVER,
    body: { reason: "Two teams need the summer.", retiresOn: "2027-09-30" },
  },
});

export const CANCEL_RETIREMENT = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/retirement/cancellation",
  tag,
  summary: "Stop the campaign: the server stays",
  permission: cancelRetirement.permission,
  body: bodyOf(CancelRetirementInput, ["name"]),
  answer: {
    status: 201,
    schema: z.object({ name: z.string(), lifecycle: z.string() }),
    description: "Cancelled.",
  },
  example: { ...SERVER, body: { reason: "The vendor goes on after all." } },
});
