import { z } from "zod";
import { inspectReference } from "#lib/intake/inspect-reference.ts";
import { proposeVersion } from "#lib/intake/propose-version.ts";
import { InspectReferenceInput } from "#lib/intake/schemas.ts";
import { countQueues } from "#lib/requests/count-queues.ts";
import { getNextRequest } from "#lib/requests/get-next-request.ts";
import { listReviewers } from "#lib/requests/list-reviewers.ts";
import { markViewed } from "#lib/requests/mark-viewed.ts";
import { MarkViewedInput } from "#lib/requests/schemas.ts";
import { anyObject } from "../answers/common.ts";
import { bodyOf } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { REQUEST, SERVER } from "./examples.ts";

const tag = "Requests";
const count = z.number().int();
const reading = z.object({ label: z.string(), reference: z.string() });

export const INSPECT_REFERENCE = defineOperation({
  method: "POST",
  path: "/api/v1/intake",
  tag,
  summary: "Find out what a reference is before you ask for it; changes nothing",
  notes:
    "A package (`npm:@acme/files`), an image, a bundle's link, a remote's URL, an official name, or the text of a server.json. The answer has a draft of the server.json, what each source said, look-alikes, and approved servers that do the same.",
  permission: inspectReference.permission,
  body: bodyOf(InspectReferenceInput, []),
  answer: {
    status: 200,
    schema: z.object({
      readAs: reading,
      found: z.boolean().meta({ description: "False: nothing could be read of it." }),
      document: anyObject,
      tools: z.array(anyObject),
      evidence: anyObject,
      otherwise: z.array(reading),
      kin: anyObject,
    }),
    description: "What is known of it.",
  },
  example: { body: { reference: "npm:@modelcontextprotocol/server-filesystem" } },
});

export const PROPOSE_VERSION = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/proposal",
  tag,
  summary: "Look upstream for the next version of a server, as a draft to ask for; changes nothing",
  permission: proposeVersion.permission,
  answer: {
    status: 200,
    schema: z.object({
      current: z.string(),
      newer: z.boolean().meta({ description: "False: nothing newer was found." }),
      document: anyObject,
      tools: z.array(anyObject),
      evidence: anyObject,
    }),
    description: "What could be asked for with the kind `add_version`.",
  },
  example: SERVER,
});

export const COUNT_QUEUES = defineOperation({
  method: "GET",
  path: "/api/v1/requests/counts",
  tag,
  summary: "How many requests wait in each of your queues",
  permission: countQueues.permission,
  answer: {
    status: 200,
    schema: z.object({
      ...{ open: count, mine: count, unassigned: count },
      ...{ overdue: count, requested: count },
    }),
    description: "The counts.",
  },
});

export const GET_NEXT_REQUEST = defineOperation({
  method: "GET",
  path: "/api/v1/requests/next",
  tag,
  summary: "What you should decide next: yours first, then the most urgent that nobody has",
  permission: getNextRequest.permission,
  query: z.object({
    except: z.uuid().optional().meta({ description: "The one you looked at just now." }),
  }),
  answer: {
    status: 200,
    schema: z.object({
      request: z
        .object({ number: z.string(), title: z.string(), assigned: z.boolean() })
        .nullable(),
    }),
    description: "Null: nothing waits for you.",
  },
});

export const LIST_REVIEWERS = defineOperation({
  method: "GET",
  path: "/api/v1/reviewers",
  tag,
  summary: "Who a request can be given to, and how much they have",
  permission: listReviewers.permission,
  answer: {
    status: 200,
    schema: z.object({
      reviewers: z.array(z.object({ email: z.string(), name: z.string(), open: count })),
    }),
    description: "All of them, by name.",
  },
});

export const MARK_VIEWED = defineOperation({
  method: "POST",
  path: "/api/v1/requests/{id}/viewed",
  tag,
  summary: "Tick a part of the change as seen, for yourself",
  notes: "Say which revision you saw: `If-Match`, or `revision` in the body.",
  permission: markViewed.permission,
  body: bodyOf(MarkViewedInput, ["requestId"]).extend({
    revision: z.coerce.number().int().min(1).optional(),
  }),
  answer: { status: 200, schema: z.object({ viewed: z.boolean() }), description: "Noted." },
  revisions: true,
  example: { ...REQUEST, body: { revision: 1, part: "tool:read_file", viewed: true } },
});
