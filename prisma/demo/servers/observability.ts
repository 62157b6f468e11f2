import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { atVendor, inCluster } from "../deployments.ts";
import {
  SCHEMA,
  flag,
  github,
  http,
  npm,
  oci,
  option,
  optionalSecret,
  secret,
  setting,
} from "../documents.ts";
import { GRAFANA_README, SENTRY_README } from "../readmes/data.ts";
import { adds, browses, destroys, reads, without } from "../tools.ts";

/** Image tags as other projects pin them; the ages are approximate. */
function grafana(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.grafana/mcp-grafana",
    title: "Grafana",
    description: "Dashboards, data sources, alerts and incidents of one Grafana.",
    version,
    repository: github("grafana/mcp-grafana"),
    packages: [
      oci(`docker.io/grafana/mcp-grafana:${version}`, [
        setting("GRAFANA_URL", "Address of the Grafana instance."),
        optionalSecret("GRAFANA_SERVICE_ACCOUNT_TOKEN", "Token of a service account."),
        option("GRAFANA_USERNAME", "User, where no token is given."),
        optionalSecret("GRAFANA_PASSWORD", "Password of that user."),
      ]),
    ],
  };
}

const GRAFANA_TOOLS = [
  reads("search_dashboards", "Finds dashboards.", "query"),
  reads("get_dashboard_by_uid", "Returns a dashboard.", "uid"),
  destroys(
    "update_dashboard",
    "Makes or replaces a dashboard.",
    "dashboard?: object, folderUid?, message?, overwrite?: boolean",
  ),
  reads("list_datasources", "Lists the data sources.", "type?"),
  reads(
    "query_prometheus",
    "Runs PromQL.",
    "datasourceUid, expr, startTime, endTime?, stepSeconds?: integer, queryType?: range|instant",
  ),
  reads("list_prometheus_metric_names", "Lists metrics.", "datasourceUid, regex?, limit?: integer"),
  reads(
    "query_loki_logs",
    "Runs LogQL.",
    "datasourceUid, logql, startRfc3339?, endRfc3339?, limit?: integer",
  ),
  reads("list_loki_label_names", "Lists labels of logs.", "datasourceUid"),
  reads("list_incidents", "Lists incidents.", "status?, limit?: integer"),
  adds("create_incident", "Declares an incident.", "title, severity, roomPrefix"),
  reads("list_oncall_schedules", "Lists who is on call.", "teamId?, page?: integer"),
];

function sentry(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.getsentry/sentry-mcp",
    title: "Sentry",
    description: "Errors, traces and releases of a Sentry organisation, with root-cause analysis.",
    version,
    websiteUrl: "https://mcp.sentry.dev",
    repository: github("getsentry/sentry-mcp"),
    packages: [
      npm("@sentry/mcp-server", version, [
        secret("SENTRY_ACCESS_TOKEN", "User token with read access to projects and events."),
        option("SENTRY_HOST", "Host of a Sentry of your own."),
      ]),
    ],
    remotes: [http("https://mcp.sentry.dev/mcp")],
  };
}

function prometheus(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.pab1it0/prometheus-mcp-server",
    title: "Prometheus",
    description: "Runs PromQL and explores the metrics and targets of a Prometheus.",
    version,
    websiteUrl: "https://pab1it0.github.io/prometheus-mcp-server",
    repository: github("pab1it0/prometheus-mcp-server"),
    packages: [
      oci(`ghcr.io/pab1it0/prometheus-mcp-server:${version}`, [
        setting("PROMETHEUS_URL", "Address of the Prometheus server."),
        option("PROMETHEUS_USERNAME", "User for basic authentication."),
        optionalSecret("PROMETHEUS_PASSWORD", "Password of that user."),
        optionalSecret("PROMETHEUS_TOKEN", "Bearer token, in place of a user."),
        flag("PROMETHEUS_DISABLE_LINKS", "Leaves out links, which saves tokens."),
      ]),
    ],
  };
}

export const OBSERVABILITY_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: grafana("0.11.4"),
        lifecycle: "deprecated",
        publishedDaysAgo: 210,
        tools: without(GRAFANA_TOOLS, ["list_oncall_schedules"]),
      },
      { document: grafana("0.14.0"), lifecycle: "approved", publishedDaysAgo: 165 },
      { document: grafana("0.17.2"), lifecycle: "approved", publishedDaysAgo: 95 },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "confidential",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: false,
    categories: ["Observability"],
    tags: ["dashboards", "metrics", "logs", "incidents"],
    supportContact: "platform@acme.example",
    supportChannel: "#mcp-observability",
    documentation: "https://github.com/grafana/mcp-grafana#readme",
    readme: GRAFANA_README,
    deployments: [
      inCluster("production", "https://grafana.mcp.acme.example/mcp", "Platform"),
      {
        environment: "staging",
        model: "hybrid",
        provider: "Acme Kubernetes and Grafana Cloud",
        region: "eu",
        residency: "EU",
        address: "https://grafana.mcp.staging.acme.example/mcp",
        operatedBy: "Platform",
        status: "active",
      },
    ],
    tools: GRAFANA_TOOLS,
  },
  {
    versions: [
      {
        document: sentry("0.26.0"),
        lifecycle: "approved",
        publishedDaysAgo: 201,
        tools: [
          browses("whoami", "Says who is signed in."),
          browses("find_organizations", "Lists organisations.", "query?"),
          browses("find_projects", "Lists projects.", "organizationSlug, query?"),
          browses("find_releases", "Lists releases.", "organizationSlug, projectSlug?, query?"),
          browses(
            "get_issue_details",
            "Returns an issue.",
            "organizationSlug?, issueId?, eventId?, issueUrl?",
          ),
          browses("get_trace_details", "Returns a trace.", "organizationSlug, traceId"),
          browses(
            "search_events",
            "Finds events.",
            "organizationSlug, naturalLanguageQuery, limit?: number",
          ),
          browses(
            "search_issues",
            "Finds issues.",
            "organizationSlug, naturalLanguageQuery, limit?: number",
          ),
          destroys(
            "update_issue",
            "Resolves, ignores or assigns an issue.",
            "organizationSlug?, issueId?, status?: resolved|resolvedInNextRelease|unresolved|ignored, assignedTo?",
          ),
          adds("create_project", "Makes a project.", "organizationSlug, teamSlug, name, platform?"),
          adds(
            "analyze_issue_with_seer",
            "Asks Sentry for the cause of an issue.",
            "organizationSlug?, issueId?, issueUrl?, instruction?",
          ),
        ],
      },
      {
        document: sentry("0.39.0"),
        lifecycle: "approved",
        publishedDaysAgo: 86,
        changelog:
          "Fewer tools at first sight: the others are found and run through two general ones.",
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: true,
    categories: ["Observability", "Developer tools"],
    tags: ["errors", "traces", "releases"],
    supportChannel: "#mcp-observability",
    documentation: "https://docs.sentry.io/product/sentry-mcp/",
    readme: SENTRY_README,
    deployments: [atVendor("Sentry", "https://mcp.sentry.dev/mcp", "EU")],
    tools: [
      browses("find_organizations", "Lists organisations.", "query?"),
      browses("find_projects", "Lists projects.", "organizationSlug, query?"),
      browses(
        "search_events",
        "Finds spans, errors and logs.",
        "organizationSlug, dataset?: spans|errors|logs|metrics|profiles|replays, query?, limit?: number",
      ),
      browses(
        "search_issues",
        "Finds issues.",
        "organizationSlug, query?, sort?: date|freq|new|user|recommended, limit?: number",
      ),
      browses(
        "get_sentry_resource",
        "Returns an issue, event, trace or replay.",
        "url?, resourceType?: issue|event|trace|replay|monitor, resourceId?",
      ),
      destroys(
        "update_issue",
        "Resolves, ignores or assigns an issue.",
        "organizationSlug?, issueId?, status?: resolved|resolvedInNextRelease|unresolved|ignored, assignedTo?",
      ),
      adds(
        "analyze_issue_with_seer",
        "Asks Sentry for the cause of an issue.",
        "organizationSlug?, issueId?, issueUrl?, instruction?",
      ),
      browses("search_sentry_tools", "Finds one of the hidden tools.", "query, limit?: integer"),
      destroys("execute_sentry_tool", "Runs one of the hidden tools.", "name, arguments?: object"),
    ],
  },
  {
    versions: [
      { document: prometheus("1.4.6"), lifecycle: "deprecated", publishedDaysAgo: 391 },
      { document: prometheus("1.5.0"), lifecycle: "approved", publishedDaysAgo: 380 },
      { document: prometheus("1.5.1"), lifecycle: "approved", publishedDaysAgo: 366 },
    ],
    origin: "community",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "platform",
    exposed: true,
    categories: ["Observability"],
    tags: ["metrics", "promql", "alerts"],
    supportChannel: "#mcp-observability",
    documentation: "https://pab1it0.github.io/prometheus-mcp-server",
    deployments: [inCluster("production", "https://prometheus.mcp.acme.example/mcp", "Platform")],
    tools: [
      reads("health_check", "Tells whether the server reaches Prometheus."),
      reads("execute_query", "Runs PromQL for one moment.", "query, time?"),
      reads("execute_range_query", "Runs PromQL over a span of time.", "query, start, end, step"),
      reads("list_metrics", "Lists metrics.", "limit?: integer, offset?: integer, filter_pattern?"),
      reads("get_metric_metadata", "Explains a metric.", "metric"),
      reads("get_targets", "Lists what is scraped."),
    ],
  },
];
