import { z } from "zod";
import { getRequestTrust } from "#lib/requests/get-request-trust.ts";
import { scanRequest } from "#lib/requests/scan-request.ts";
import { RequestTrustAnswer } from "../answers/request-trust.ts";
import { defineOperation } from "../define-operation.ts";
import { REQUEST } from "./examples.ts";

const tag = "Requests";

export const GET_REQUEST_TRUST = defineOperation({
  method: "GET",
  path: "/api/v1/requests/{id}/trust",
  tag,
  summary: "What the scan of a request found, with all controls, before anybody has decided",
  notes:
    "The document of a request is scanned once it is handed in; an approval takes over what was found. `not_checkable` is neither a pass nor a fail.",
  permission: getRequestTrust.permission,
  answer: {
    status: 200,
    schema: RequestTrustAnswer,
    description: "How it stands, what the policy asks, and each way to install it.",
  },
  example: REQUEST,
});

export const SCAN_REQUEST = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/trust/scans",
  tag,
  summary: "Ask for a scan of what an open request proposes",
  notes:
    "For the owner team once an hour, for security and administrators at any time. It is scanned by itself when it is handed in and when its document changes.",
  permission: scanRequest.permission,
  answer: {
    status: 201,
    schema: z.object({
      scanId: z.uuid(),
      isNew: z.boolean().meta({ description: "False: one waits or runs already." }),
    }),
    description: "It waits for the worker.",
  },
  example: REQUEST,
});
