import { z } from "zod";
import { assignOwner } from "#lib/catalog/assign-owner.ts";
import { classifyServer } from "#lib/catalog/classify-server.ts";
import {
  CLASSIFICATIONS,
  LIFECYCLES,
  MODELS,
  ORIGINS,
  RISK_FILTERS,
  SORTS,
  TRUST_FILTERS,
} from "#lib/catalog/core/browse-state.ts";
import { describeServer } from "#lib/catalog/describe-server.ts";
import { getServer } from "#lib/catalog/get-server.ts";
import { listActivity } from "#lib/catalog/list-activity.ts";
import { listFilteredServers } from "#lib/catalog/list-filtered-servers.ts";
import { listVersions } from "#lib/catalog/list-versions.ts";
import {
  AssignOwnerInput,
  ClassifyServerInput,
  DescribeServerInput,
  ListActivityInput,
} from "#lib/catalog/server-schemas.ts";
import { quarantineServer } from "#lib/operations/quarantine-server.ts";
import { QuarantineServerInput } from "#lib/operations/schemas.ts";
import { Changed, time } from "../answers/common.ts";
import { ActivityList, ServerAnswer, ServerList, VersionList } from "../answers/servers.ts";
import { bodyOf, list, pageSize } from "../body-of.ts";
import { defineOperation } from "../define-operation.ts";
import { SERVER } from "./examples.ts";

const tag = "Servers";
const BY_DOOR = ["name", "seen"];
const word = z.string().max(200);

export const LIST_SERVERS = defineOperation({
  method: "GET",
  path: "/api/v1/servers",
  tag,
  summary: "Servers of the catalog, filtered and sorted as on the browse page",
  notes: "Without `lifecycle`: approved and deprecated ones.",
  permission: listFilteredServers.permission,
  query: z.object({
    q: z.string().max(500).default("").meta({ description: "Words, typing errors included." }),
    lifecycle: list(z.enum(LIFECYCLES)),
    model: list(z.enum(MODELS)),
    classification: list(z.enum(CLASSIFICATIONS)),
    team: list(word).meta({ description: "Slugs of owner teams." }),
    category: list(word),
    package: list(word),
    transport: list(word),
    origin: list(z.enum(ORIGINS)),
    trust: list(z.enum(TRUST_FILTERS)).meta({
      description: "Level of the current version; `none`: not assessed.",
    }),
    risk: list(z.enum(RISK_FILTERS)).meta({
      description: "`none`: none was found; `unknown`: too little was looked at.",
    }),
    quarantined: z.enum(["true", "false"]).optional().meta({
      description: "`true`: only those in quarantine; `false`: only the others. Without: both.",
    }),
    sort: z.enum(SORTS).optional(),
    cursor: z.string().max(2_000).optional(),
    limit: pageSize(30),
  }),
  answer: { status: 200, schema: ServerList, description: "One page." },
  example: { query: { q: "github", classification: "public,internal" } },
});

export const GET_SERVER = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}",
  tag,
  summary: "One server as it stands today",
  notes: "While it is being retired: the headers `Deprecation`, `Sunset` and `Link`.",
  permission: getServer.permission,
  answer: { status: 200, schema: ServerAnswer, description: "The server." },
  example: SERVER,
});

export const LIST_VERSIONS = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/versions",
  tag,
  summary: "Its versions, the newest first",
  permission: listVersions.permission,
  query: z.object({ cursor: z.string().min(1).max(255).optional(), limit: pageSize(50) }),
  answer: { status: 200, schema: VersionList, description: "One page." },
  example: SERVER,
});

export const LIST_ACTIVITY = defineOperation({
  method: "GET",
  path: "/api/v1/servers/{name}/activity",
  tag,
  summary: "Its log, the newest first",
  notes: "Owners and those who oversee servers see every record with before and after.",
  permission: listActivity.permission,
  query: z.object({ cursor: ListActivityInput.shape.cursor, limit: pageSize(30) }),
  answer: { status: 200, schema: ActivityList, description: "One page." },
  example: SERVER,
});

export const QUARANTINE_SERVER = defineOperation({
  method: "POST",
  path: "/api/v1/servers/{name}/quarantine",
  tag,
  summary: "Take a server out of use at once",
  notes:
    "Security and administrators any server, its owner team their own. Lifting it takes a request of the kind `lift_quarantine`.",
  permission: quarantineServer.permission,
  body: bodyOf(QuarantineServerInput, BY_DOOR),
  answer: {
    status: 200,
    schema: z.object({ name: z.string(), quarantinedAt: time }),
    description: "In quarantine.",
  },
  example: { ...SERVER, body: { reason: "The new release sends files to an unknown host." } },
});

export const DESCRIBE_SERVER = defineOperation({
  method: "PUT",
  path: "/api/v1/servers/{name}/description",
  tag,
  summary: "Change what our people read about it: contact, documentation, categories, tags",
  permission: describeServer.permission,
  body: bodyOf(DescribeServerInput, BY_DOOR),
  answer: { status: 200, schema: Changed, description: "Described." },
  example: {
    ...SERVER,
    body: { supportContact: "Platform team", categories: ["files"], tags: ["beta"] },
  },
});

export const CLASSIFY_SERVER = defineOperation({
  method: "PUT",
  path: "/api/v1/servers/{name}/classification",
  tag,
  summary: "Classify the data it touches",
  permission: classifyServer.permission,
  body: bodyOf(ClassifyServerInput, BY_DOOR),
  answer: { status: 200, schema: Changed, description: "Classified." },
  example: { ...SERVER, body: { classification: "internal" } },
});

export const ASSIGN_OWNER = defineOperation({
  method: "PUT",
  path: "/api/v1/servers/{name}/owner",
  tag,
  summary: "Name the team that owns it, and its deputy",
  permission: assignOwner.permission,
  body: bodyOf(AssignOwnerInput, BY_DOOR),
  answer: { status: 200, schema: Changed, description: "Assigned." },
  example: { ...SERVER, body: { team: "platform" } },
});
