/** The requests of the demo company, oldest first. Times are hours before the seed. */
type By =
  `${"engineer" | "security-1" | "security-2" | "owner-platform" | "owner-data" | "admin"}@acme.example`;
export type DemoStep = { hoursAgo: number; by: By } & (
  | { do: "take" }
  | { do: "comment"; text: string; question?: true }
  | { do: "check"; item: string; text: string }
  | { do: "approve" | "reject" | "request_changes" | "withdraw"; text: string }
);
export type DemoRequest = {
  hoursAgo: number;
  by: By;
  kind: string;
  serverName: string;
  /** The version whose document is asked for. */
  version?: string;
  justification: string;
  steps: readonly DemoStep[];
  [asked: string]: unknown;
};

/** What people did with servers without asking anybody. */
export type DemoDeed = { hoursAgo: number; by: By; name: string } & (
  { do: "attest" } | { do: "use"; client: string; version: string }
);

const days = (count: number) => count * 24;

export const DEMO_DEEDS: readonly DemoDeed[] = [
  {
    hoursAgo: days(81),
    by: "owner-platform@acme.example",
    name: "example.acme/deploy-pipeline",
    do: "attest",
  },
  {
    hoursAgo: days(24),
    by: "owner-platform@acme.example",
    name: "example.acme/orders",
    do: "attest",
  },
  {
    hoursAgo: days(45),
    by: "engineer@acme.example",
    name: "io.github.Flux159/mcp-server-kubernetes",
    do: "use",
    client: "claude-code",
    version: "4.1.7",
  },
  {
    hoursAgo: days(11),
    by: "engineer@acme.example",
    name: "example.acme/deploy-pipeline",
    do: "use",
    client: "claude-code",
    version: "0.9.2",
  },
  {
    hoursAgo: days(6),
    by: "owner-data@acme.example",
    name: "example.acme/deploy-pipeline",
    do: "use",
    client: "vscode",
    version: "0.9.2",
  },
];

export const DEMO_REQUESTS: readonly DemoRequest[] = [
  {
    hoursAgo: days(30),
    by: "owner-platform@acme.example",
    kind: "retire",
    serverName: "io.github.Flux159/mcp-server-kubernetes",
    justification:
      "The project of the Kubernetes community does the same with read-only as its default.",
    message: "Two servers for one cluster: we keep the one with safer defaults.",
    successor: "io.github.containers/kubernetes-mcp-server",
    toolMap: [
      { from: "kubectl_get", to: "resources_get" },
      { from: "kubectl_logs", to: "pods_log" },
    ],
    steps: [
      { hoursAgo: days(29), by: "security-1@acme.example", do: "take" },
      {
        hoursAgo: days(29) - 2,
        by: "security-1@acme.example",
        do: "approve",
        text: "The successor is approved and covers every tool that is in use.",
      },
    ],
  },
  {
    hoursAgo: days(20),
    by: "owner-data@acme.example",
    kind: "change_server",
    serverName: "io.github.redis/mcp-redis",
    justification: "The yearly review: nothing changed, the cache still holds session data.",
    renew: true,
    steps: [
      { hoursAgo: days(19), by: "security-1@acme.example", do: "take" },
      {
        hoursAgo: days(19) - 1,
        by: "security-1@acme.example",
        do: "check",
        item: "publisher",
        text: "Published by the vendor from its own repository.",
      },
      {
        hoursAgo: days(19) - 1,
        by: "security-1@acme.example",
        do: "approve",
        text: "Network policy still limits it to the cache cluster.",
      },
      {
        hoursAgo: days(18),
        by: "security-2@acme.example",
        do: "approve",
        text: "Agreed; credentials were rotated last month.",
      },
      {
        hoursAgo: days(18) - 3,
        by: "admin@acme.example",
        do: "approve",
        text: "Fits the budget and the data map.",
      },
    ],
  },
  {
    hoursAgo: days(14),
    by: "owner-platform@acme.example",
    kind: "exception",
    serverName: "io.github.containers/kubernetes-mcp-server",
    justification: "A partner wants to see the staging cluster through a hosted proxy for a month.",
    rule: "deployment_rules",
    days: 30,
    steps: [
      { hoursAgo: days(13), by: "security-2@acme.example", do: "take" },
      {
        hoursAgo: days(12),
        by: "security-2@acme.example",
        do: "reject",
        text: "Restricted data stays on our machines: give the partner read access to an export instead.",
      },
    ],
  },
  {
    hoursAgo: days(9),
    by: "owner-platform@acme.example",
    kind: "add_version",
    serverName: "io.github.github/github-mcp-server",
    version: "0.31.0",
    justification: "Brings the tools for project boards that the release team asked for.",
    usedBy: "Release management",
    steps: [],
  },
  {
    hoursAgo: days(6),
    by: "owner-data@acme.example",
    kind: "list_server",
    serverName: "io.github.firecrawl/firecrawl-mcp-server",
    version: "3.26.0",
    justification: "Market research collects public pages by hand today.",
    dataTouched: "Public web pages only.",
    usedBy: "Market research, about five people",
    ownerTeam: "data",
    origin: "vendor",
    dataClassification: "public",
    deploymentModel: "hybrid",
    steps: [
      { hoursAgo: days(5), by: "security-1@acme.example", do: "take" },
      {
        hoursAgo: days(5) - 1,
        by: "security-1@acme.example",
        do: "check",
        item: "publisher",
        text: "Package and repository belong to the vendor.",
      },
      {
        hoursAgo: days(4),
        by: "security-1@acme.example",
        do: "comment",
        text: "The crawl tool follows links without a limit by default. Which limit will the hosted side have?",
        question: true,
      },
    ],
  },
  {
    hoursAgo: days(5),
    by: "owner-platform@acme.example",
    kind: "list_server",
    serverName: "com.paypal.mcp/mcp",
    version: "1.0.0",
    justification: "Support looks up the state of a payment while a customer waits.",
    dataTouched: "Orders and the state of payments.",
    ownerTeam: "payments",
    origin: "vendor",
    dataClassification: "internal",
    deploymentModel: "cloud",
    steps: [
      { hoursAgo: days(4), by: "security-2@acme.example", do: "take" },
      {
        hoursAgo: days(3),
        by: "security-2@acme.example",
        do: "request_changes",
        text: "Orders name customers: that is confidential data, and confidential data does not run in the cloud. Please correct the classification and say where it will run.",
      },
    ],
  },
  {
    hoursAgo: days(4),
    by: "engineer@acme.example",
    kind: "list_server",
    serverName: "com.close/close-mcp",
    version: "1.0.1",
    justification: "A second CRM for the sales pilot.",
    ownerTeam: "customer-success",
    origin: "vendor",
    dataClassification: "internal",
    deploymentModel: "cloud",
    steps: [
      {
        hoursAgo: days(3),
        by: "engineer@acme.example",
        do: "withdraw",
        text: "The pilot was called off.",
      },
    ],
  },
  {
    hoursAgo: days(2),
    by: "engineer@acme.example",
    kind: "list_server",
    serverName: "io.github.salesforcecli/mcp",
    version: "0.30.15",
    justification: "Customer success prepares calls from account data that sits in the CRM.",
    dataTouched: "Accounts, contacts and open cases.",
    usedBy: "Customer success, twenty people",
    urgency: "high",
    ownerTeam: "customer-success",
    origin: "vendor",
    dataClassification: "confidential",
    deploymentModel: "hybrid",
    steps: [
      { hoursAgo: 40, by: "security-1@acme.example", do: "take" },
      {
        hoursAgo: 38,
        by: "security-1@acme.example",
        do: "check",
        item: "tools",
        text: "Eight tools read; the two that deploy metadata are to be left out.",
      },
      {
        hoursAgo: 37,
        by: "security-1@acme.example",
        do: "approve",
        text: "Fine with a read-only profile of the CRM.",
      },
      {
        hoursAgo: 30,
        by: "security-2@acme.example",
        do: "comment",
        text: "Who gets the read-only profile, one account for all or one each?",
        question: true,
      },
    ],
  },
  {
    hoursAgo: 20,
    by: "owner-platform@acme.example",
    kind: "add_version",
    serverName: "example.acme/deploy-pipeline",
    version: "1.0.0",
    justification: "Adds the approval step that the change board asked for.",
    steps: [],
  },
  {
    hoursAgo: 3,
    by: "engineer@acme.example",
    kind: "lift_quarantine",
    serverName: "example.acme/customer-360",
    justification: "The export tool is gone and the logs of the day were checked.",
    message: "The export tool was removed; nothing left the network.",
    urgency: "high",
    steps: [],
  },
  {
    hoursAgo: 1,
    by: "engineer@acme.example",
    kind: "list_server",
    serverName: "com.stackoverflow.mcp/mcp",
    version: "1.0.0",
    justification: "Answers from our own question board beside the public ones.",
    ownerTeam: "design-systems",
    origin: "vendor",
    dataClassification: "public",
    deploymentModel: "cloud",
    submit: false,
    steps: [],
  },
];
