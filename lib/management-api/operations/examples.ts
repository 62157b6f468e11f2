/** Values of the examples, which every schema is tested against. */
export const REQUEST = { path: { id: "R-12" } };
export const SERVER = { path: { name: "io.github.acme/files" } };

export const LISTING = {
  kind: "list_server",
  server: {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: "io.github.acme/files",
    description: "Reads files of a folder",
    version: "1.0.0",
    packages: [
      {
        registryType: "npm",
        identifier: "@acme/files",
        version: "1.0.0",
        transport: { type: "stdio" },
      },
    ],
  },
  justification: "Our agents need to read build logs.",
  ownerTeam: "platform",
  dataClassification: "internal",
  deploymentModel: "self_hosted",
};

export const UUID = "7d2f1c1e-5a3b-4c6d-8e9f-0a1b2c3d4e5f";
export const NOTICE = {
  title: "Upgrade of the database",
  body: "Calls fail for a few minutes.",
  startsAt: "2027-02-01T20:00:00Z",
  endsAt: "2027-02-01T22:00:00Z",
};
export const ID = { path: { id: UUID } };
export const TEAM = { path: { slug: "data-platform" } };
export const PERSON = { path: { email: "engineer@acme.example" } };

const TIER = {
  securityApprovals: 1,
  ownerTeam: false,
  admin: false,
  dataOwner: false,
  responseHours: 24,
  decisionHours: 72,
  validityDays: 365,
  checklist: ["publisher", "tools"],
};
export const POLICY_RULES = {
  tiers: {
    low: TIER,
    medium: { ...TIER, ownerTeam: true },
    high: { ...TIER, securityApprovals: 2 },
    critical: { ...TIER, securityApprovals: 3, admin: true, dataOwner: true },
  },
  dataOwners: { public: null, internal: null, confidential: "platform", restricted: "platform" },
  trust: {
    minimum: { public: 0, internal: 1, confidential: 2, restricted: 2 },
    onFall: {
      public: "review",
      internal: "review",
      confidential: "review",
      restricted: "quarantine",
    },
    exceptionDays: 30,
  },
  fastTrack: { patchReleases: false },
};
