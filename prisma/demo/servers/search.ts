import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { atVendor } from "../deployments.ts";
import { SCHEMA, github, http, npm, option, secret } from "../documents.ts";
import { browses, unmarked } from "../tools.ts";

function exa(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "ai.exa/exa",
    title: "Exa",
    description: "Web search made for models, with page contents and code examples.",
    version,
    repository: github("exa-labs/exa-mcp-server"),
    remotes: [http("https://mcp.exa.ai/mcp")],
  };
}

const EXA_SEARCH = browses(
  "web_search_exa",
  "Searches the web and returns text of the best pages.",
  "query, numResults?: number",
);

function tavily(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.tavily-ai/tavily-mcp",
    title: "Tavily",
    description: "Web search, page extraction and site maps with sources.",
    version,
    repository: github("tavily-ai/tavily-mcp"),
    packages: [
      npm("tavily-mcp", version, [secret("TAVILY_API_KEY", "Key of the Tavily account.")]),
    ],
  };
}

/** The tools were renamed from dashes to underscores between 0.2.9 and 0.2.19. */
function tavilyTools(join: "-" | "_") {
  return [
    unmarked(
      `tavily${join}search`,
      "Searches the web.",
      "query, search_depth?: basic|advanced, time_range?: day|week|month|year, max_results?: number",
    ),
    unmarked(
      `tavily${join}extract`,
      "Returns the text of given pages.",
      "urls: string[], extract_depth?: basic|advanced, format?: markdown|text",
    ),
    unmarked(
      `tavily${join}crawl`,
      "Follows the links of a site.",
      "url, max_depth?: integer, max_breadth?: integer, limit?: integer, instructions?",
    ),
    unmarked(
      `tavily${join}map`,
      "Lists the addresses of a site.",
      "url, max_depth?: integer, max_breadth?: integer, limit?: integer, instructions?",
    ),
  ];
}

function brave(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.brave/brave-search-mcp-server",
    title: "Brave Search",
    description: "Web, news, image, video and place search from Brave's own index.",
    version,
    repository: github("brave/brave-search-mcp-server"),
    packages: [
      npm("@brave/brave-search-mcp-server", version, [
        secret("BRAVE_API_KEY", "Key for the Brave Search API."),
        option("BRAVE_MCP_TRANSPORT", "How the server listens: stdio or http.", "stdio"),
      ]),
    ],
  };
}

export const SEARCH_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: exa("3.0.7"),
        lifecycle: "deprecated",
        publishedDaysAgo: 389,
        tools: [EXA_SEARCH],
      },
      { document: exa("3.0.9"), lifecycle: "approved", publishedDaysAgo: 381, tools: [EXA_SEARCH] },
      {
        document: exa("3.1.0"),
        lifecycle: "approved",
        publishedDaysAgo: 368,
        changelog: "Adds a search for code examples.",
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "data",
    exposed: true,
    categories: ["Search & web"],
    tags: ["search", "web", "research"],
    supportChannel: "#mcp-help",
    documentation: "https://docs.exa.ai",
    deployments: [atVendor("Exa", "https://mcp.exa.ai/mcp", "US")],
    tools: [
      EXA_SEARCH,
      browses(
        "get_code_context_exa",
        "Finds code examples and documentation.",
        "query, tokensNum?: number",
      ),
    ],
  },
  {
    versions: [
      {
        document: tavily("0.2.9"),
        lifecycle: "deprecated",
        publishedDaysAgo: 480,
        tools: tavilyTools("-"),
      },
      {
        document: tavily("0.2.19"),
        lifecycle: "approved",
        publishedDaysAgo: 198,
        changelog: "Tool names use underscores. New: a research task.",
      },
      { document: tavily("0.2.22"), lifecycle: "approved", publishedDaysAgo: 104 },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "data",
    deputy: "owner-data@acme.example",
    exposed: true,
    categories: ["Search & web"],
    tags: ["search", "web", "crawl", "research"],
    supportChannel: "#mcp-help",
    documentation: "https://docs.tavily.com",
    deployments: [
      {
        environment: "development",
        model: "hybrid",
        provider: "Developer laptops and Tavily",
        operatedBy: "Each engineer",
        status: "active",
      },
    ],
    tools: [
      ...tavilyTools("_"),
      unmarked(
        "tavily_research",
        "Researches a question over many sources.",
        "input, model?: mini|pro|auto",
      ),
    ],
  },
  {
    versions: [
      { document: brave("2.0.82"), lifecycle: "approved", publishedDaysAgo: 190 },
      { document: brave("2.1.4"), lifecycle: "approved", publishedDaysAgo: 62 },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "platform",
    exposed: true,
    categories: ["Search & web"],
    tags: ["search", "web", "news", "images"],
    supportChannel: "#mcp-help",
    deployments: [],
    tools: [
      browses(
        "brave_web_search",
        "Searches the web.",
        "query, country?, search_lang?, count?: integer, offset?: integer",
      ),
      browses(
        "brave_local_search",
        "Finds businesses and places.",
        "query, country?, count?: integer",
      ),
      browses("brave_video_search", "Finds videos.", "query, count?: integer, offset?: integer"),
      browses(
        "brave_image_search",
        "Finds images.",
        "query, count?: integer, spellcheck?: boolean",
      ),
      browses(
        "brave_news_search",
        "Finds news.",
        "query, count?: integer, extra_snippets?: boolean",
      ),
      browses(
        "brave_summarizer",
        "Sums up the results of a search.",
        "key, entity_info?: boolean, inline_references?: boolean",
      ),
      browses(
        "brave_place_search",
        "Finds places around a point.",
        "query?, radius?: number, latitude?: number, longitude?: number",
      ),
    ],
  },
];
