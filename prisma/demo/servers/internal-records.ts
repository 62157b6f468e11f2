import type { DemoServer } from "../demo-server.ts";
import { inCluster } from "../deployments.ts";
import { SCHEMA, http, oci, secret, setting } from "../documents.ts";
import { HR_README } from "../readmes/internal.ts";
import { adds, reads } from "../tools.ts";

const IMAGES = "registry.acme.example/mcp";

export const INTERNAL_RECORD_SERVERS: readonly DemoServer[] = [
  {
    versions: (["2.1.0", "2.3.1"] as const).map((version) => ({
      document: {
        $schema: SCHEMA,
        name: "example.acme/hr-directory",
        title: "HR directory",
        description: "Who works where, for whom, and how to reach them.",
        version,
        websiteUrl: "https://wiki.acme.example/mcp/hr-directory",
        packages: [
          oci(`${IMAGES}/hr-directory:${version}`, [
            setting("DIRECTORY_URL", "Address of the directory."),
            secret("DIRECTORY_TOKEN", "Token that limits which fields come back."),
          ]),
        ],
      },
      lifecycle: "approved" as const,
      publishedDaysAgo: version === "2.3.1" ? 45 : 170,
    })),
    origin: "internal",
    lifecycle: "approved",
    classification: "restricted",
    ownerTeam: "security-engineering",
    deputy: "security-1@acme.example",
    visibleToTeams: ["security-engineering", "platform"],
    exposed: false,
    categories: ["Internal systems"],
    tags: ["people", "directory", "teams"],
    supportContact: "security@acme.example",
    supportChannel: "#mcp-directory",
    documentation: "https://wiki.acme.example/mcp/hr-directory",
    readme: HR_README,
    deployments: [
      inCluster("production", "https://directory.mcp.acme.example/mcp", "Security engineering"),
    ],
    tools: [
      reads("find_person", "Finds people by name, team or skill.", "query, team?, limit?: integer"),
      reads("get_person", "Returns one person's entry.", "personId"),
      reads("get_team", "Returns a team and its members.", "teamId"),
      reads("get_reporting_line", "Returns the people above somebody.", "personId"),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "example.acme/customer-360",
          title: "Customer 360",
          description: "One customer's contracts, tickets and usage in one answer.",
          version: "0.6.0",
          websiteUrl: "https://wiki.acme.example/mcp/customer-360",
          remotes: [http("https://customer-360.mcp.acme.example/mcp")],
        },
        lifecycle: "approved",
        publishedDaysAgo: 75,
      },
    ],
    origin: "internal",
    lifecycle: "approved",
    quarantineNote:
      "Answers contained tickets of other customers. Stopped until the filter is fixed and tested.",
    classification: "confidential",
    ownerTeam: "customer-success",
    deputy: "engineer@acme.example",
    visibleToTeams: ["customer-success", "data", "security-engineering"],
    exposed: false,
    categories: ["Internal systems", "Customer & CRM"],
    tags: ["customers", "tickets", "contracts"],
    supportContact: "customer-success@acme.example",
    supportChannel: "#mcp-crm",
    documentation: "https://wiki.acme.example/mcp/customer-360",
    deployments: [
      {
        environment: "production",
        model: "hybrid",
        provider: "Acme Kubernetes and Salesforce",
        region: "eu-central",
        residency: "EU",
        address: "https://customer-360.mcp.acme.example/mcp",
        operatedBy: "Customer success",
        status: "suspended",
      },
    ],
    tools: [
      reads("find_customer", "Finds customers.", "query, limit?: integer"),
      reads("get_customer", "Returns contracts, tickets and usage.", "customerId, since?"),
      reads("list_tickets", "Lists a customer's tickets.", "customerId, state?: open|closed"),
      adds("add_customer_note", "Writes a note for the team.", "customerId, note"),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "example.acme/design-tokens",
          title: "Design tokens",
          description: "Colours, spacing and type of Acme's design system, by name and by use.",
          version: "3.2.0",
          websiteUrl: "https://wiki.acme.example/mcp/design-tokens",
          remotes: [http("https://tokens.mcp.acme.example/mcp")],
        },
        lifecycle: "approved",
        publishedDaysAgo: 30,
      },
    ],
    origin: "internal",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "design-systems",
    deputy: "engineer@acme.example",
    exposed: true,
    categories: ["Internal systems", "Design"],
    tags: ["tokens", "colours", "components"],
    supportContact: "design-systems@acme.example",
    supportChannel: "#mcp-design",
    documentation: "https://wiki.acme.example/mcp/design-tokens",
    deployments: [
      {
        environment: "production",
        model: "cloud",
        provider: "Cloudflare Workers",
        region: "global",
        address: "https://tokens.mcp.acme.example/mcp",
        operatedBy: "Design systems",
        status: "active",
      },
    ],
    tools: [
      reads("list_tokens", "Lists tokens.", "category?: color|space|type|motion"),
      reads("get_token", "Returns a token's value in each theme.", "name"),
      reads("find_component", "Finds the component for a purpose.", "purpose"),
    ],
  },
];
