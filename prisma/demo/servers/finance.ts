import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { inCluster } from "../deployments.ts";
import { SCHEMA, github, http, npm, secret, sse } from "../documents.ts";
import { STRIPE_README } from "../readmes/business.ts";
import { adds, browses, destroys, reads, sets, unmarked } from "../tools.ts";

/** The ages of 0.2.4 and 0.2.5 are approximate. */
function stripe(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "com.stripe/mcp",
    title: "Stripe",
    description: "Customers, invoices, subscriptions, refunds and disputes of a Stripe account.",
    version,
    websiteUrl: "https://docs.stripe.com/mcp",
    repository: github("stripe/ai"),
    packages: [
      {
        ...npm("@stripe/mcp", version, [
          secret("STRIPE_SECRET_KEY", "Restricted key; its permissions limit the tools."),
        ]),
        packageArguments: [
          { type: "named", name: "--tools", description: "Tools to offer.", default: "all" },
        ],
      },
    ],
    remotes: [http("https://mcp.stripe.com")],
  };
}

const STRIPE_TOOLS = [
  reads("list_customers", "Lists customers.", "limit?: integer, email?"),
  adds("create_customer", "Makes a customer.", "name, email?"),
  reads("list_invoices", "Lists invoices.", "customer?, limit?: integer"),
  adds("create_invoice", "Makes a draft invoice.", "customer, days_until_due?: integer"),
  adds("create_invoice_item", "Adds a line to a draft invoice.", "customer, price, invoice"),
  sets("finalize_invoice", "Makes a draft final.", "invoice"),
  reads("retrieve_balance", "Returns the balance."),
  adds("create_refund", "Pays money back.", "payment_intent, amount?: integer"),
  reads("list_payment_intents", "Lists payments.", "customer?, limit?: integer"),
  reads("list_subscriptions", "Lists subscriptions.", "customer?, price?, limit?: integer"),
  destroys("cancel_subscription", "Ends a subscription.", "subscription"),
  reads("list_disputes", "Lists disputes.", "charge?, payment_intent?, limit?: integer"),
  adds("update_dispute", "Answers a dispute.", "dispute, evidence?: object, submit?: boolean"),
  browses("search_stripe_documentation", "Searches Stripe's documentation.", "question, language?"),
];

export const FINANCE_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      { document: stripe("0.2.4"), lifecycle: "deprecated", publishedDaysAgo: 420 },
      { document: stripe("0.2.5"), lifecycle: "approved", publishedDaysAgo: 350 },
      {
        document: stripe("0.3.3"),
        lifecycle: "candidate",
        publishedDaysAgo: 229,
        changelog:
          "Becomes a bridge to the hosted server: its tools are only known once connected.",
        tools: [],
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "restricted",
    ownerTeam: "payments",
    deputy: "owner-platform@acme.example",
    visibleToTeams: ["payments", "customer-success", "security-engineering"],
    exposed: false,
    categories: ["Finance"],
    tags: ["payments", "invoices", "refunds", "subscriptions"],
    supportContact: "payments@acme.example",
    supportChannel: "#mcp-payments",
    documentation: "https://docs.stripe.com/mcp",
    readme: STRIPE_README,
    deployments: [inCluster("production", "https://stripe.mcp.acme.example/mcp", "Payments")],
    tools: STRIPE_TOOLS,
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "com.paypal.mcp/mcp",
          title: "PayPal",
          description: "Orders, invoices, shipments and disputes of a PayPal business account.",
          version: "1.0.0",
          websiteUrl: "https://www.paypal.ai",
          remotes: [
            http("https://mcp.paypal.com/mcp", [
              secret("Authorization", "Bearer with an OAuth access token."),
            ]),
            sse("https://mcp.paypal.com/sse"),
          ],
        },
        lifecycle: "in_review",
        publishedDaysAgo: 391,
      },
    ],
    origin: "vendor",
    lifecycle: "in_review",
    statusMessage: "Hosted only: security asks whether refunds can be left out.",
    classification: "internal",
    ownerTeam: "payments",
    deputy: "owner-platform@acme.example",
    visibleToTeams: ["payments", "security-engineering"],
    exposed: false,
    categories: ["Finance"],
    tags: ["payments", "invoices", "disputes"],
    supportChannel: "#mcp-payments",
    documentation: "https://www.paypal.ai/docs/tools/mcp-quickstart",
    deployments: [
      {
        environment: "staging",
        model: "cloud",
        provider: "PayPal",
        region: "us",
        residency: "US",
        address: "https://mcp.paypal.com/mcp",
        operatedBy: "PayPal",
        status: "planned",
      },
    ],
    tools: [
      reads("list_invoices", "Lists invoices.", "page?: number, page_size?: number"),
      reads("get_invoice", "Returns an invoice.", "invoice_id"),
      adds("create_invoice", "Makes a draft invoice.", "detail: object, items?: object[]"),
      adds("send_invoice", "Sends an invoice.", "invoice_id, note?"),
      adds("create_order", "Makes an order.", "items: object[], currencyCode"),
      adds("pay_order", "Takes the money of an order.", "id"),
      adds("create_refund", "Pays money back.", "captureId, amount?: object"),
      reads("list_disputes", "Lists disputes.", "dispute_state?, page_size?: number"),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.XeroAPI/xero-mcp-server",
          title: "Xero",
          description: "Contacts, invoices, payroll and reports of a Xero organisation.",
          version: "0.0.17",
          repository: github("XeroAPI/xero-mcp-server"),
          packages: [
            npm("@xeroapi/xero-mcp-server", "0.0.17", [
              secret("XERO_CLIENT_ID", "Client id of a custom connection."),
              secret("XERO_CLIENT_SECRET", "Secret of that connection."),
            ]),
          ],
        },
        lifecycle: "candidate",
        publishedDaysAgo: 90,
      },
    ],
    origin: "vendor",
    lifecycle: "candidate",
    classification: null,
    ownerTeam: "payments",
    exposed: false,
    categories: ["Finance"],
    tags: ["accounting", "invoices", "payroll"],
    documentation: "https://github.com/XeroAPI/xero-mcp-server#readme",
    deployments: [],
    tools: [
      unmarked("list-contacts", "Lists contacts.", "page?: number, searchTerm?"),
      unmarked(
        "list-invoices",
        "Lists invoices.",
        "page: number, contactIds?: string[], invoiceNumbers?: string[]",
      ),
      unmarked(
        "create-invoice",
        "Makes a draft invoice.",
        "contactId, lineItems: object[], type: ACCREC|ACCPAY, reference?, date?",
      ),
      unmarked(
        "update-invoice",
        "Changes a draft invoice.",
        "invoiceId, lineItems?: object[], reference?, dueDate?",
      ),
      unmarked(
        "create-payment",
        "Records a payment.",
        "invoiceId, accountId, amount: number, date?",
      ),
      unmarked(
        "list-profit-and-loss",
        "Returns profit and loss.",
        "fromDate?, toDate?, timeframe?: MONTH|QUARTER|YEAR",
      ),
      unmarked("list-trial-balance", "Returns the trial balance.", "date?, paymentsOnly?: boolean"),
      unmarked("delete-timesheet", "Deletes a timesheet.", "timesheetID"),
    ],
  },
];
