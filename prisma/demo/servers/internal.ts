import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { inCluster } from "../deployments.ts";
import { SCHEMA, http, oci, option, secret, setting } from "../documents.ts";
import { DEPLOY_README, ORDERS_README } from "../readmes/internal.ts";
import { adds, destroys, reads, replacing, sets, without } from "../tools.ts";

const IMAGES = "registry.acme.example/mcp";

function orders(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "example.acme/orders",
    title: "Orders",
    description: "Looks up Acme's orders, quotes prices and starts returns.",
    version,
    websiteUrl: "https://wiki.acme.example/mcp/orders",
    packages: [
      oci(`${IMAGES}/orders:${version}`, [
        setting("ORDERS_API_URL", "Address of the order service."),
        secret("ORDERS_API_TOKEN", "Token of the calling service."),
      ]),
    ],
    remotes: [http("https://orders.mcp.acme.example/mcp")],
  };
}

const ORDERS_TOOLS = [
  reads(
    "search_orders",
    "Finds orders by customer, state or time.",
    "customerId?, state?: open|shipped|returned|cancelled, since?, limit?: integer",
  ),
  reads("get_order", "Returns an order with its lines.", "orderId"),
  reads("get_shipment", "Says where a parcel is.", "orderId"),
  reads(
    "quote_price",
    "Works out a price without storing it.",
    "sku, quantity: integer, currency?: EUR|USD|GBP",
  ),
  adds("start_return", "Starts a return.", "orderId, lines: string[], reason"),
  sets("add_note", "Writes a note on an order.", "orderId, note"),
];

function deployPipeline(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "example.acme/deploy-pipeline",
    title: "Deploy pipeline",
    description: "Shows, starts and rolls back deployments of Acme's services.",
    version,
    websiteUrl: "https://wiki.acme.example/mcp/deploy-pipeline",
    packages: [
      oci(`${IMAGES}/deploy-pipeline:${version}`, [
        setting("PIPELINE_URL", "Address of the pipeline."),
        secret("PIPELINE_TOKEN", "Token of the person or service that deploys."),
        option("PIPELINE_DEFAULT_ENVIRONMENT", "Where to deploy when nothing is said.", "staging"),
      ]),
    ],
    remotes: [http("https://deploy.mcp.acme.example/mcp")],
  };
}

const START_DEPLOYMENT = ["start_deployment", "Deploys a version of a service."] as const;
const DEPLOY_FIELDS = "service, version, environment: development|staging|production";
const DEPLOY_TOOLS = [
  reads("list_services", "Lists services and their owners.", "team?"),
  reads("list_deployments", "Lists deployments.", "service?, environment?, limit?: integer"),
  reads("get_deployment", "Returns a deployment and its checks.", "deploymentId"),
  reads("get_deployment_log", "Returns the log of a deployment.", "deploymentId, tail?: integer"),
  adds(...START_DEPLOYMENT, DEPLOY_FIELDS),
  destroys("roll_back", "Brings the version before back.", "service, environment"),
  sets("pause_rollout", "Holds a rollout where it is.", "deploymentId"),
];

export const INTERNAL_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: orders("1.4.0"),
        lifecycle: "deprecated",
        publishedDaysAgo: 210,
        tools: without(ORDERS_TOOLS, ["quote_price"]),
      },
      {
        document: orders("1.5.2"),
        lifecycle: "approved",
        publishedDaysAgo: 96,
        changelog: "Quotes prices.",
      },
      {
        document: orders("2.0.0"),
        lifecycle: "candidate",
        publishedDaysAgo: 4,
        changelog: "Quoting a price now reserves the stock and drops older quotes of the customer.",
        tools: [
          ...replacing(ORDERS_TOOLS, [
            destroys(
              "quote_price",
              "Works out a price, reserves the stock and drops older quotes.",
              "sku, quantity: integer, customerId, currency?: EUR|USD|GBP",
            ),
          ]),
          destroys("cancel_order", "Cancels an order that was not shipped.", "orderId, reason"),
        ],
      },
    ],
    origin: "internal",
    lifecycle: "approved",
    classification: "restricted",
    ownerTeam: "payments",
    deputy: "owner-platform@acme.example",
    visibleToTeams: ["payments", "customer-success", "data"],
    exposed: false,
    categories: ["Internal systems", "Finance"],
    tags: ["orders", "returns", "prices"],
    supportContact: "payments@acme.example",
    supportChannel: "#mcp-orders",
    documentation: "https://wiki.acme.example/mcp/orders",
    readme: ORDERS_README,
    deployments: [
      inCluster("production", "https://orders.mcp.acme.example/mcp", "Payments"),
      inCluster("staging", "https://orders.mcp.staging.acme.example/mcp", "Payments"),
    ],
    tools: ORDERS_TOOLS,
  },
  {
    versions: [
      {
        document: deployPipeline("0.8.0"),
        lifecycle: "approved",
        publishedDaysAgo: 260,
        tools: without(DEPLOY_TOOLS, ["pause_rollout"]),
      },
      { document: deployPipeline("0.9.2"), lifecycle: "approved", publishedDaysAgo: 120 },
      {
        document: deployPipeline("1.0.0"),
        lifecycle: "in_review",
        publishedDaysAgo: 9,
        changelog: "A deployment must name its change ticket.",
        tools: replacing(DEPLOY_TOOLS, [
          adds(...START_DEPLOYMENT, `${DEPLOY_FIELDS}, changeTicket`),
        ]),
      },
    ],
    origin: "internal",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: false,
    categories: ["Internal systems", "Developer tools"],
    tags: ["deployments", "rollback", "ci"],
    supportContact: "platform@acme.example",
    supportChannel: "#mcp-deploy",
    documentation: "https://wiki.acme.example/mcp/deploy-pipeline",
    readme: DEPLOY_README,
    deployments: [inCluster("production", "https://deploy.mcp.acme.example/mcp", "Platform")],
    tools: DEPLOY_TOOLS,
  },
];
