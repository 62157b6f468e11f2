import {
  GOVERNANCE_KEY,
  NOTICES_KEY,
  OFFICIAL_KEY,
  REQUEST_KEY,
  SUCCESSOR_KEY,
} from "../core/entry-json.ts";

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const time = (description: string) => ({ type: "string", format: "date-time", description });
const text = (description: string) => ({ type: "string", description });
const nullable = (type: string, description: string) => ({ type: [type, "null"], description });

const LIFECYCLES = ["candidate", "in_review", "approved", "deprecated", "retired", "rejected"];

const Official = {
  type: "object",
  required: ["status", "statusChangedAt", "publishedAt", "updatedAt", "isLatest"],
  additionalProperties: false,
  properties: {
    status: { type: "string", enum: ["active", "deprecated", "deleted"] },
    statusChangedAt: time("When the status last changed."),
    statusMessage: text("Why it is deprecated or deleted, where somebody wrote it down."),
    publishedAt: time("When the version was published, upstream or here."),
    updatedAt: time("When this entry last changed; what updated_since compares."),
    isLatest: { type: "boolean", description: "True for the newest approved version." },
  },
};

const notice = {
  kind: { type: "string", enum: ["maintenance", "incident"] },
  title: { type: "string" },
  startsAt: time("When it starts, or started."),
  endsAt: { type: ["string", "null"], format: "date-time" },
};

const Notices = {
  type: "array",
  description:
    "Maintenance windows and incidents, planned or going on. Only in answers to anonymous readers, and only where there are any.",
  items: { type: "object", properties: notice },
};

const Governance = {
  type: "object",
  description: "What this company decided. Only in answers to signed readers.",
  properties: {
    lifecycle: { type: "string", enum: LIFECYCLES },
    versionLifecycle: { type: "string", enum: LIFECYCLES },
    approvedAt: { type: ["string", "null"], format: "date-time" },
    origin: { type: "string", enum: ["community", "vendor", "internal"] },
    source: nullable("string", "The mirror it came from."),
    ownerTeam: {
      type: ["object", "null"],
      properties: { slug: { type: "string" }, name: { type: "string" } },
    },
    classification: {
      type: ["string", "null"],
      enum: ["public", "internal", "confidential", "restricted", null],
    },
    deploymentModel: { type: ["string", "null"], enum: ["cloud", "self_hosted", "hybrid", null] },
    deployments: {
      type: "array",
      items: {
        type: "object",
        properties: {
          environment: { type: "string" },
          model: { type: "string", enum: ["cloud", "self_hosted", "hybrid"] },
          region: { type: ["string", "null"] },
        },
      },
    },
    notices: {
      type: "array",
      description: "Maintenance windows and incidents, planned or going on.",
      items: { type: "object", properties: { ...notice, body: { type: "string" } } },
    },
  },
};

const Successor = {
  type: "object",
  description: "Of a server that is being retired: what to use instead, and from when it is gone.",
  required: ["name", "retiresAt"],
  properties: {
    name: text("Official name of the successor."),
    retiresAt: time("From then on the server is deleted."),
  },
};

const ServerJson = {
  type: "object",
  description:
    "A server.json document as its publisher wrote it, unknown fields included. The full schema: https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  required: ["name", "description", "version"],
  additionalProperties: true,
  properties: {
    $schema: { type: "string", format: "uri" },
    name: text("Reverse-DNS namespace, one slash, name."),
    description: { type: "string", minLength: 1 },
    version: { type: "string", minLength: 1, maxLength: 255 },
    title: { type: "string" },
    packages: { type: "array", items: { type: "object" } },
    remotes: { type: "array", items: { type: "object" } },
  },
};

const Problem = {
  type: "object",
  description: "RFC 9457 problem details; `error` repeats the detail.",
  required: ["type", "title", "status", "detail", "error"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: { location: { type: "string" }, message: { type: "string" } },
      },
    },
    error: { type: "string" },
  },
};

const ValidationResult = {
  type: "object",
  required: ["valid", "issues"],
  properties: {
    valid: { type: "boolean" },
    issues: {
      type: "array",
      items: {
        type: "object",
        required: ["type", "path", "message", "severity", "reference"],
        properties: {
          type: { type: "string", enum: ["json", "schema", "semantic", "linter"] },
          path: text("Such as packages[0].identifier; empty for the document itself."),
          message: { type: "string" },
          severity: { type: "string", enum: ["error", "warning", "info"] },
          reference: { type: "string" },
        },
      },
    },
  },
};

const TokenExchange = {
  type: "object",
  required: ["oidc_token"],
  properties: { oidc_token: text("The OpenID token (JWT) of the pipeline.") },
};

const RegistryToken = {
  type: "object",
  required: ["registry_token", "expires_at"],
  properties: {
    registry_token: text("To be sent as Authorization: Bearer."),
    expires_at: { type: "integer", description: "Seconds since 1970." },
  },
};

const RequestMeta = {
  type: "object",
  required: ["id", "number", "kind", "state", "revision", "url", "riskTier", "requiredApprovals"],
  description: "The request that the document became.",
  properties: {
    id: { type: "string", format: "uuid" },
    number: { type: "integer" },
    kind: { type: "string", enum: ["list_server", "add_version"] },
    state: text("Such as draft, submitted, in_review, approved."),
    revision: { type: "integer" },
    url: { type: "string", format: "uri", description: "Its page in the console." },
    riskTier: { type: "string", enum: ["low", "medium", "high", "critical"] },
    requiredApprovals: { type: "integer", description: "People who have to agree." },
    outcome: { type: "string", enum: ["opened", "revised", "unchanged", "published"] },
    message: text("What happens next, in words."),
    missing: {
      type: "array",
      description: "What its author has to add to a draft.",
      items: {
        type: "object",
        properties: { field: { type: "string" }, message: { type: "string" } },
      },
    },
    fastTrack: {
      type: "object",
      description: "Why it was, or was not, approved without a review.",
      properties: {
        fast: { type: "boolean" },
        reasons: { type: "array", items: { type: "string" } },
      },
    },
  },
};

const PublishResponse = {
  type: "object",
  required: ["server", "_meta"],
  properties: {
    server: ref("ServerJson"),
    _meta: {
      type: "object",
      required: [REQUEST_KEY],
      additionalProperties: true,
      properties: {
        [REQUEST_KEY]: RequestMeta,
        [OFFICIAL_KEY]: ref("OfficialMeta"),
        [GOVERNANCE_KEY]: ref("Governance"),
      },
    },
  },
};

export const OPENAPI_SCHEMAS = {
  ServerJson,
  ServerResponse: {
    type: "object",
    required: ["server", "_meta"],
    properties: {
      server: ref("ServerJson"),
      _meta: {
        type: "object",
        required: [OFFICIAL_KEY],
        additionalProperties: true,
        properties: {
          [OFFICIAL_KEY]: ref("OfficialMeta"),
          [GOVERNANCE_KEY]: ref("Governance"),
          [NOTICES_KEY]: ref("Notices"),
          [SUCCESSOR_KEY]: ref("Successor"),
        },
      },
    },
  },
  ServerList: {
    type: "object",
    required: ["servers", "metadata"],
    properties: {
      servers: { type: "array", items: ref("ServerResponse") },
      metadata: {
        type: "object",
        required: ["count"],
        properties: {
          count: { type: "integer", description: "Entries on this page." },
          nextCursor: text("Present when there may be more; needs no encoding in an address."),
        },
      },
    },
  },
  OfficialMeta: Official,
  Governance,
  Notices,
  Successor,
  PublishResponse,
  TokenExchange,
  RegistryToken,
  ValidationResult,
  Problem,
};
