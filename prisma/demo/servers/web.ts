import type { DemoServer } from "../demo-server.ts";
import { inCluster } from "../deployments.ts";
import { SCHEMA, github, npm, option, pypi, secret } from "../documents.ts";
import { adds, browses, destroys, unmarked } from "../tools.ts";

const FIRECRAWL_TOOLS = [
  browses(
    "firecrawl_scrape",
    "Returns one page as markdown, links or data.",
    "url, formats?: string[], onlyMainContent?: boolean, waitFor?: number",
  ),
  browses(
    "firecrawl_map",
    "Lists the addresses of a site.",
    "url, search?, sitemap?: include|skip|only, limit?: number",
  ),
  browses(
    "firecrawl_search",
    "Searches the web and may read the results.",
    "query, limit?: number, location?",
  ),
  adds(
    "firecrawl_crawl",
    "Starts reading a whole site.",
    "url, prompt?, excludePaths?: string[], limit?: number",
  ),
  browses("firecrawl_check_crawl_status", "Tells how far a crawl is.", "id"),
  browses(
    "firecrawl_extract",
    "Pulls data of a given shape out of pages.",
    "urls: string[], prompt?, schema?: object",
  ),
  adds(
    "firecrawl_agent",
    "Lets an agent research on its own.",
    "prompt, urls?: string[], schema?: object",
  ),
  adds(
    "firecrawl_monitor_create",
    "Watches a page for changes.",
    "page?, goal?, name?, scheduleText?, webhookUrl?",
  ),
  destroys("firecrawl_monitor_delete", "Ends a watch.", "id"),
];

export const WEB_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.firecrawl/firecrawl-mcp-server",
          title: "Firecrawl",
          description: "Scrapes pages, crawls sites and extracts data from the open web.",
          version: "3.26.0",
          websiteUrl: "https://www.firecrawl.dev",
          repository: github("firecrawl/firecrawl-mcp-server"),
          packages: [
            npm("firecrawl-mcp", "3.26.0", [
              secret("FIRECRAWL_API_KEY", "Key of the Firecrawl account."),
              option("FIRECRAWL_API_URL", "Address of a Firecrawl of your own."),
            ]),
          ],
        },
        lifecycle: "in_review",
        publishedDaysAgo: 54,
      },
    ],
    origin: "vendor",
    lifecycle: "in_review",
    statusMessage: "Waiting for an answer on how watched pages are stored.",
    classification: "public",
    ownerTeam: "data",
    deputy: "owner-data@acme.example",
    exposed: false,
    categories: ["Search & web"],
    tags: ["crawl", "scrape", "web", "monitoring"],
    supportChannel: "#mcp-help",
    deployments: [
      {
        environment: "development",
        model: "hybrid",
        provider: "Developer laptops and Firecrawl",
        operatedBy: "Data",
        status: "planned",
      },
    ],
    tools: FIRECRAWL_TOOLS,
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.modelcontextprotocol/server-fetch",
          title: "Fetch",
          description: "Fetches one page and returns it as markdown.",
          version: "2026.8.18",
          repository: github("modelcontextprotocol/servers", "src/fetch"),
          packages: [pypi("mcp-server-fetch", "2026.8.18")],
        },
        lifecycle: "approved",
        publishedDaysAgo: 97,
      },
    ],
    origin: "community",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "security-engineering",
    deputy: "security-1@acme.example",
    exposed: true,
    categories: ["Search & web"],
    tags: ["web", "reference"],
    supportChannel: "#mcp-help",
    documentation: "https://github.com/modelcontextprotocol/servers/tree/main/src/fetch",
    deployments: [
      inCluster("production", "https://fetch.mcp.acme.example/mcp", "Security engineering"),
    ],
    tools: [
      unmarked(
        "fetch",
        "Fetches an address, if asked in pieces.",
        "url, max_length?: integer, start_index?: integer, raw?: boolean",
      ),
    ],
  },
];
