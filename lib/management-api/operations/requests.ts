import { z } from "zod";
import { assignRequest } from "#lib/requests/assign-request.ts";
import { commentRequest } from "#lib/requests/comment-request.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { editRequest } from "#lib/requests/edit-request.ts";
import { getRequest } from "#lib/requests/get-request.ts";
import { listRequests } from "#lib/requests/list-requests.ts";
import { markChecklist } from "#lib/requests/mark-checklist.ts";
import { raiseTier } from "#lib/requests/raise-tier.ts";
import { submitRequest } from "#lib/requests/submit-request.ts";
import { watchRequest } from "#lib/requests/watch-request.ts";
import { withdrawRequest } from "#lib/requests/withdraw-request.ts";
import { REQUEST_KINDS, REQUEST_STATES, RISK_TIERS } from "#lib/requests/core/words.ts";
import {
  AssignRequestInput,
  CommentRequestInput,
  CreateRequestInput,
  DecideRequestInput,
  EditRequestInput,
  MarkChecklistInput,
  RaiseTierInput,
  SubmitRequestInput,
  WatchRequestInput,
  WithdrawRequestInput,
} from "#lib/requests/schemas.ts";
import { QUEUES } from "#lib/requests/list-schemas.ts";
import { DecisionAnswer, RequestAnswer, RequestCreated, RequestList } from "../answers/requests.ts";
import { bodyOf, list, pageSize } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { LISTING, REQUEST } from "./examples.ts";

const tag = "Requests";
const BY_DOOR = ["requestId", "evidence", "origin_of_request"];
const seen = z.coerce.number().int().min(1).optional();
const REVISION = "Say which revision you saw: `If-Match`, or `revision` in the body.";

/** The revision may stand in `If-Match` instead. */
const revised = (body: z.ZodObject) => body.extend({ revision: seen });
const moved = z.object({ id: z.uuid(), state: z.enum(REQUEST_STATES) });

export const LIST_REQUESTS = defineOperation({
  method: "GET",
  path: "/api/v1/requests",
  tag,
  summary: "Requests you may see, the newest first; a queue of open ones by due date",
  permission: listRequests.permission,
  query: z.object({
    queue: z.enum(QUEUES).default("all"),
    state: list(z.enum(REQUEST_STATES)),
    kind: list(z.enum(REQUEST_KINDS)),
    tier: list(z.enum(RISK_TIERS)),
    team: z.string().max(100).default("").meta({ description: "Slug of the owner team." }),
    server: z.string().max(300).default("").meta({ description: "Official name of the server." }),
    q: z.string().max(200).default("").meta({ description: "Part of a title, name or person." }),
    cursor: z
      .string()
      .regex(/^\d{1,9}$/, "This page does not exist.")
      .optional(),
    limit: pageSize(30),
  }),
  answer: { status: 200, schema: RequestList, description: "One page." },
  example: { query: { queue: "unassigned", tier: "high,critical" } },
});

export const CREATE_REQUEST = defineOperation({
  method: "POST",
  path: "/api/v1/requests",
  tag,
  summary: "Ask for something: a new server, a version, a change, an owner, an end",
  notes:
    "Which fields count depends on `kind`. `server` is the server.json (an object or its text); `serverName` names a server that is in the catalog. `submit: false` keeps a draft that only you see.",
  permission: createRequest.permission,
  body: bodyOf(CreateRequestInput, BY_DOOR),
  answer: { status: 201, schema: RequestCreated, description: "Created; `Location` leads to it." },
  revisions: true,
  example: { body: LISTING },
});

export const GET_REQUEST = defineOperation({
  method: "GET",
  path: "/api/v1/requests/{id}",
  tag,
  summary: "One request: what is asked, why it has its risk, what is decided, what you may do",
  notes: "`id` is the id or the number as people write it, such as R-12.",
  permission: getRequest.permission,
  answer: { status: 200, schema: RequestAnswer, description: "The request." },
  revisions: true,
  example: REQUEST,
});

export const EDIT_REQUEST = defineOperation({
  method: "PUT",
  path: "/api/v1/requests/{id}",
  tag,
  summary: "A new revision: all fields anew; votes on earlier revisions count no more",
  notes: REVISION,
  permission: editRequest.permission,
  body: revised(bodyOf(EditRequestInput, BY_DOOR)),
  answer: {
    status: 200,
    schema: z.object({
      id: z.uuid(),
      revision: z.number().int(),
      state: z.enum(REQUEST_STATES),
      riskTier: z.enum(RISK_TIERS),
    }),
    description: "The new revision.",
  },
  revisions: true,
  example: { ...REQUEST, body: { ...withoutKind(LISTING), revision: 1, usedBy: "Data platform" } },
});

function withoutKind({ kind: _, ...rest }: typeof LISTING) {
  return rest;
}

export const SUBMIT_REQUEST = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/submit",
  tag,
  summary: "Hand your draft to review",
  notes: REVISION,
  permission: submitRequest.permission,
  body: revised(bodyOf(SubmitRequestInput, BY_DOOR)),
  answer: {
    status: 200,
    schema: moved.extend({ revision: z.number().int() }),
    description: "Submitted.",
  },
  revisions: true,
  example: { ...REQUEST, body: { revision: 1 } },
});

export const WITHDRAW_REQUEST = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/withdraw",
  tag,
  summary: "Take your request back",
  permission: withdrawRequest.permission,
  body: bodyOf(WithdrawRequestInput, BY_DOOR),
  answer: { status: 200, schema: moved, description: "Withdrawn." },
  revisions: true,
  example: { ...REQUEST, body: { reason: "We found one that is listed already." } },
});

export const DECIDE_REQUEST = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/decisions",
  tag,
  summary: "Approve, reject, or ask for changes",
  notes: `${REVISION} You cannot decide on what you asked for or own. High and critical risk need a fresh sign-in: a token is as fresh as the sign-in it was made in. The last approval that is needed takes effect at once. Once a scan has seen its tools, an approval sends \`change.seenTools\` as you read it: 409 where they are others by now, and where the risk has risen since.`,
  permission: decideRequest.permission,
  body: revised(bodyOf(DecideRequestInput, BY_DOOR)),
  answer: { status: 201, schema: DecisionAnswer, description: "Decided." },
  revisions: true,
  example: {
    ...REQUEST,
    body: { decision: "approve", revision: 1, reason: "Read the code; it only reads files." },
  },
});

export const COMMENT_REQUEST = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/comments",
  tag,
  summary: "Say or ask something; addresses with @ are told of it",
  permission: commentRequest.permission,
  body: bodyOf(CommentRequestInput, BY_DOOR),
  answer: { status: 201, schema: z.object({ id: z.uuid() }), description: "Said." },
  revisions: true,
  example: { ...REQUEST, body: { body: "Which folder does it read?", question: true } },
});

export const ASSIGN_REQUEST = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/assignment",
  tag,
  summary: "Claim a request, give it to another reviewer, or put it back",
  notes: "`assignee` is an e-mail address, `me`, or empty to put it back.",
  permission: assignRequest.permission,
  body: bodyOf(AssignRequestInput, BY_DOOR),
  answer: {
    status: 200,
    schema: z.object({ id: z.uuid(), assignee: z.string().nullable(), changed: z.boolean() }),
    description: "Assigned.",
  },
  revisions: true,
  example: { ...REQUEST, body: { assignee: "me" } },
});

export const RAISE_TIER = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/tier",
  tag,
  summary: "Raise the risk tier; it is never lowered",
  permission: raiseTier.permission,
  body: bodyOf(RaiseTierInput, BY_DOOR),
  answer: {
    status: 200,
    schema: z.object({ id: z.uuid(), tier: z.enum(RISK_TIERS) }),
    description: "Raised.",
  },
  revisions: true,
  example: { ...REQUEST, body: { tier: "high", reason: "It starts a shell." } },
});

export const WATCH_REQUEST = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/watch",
  tag,
  summary: "Hear of a request, or no more",
  permission: watchRequest.permission,
  body: bodyOf(WatchRequestInput, BY_DOOR),
  answer: { status: 200, schema: z.object({ watching: z.boolean() }), description: "Done." },
  revisions: true,
  example: { ...REQUEST, body: { watch: true } },
});

export const MARK_CHECKLIST = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/checklist",
  tag,
  summary: "Answer one line of the checklist, with evidence",
  notes: REVISION,
  permission: markChecklist.permission,
  body: revised(bodyOf(MarkChecklistInput, ["requestId"])),
  answer: {
    status: 200,
    schema: z.object({ itemKey: z.string(), checked: z.boolean() }),
    description: "Marked.",
  },
  revisions: true,
  example: {
    ...REQUEST,
    body: { revision: 1, itemKey: "source", checked: true, evidence: "Read at commit 4f2a." },
  },
});
