import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { SCHEMA, github, http, npm } from "../documents.ts";
import { adds, browses, destroys, reads, sets } from "../tools.ts";

function salesforce(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.salesforcecli/mcp",
    title: "Salesforce DX",
    description: "Queries, metadata, users and tests of the Salesforce orgs you are signed in to.",
    version,
    repository: github("salesforcecli/mcp"),
    packages: [
      {
        ...npm("@salesforce/mcp", version),
        packageArguments: [
          {
            type: "named",
            name: "--orgs",
            description: "Orgs the server may use.",
            isRequired: true,
            default: "DEFAULT_TARGET_ORG",
          },
          {
            type: "named",
            name: "--toolsets",
            description: "Comma-separated groups of tools.",
            default: "orgs,metadata,data,users",
          },
          {
            type: "named",
            name: "--no-telemetry",
            description: "Sends no usage data.",
            format: "boolean",
          },
        ],
      },
    ],
  };
}

function close(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "com.close/close-mcp",
    title: "Close",
    description: "Leads, opportunities and activities of the Close sales CRM.",
    version,
    websiteUrl: "https://mcp.close.com",
    remotes: [http("https://mcp.close.com/mcp")],
  };
}

const ORG = "usernameOrAlias, directory";

export const CUSTOMER_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      { document: salesforce("0.17.0"), lifecycle: "rejected", publishedDaysAgo: 224 },
      {
        document: salesforce("0.30.15"),
        lifecycle: "in_review",
        publishedDaysAgo: 127,
        changelog: "Brings the telemetry switch that the first review asked for.",
      },
    ],
    origin: "vendor",
    lifecycle: "in_review",
    statusMessage: "Second round: which orgs it may reach.",
    classification: "confidential",
    ownerTeam: "customer-success",
    deputy: "engineer@acme.example",
    visibleToTeams: ["customer-success", "security-engineering"],
    exposed: false,
    categories: ["Customer & CRM"],
    tags: ["salesforce", "crm", "soql"],
    supportContact: "customer-success@acme.example",
    supportChannel: "#mcp-crm",
    documentation: "https://github.com/salesforcecli/mcp#readme",
    deployments: [
      {
        environment: "staging",
        model: "hybrid",
        provider: "Acme Kubernetes and Salesforce",
        region: "eu-central",
        residency: "EU",
        address: "https://salesforce.mcp.staging.acme.example/mcp",
        operatedBy: "Customer success",
        status: "planned",
      },
    ],
    tools: [
      reads("list_all_orgs", "Lists the orgs on this machine.", "directory"),
      reads(
        "get_username",
        "Finds out which org is meant.",
        "defaultTargetOrg?: boolean, directory",
      ),
      reads("run_soql_query", "Runs a SOQL query.", `query, ${ORG}, useToolingApi?: boolean`),
      destroys(
        "retrieve_metadata",
        "Copies metadata from an org.",
        `sourceDir?: string[], manifest?, ${ORG}`,
      ),
      destroys(
        "deploy_metadata",
        "Copies metadata to an org.",
        `sourceDir?: string[], manifest?, ${ORG}`,
      ),
      adds(
        "run_apex_test",
        "Runs Apex tests.",
        `testLevel: RunLocalTests|RunAllTestsInOrg|RunSpecifiedTests, ${ORG}`,
      ),
      sets(
        "assign_permission_set",
        "Gives a permission set.",
        `permissionSetName, ${ORG}, onBehalfOf?`,
      ),
      browses(
        "resume_tool_operation",
        "Asks again about a long job.",
        `jobId, wait?: number, ${ORG}`,
      ),
    ],
  },
  {
    versions: [
      { document: close("1.0.0"), lifecycle: "candidate", publishedDaysAgo: 440 },
      { document: close("1.0.1"), lifecycle: "candidate", publishedDaysAgo: 427 },
    ],
    origin: "vendor",
    lifecycle: "candidate",
    classification: "internal",
    ownerTeam: "customer-success",
    deputy: "engineer@acme.example",
    exposed: false,
    categories: ["Customer & CRM"],
    tags: ["crm", "sales", "leads"],
    supportChannel: "#mcp-crm",
    documentation: "https://mcp.close.com",
    deployments: [],
    tools: [],
  },
];
