import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { atVendor, inCluster, onLaptops } from "../deployments.ts";
import {
  SCHEMA,
  flag,
  github,
  http,
  npm,
  oci,
  option,
  optionalSecret,
  pypi,
  secret,
} from "../documents.ts";
import { TERRAFORM_README } from "../readmes/data.ts";
import { adds, browses, destroys, reads, without } from "../tools.ts";

/** 0.3.3 is dated by the public registry; the ages of the two later tags are approximate. */
function terraform(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.hashicorp/terraform-mcp-server",
    title: "Terraform",
    description: "Providers, modules and policies of the Terraform registry, and HCP workspaces.",
    version,
    repository: github("hashicorp/terraform-mcp-server"),
    packages: [
      oci(`docker.io/hashicorp/terraform-mcp-server:${version}`, [
        option(
          "TFE_ADDRESS",
          "Address of HCP Terraform or Terraform Enterprise.",
          "https://app.terraform.io",
        ),
        optionalSecret("TFE_TOKEN", "Token for workspaces and runs."),
        flag("ENABLE_TF_OPERATIONS", "Adds tools that apply or destroy infrastructure."),
      ]),
    ],
  };
}

const TERRAFORM_TOOLS = [
  browses(
    "search_providers",
    "Finds documents of a provider.",
    "provider_name, provider_namespace, service_slug, provider_document_type",
  ),
  browses("get_provider_details", "Returns one document of a provider.", "provider_doc_id"),
  browses("get_latest_provider_version", "Tells a provider's newest version.", "namespace, name"),
  browses("search_modules", "Finds modules.", "module_query, current_offset?: number"),
  browses("get_module_details", "Returns inputs, outputs and examples of a module.", "module_id"),
  browses("search_policies", "Finds Sentinel policies.", "policy_query"),
  reads("list_terraform_orgs", "Lists the organisations of the token."),
  reads("list_workspaces", "Lists workspaces.", "terraform_org_name, project_id?, search_query?"),
  reads("get_workspace_details", "Returns one workspace.", "terraform_org_name, workspace_name"),
  adds(
    "create_workspace",
    "Makes a workspace.",
    "terraform_org_name, workspace_name, description?",
  ),
  adds(
    "create_run",
    "Starts a plan.",
    "terraform_org_name, workspace_name, run_type?: plan_and_apply|refresh_state|plan_only",
  ),
];

export const CLOUD_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: terraform("0.3.3"),
        lifecycle: "approved",
        publishedDaysAgo: 367,
        tools: without(TERRAFORM_TOOLS, ["get_workspace_details", "create_run"]),
      },
      { document: terraform("0.4.0"), lifecycle: "approved", publishedDaysAgo: 305 },
      {
        document: terraform("0.5.2"),
        lifecycle: "candidate",
        publishedDaysAgo: 190,
        tools: [
          ...TERRAFORM_TOOLS,
          destroys(
            "action_run",
            "Applies, discards or cancels a run.",
            "run_id, run_action: apply|discard|cancel, comment?",
          ),
        ],
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: true,
    categories: ["Cloud & infrastructure"],
    tags: ["terraform", "infrastructure", "modules"],
    supportContact: "platform@acme.example",
    supportChannel: "#mcp-infrastructure",
    documentation: "https://developer.hashicorp.com/terraform/mcp-server",
    readme: TERRAFORM_README,
    deployments: [
      inCluster("production", "https://terraform.mcp.acme.example/mcp", "Platform"),
      onLaptops(),
    ],
    tools: TERRAFORM_TOOLS,
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "com.cloudflare.mcp/mcp",
          title: "Cloudflare",
          description: "Documentation, Workers bindings, builds and logs of a Cloudflare account.",
          version: "1.0.0",
          repository: github("cloudflare/mcp-server-cloudflare"),
          remotes: [
            http("https://docs.mcp.cloudflare.com/mcp"),
            http("https://observability.mcp.cloudflare.com/mcp", [
              optionalSecret("Authentication", "API token, where OAuth is not used."),
            ]),
            http("https://bindings.mcp.cloudflare.com/mcp", [
              optionalSecret("Authentication", "API token, where OAuth is not used."),
            ]),
            http("https://builds.mcp.cloudflare.com/mcp", [
              optionalSecret("Authentication", "API token, where OAuth is not used."),
            ]),
          ],
        },
        lifecycle: "approved",
        publishedDaysAgo: 433,
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "platform",
    exposed: true,
    categories: ["Cloud & infrastructure", "Observability"],
    tags: ["edge", "workers", "dns"],
    supportChannel: "#mcp-infrastructure",
    documentation:
      "https://developers.cloudflare.com/agents/model-context-protocol/mcp-servers-for-cloudflare/",
    deployments: [atVendor("Cloudflare", "https://docs.mcp.cloudflare.com/mcp", "US")],
    tools: [
      browses("search_cloudflare_documentation", "Searches Cloudflare's documentation.", "query"),
      reads("accounts_list", "Lists the accounts."),
      reads("workers_list", "Lists the Workers."),
      reads("query_worker_observability", "Queries logs and metrics of Workers.", "query: object"),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "com.microsoft/azure",
          title: "Azure",
          description: "Azure resources, from storage to monitoring, with the signed-in identity.",
          version: "2.0.5",
          repository: github("microsoft/mcp", "servers/Azure.Mcp.Server"),
          packages: [
            {
              ...npm("@azure/mcp", "2.0.5"),
              packageArguments: [
                { type: "positional", value: "server" },
                { type: "positional", value: "start" },
              ],
            },
          ],
        },
        lifecycle: "candidate",
        publishedDaysAgo: 67,
      },
    ],
    origin: "vendor",
    lifecycle: "candidate",
    classification: "confidential",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: false,
    categories: ["Cloud & infrastructure"],
    tags: ["azure", "storage", "monitoring"],
    supportChannel: "#mcp-infrastructure",
    documentation: "https://learn.microsoft.com/azure/developer/azure-mcp-server/",
    deployments: [
      {
        environment: "staging",
        model: "hybrid",
        provider: "Acme Kubernetes and Azure",
        region: "westeurope",
        residency: "EU",
        operatedBy: "Platform",
        status: "planned",
      },
    ],
    tools: [],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.heroku/heroku-mcp-server",
          title: "Heroku",
          description: "Apps, dynos, add-ons and Postgres databases on Heroku.",
          version: "1.2.8",
          repository: github("heroku/heroku-mcp-server"),
          packages: [
            npm("@heroku/mcp-server", "1.2.8", [
              secret("HEROKU_API_KEY", "Token of the Heroku account."),
            ]),
          ],
        },
        lifecycle: "candidate",
        publishedDaysAgo: 61,
      },
    ],
    origin: "vendor",
    lifecycle: "candidate",
    statusMessage: "Nobody owns it yet.",
    classification: null,
    ownerTeam: null,
    exposed: false,
    categories: ["Cloud & infrastructure"],
    tags: ["heroku", "apps"],
    deployments: [],
    tools: [],
  },
  {
    versions: [
      // Versions as other projects pin them; the age of 1.1.9 is approximate.
      ...(["1.1.9", "1.2.1"] as const).map((version) => ({
        document: {
          $schema: SCHEMA,
          name: "io.github.awslabs/aws-documentation-mcp-server",
          title: "AWS Documentation",
          description: "Searches and reads the public documentation of AWS.",
          version,
          repository: github("awslabs/mcp", "src/aws-documentation-mcp-server"),
          packages: [
            pypi("awslabs.aws-documentation-mcp-server", version, [
              option("AWS_DOCUMENTATION_PARTITION", "aws, or aws-cn for China.", "aws"),
              option("FASTMCP_LOG_LEVEL", "How much it writes to its log.", "ERROR"),
            ]),
          ],
        },
        lifecycle: "approved" as const,
        publishedDaysAgo: version === "1.2.1" ? 76 : 390,
      })),
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "platform",
    exposed: true,
    categories: ["Cloud & infrastructure", "Knowledge"],
    tags: ["aws", "documentation"],
    supportChannel: "#mcp-infrastructure",
    documentation: "https://awslabs.github.io/mcp/servers/aws-documentation-mcp-server",
    deployments: [onLaptops()],
    tools: [
      browses(
        "search_documentation",
        "Searches the documentation.",
        "search_phrase, limit?: integer",
      ),
      browses(
        "read_documentation",
        "Returns a page as markdown.",
        "url, max_length?: integer, start_index?: integer",
      ),
      browses("recommend", "Suggests pages near a page.", "url"),
    ],
  },
];
