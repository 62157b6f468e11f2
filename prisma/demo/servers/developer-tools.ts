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
  secret,
} from "../documents.ts";
import { CONTEXT7_README, GITHUB_README } from "../readmes/developer-tools.ts";
import { adds, browses, destroys, reads, unmarked, without } from "../tools.ts";

/** Image tags 0.27 and later were seen in use; their ages here are approximate. */
function githubServer(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.github/github-mcp-server",
    title: "GitHub",
    description:
      "Repositories, issues, pull requests and Actions runs of GitHub, hosted or as a container.",
    version,
    repository: github("github/github-mcp-server"),
    packages: [
      oci(`ghcr.io/github/github-mcp-server:${version}`, [
        secret("GITHUB_PERSONAL_ACCESS_TOKEN", "Token whose permissions the tools inherit."),
        option("GITHUB_TOOLSETS", "Comma-separated groups of tools to switch on.", "default"),
        flag("GITHUB_READ_ONLY", "Leaves out every tool that changes something."),
      ]),
    ],
    remotes: [
      http("https://api.githubcopilot.com/mcp/", [
        secret("Authorization", "Bearer with a personal access token or an app token."),
      ]),
    ],
  };
}

const GITHUB_TOOLS = [
  reads("get_me", "Says which account the token belongs to."),
  reads(
    "search_repositories",
    "Finds repositories by name, topic or language.",
    "query, perPage?: number",
  ),
  reads("search_code", "Finds code across repositories.", "query, sort?, order?: asc|desc"),
  reads("get_file_contents", "Reads a file or lists a folder.", "owner, repo, path?, ref?, sha?"),
  reads(
    "list_commits",
    "Lists the commits of a branch.",
    "owner, repo, sha?, author?, perPage?: number",
  ),
  reads(
    "list_pull_requests",
    "Lists pull requests.",
    "owner, repo, state?: open|closed|all, base?",
  ),
  adds(
    "create_pull_request",
    "Opens a pull request.",
    "owner, repo, title, head, base, body?, draft?: boolean",
  ),
  destroys(
    "merge_pull_request",
    "Merges a pull request.",
    "owner, repo, pullNumber: number, merge_method?: merge|squash|rebase",
  ),
  reads("list_issues", "Lists issues.", "owner, repo, state?: OPEN|CLOSED, labels?: string[]"),
  adds("add_issue_comment", "Comments on an issue.", "owner, repo, issue_number: number, body"),
  adds("create_branch", "Makes a branch.", "owner, repo, branch, from_branch?"),
  destroys(
    "create_or_update_file",
    "Writes one file as a commit.",
    "owner, repo, path, content, message, branch, sha?",
  ),
];

function context7(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.upstash/context7",
    title: "Context7",
    description: "Current documentation and examples of a library, for the version you use.",
    version,
    websiteUrl: "https://context7.com",
    repository: github("upstash/context7"),
    packages: [
      npm("@upstash/context7-mcp", version, [
        optionalSecret("CONTEXT7_API_KEY", "Raises the rate limit and opens private sources."),
      ]),
    ],
  };
}

const CONTEXT7_TOOLS = [
  browses(
    "resolve-library-id",
    "Finds the identifier of a library by its name.",
    "query, libraryName",
  ),
  browses("query-docs", "Answers a question from a library's documentation.", "libraryId, query"),
];

export const DEVELOPER_TOOL_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: githubServer("0.24.0"),
        lifecycle: "approved",
        publishedDaysAgo: 356,
        tools: without(GITHUB_TOOLS, ["create_branch"]),
      },
      { document: githubServer("0.30.3"), lifecycle: "approved", publishedDaysAgo: 285 },
      {
        document: githubServer("0.31.0"),
        lifecycle: "in_review",
        publishedDaysAgo: 265,
        changelog: "Under review: what the new default tool groups may reach.",
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: true,
    categories: ["Developer tools"],
    tags: ["git", "pull-requests", "issues", "ci"],
    supportContact: "platform@acme.example",
    supportChannel: "#mcp-github",
    documentation: "https://github.com/github/github-mcp-server#readme",
    readme: GITHUB_README,
    deployments: [
      atVendor("GitHub", "https://api.githubcopilot.com/mcp/", "US"),
      inCluster("staging", "https://github.mcp.staging.acme.example/mcp", "Platform"),
    ],
    tools: GITHUB_TOOLS,
  },
  {
    versions: [
      {
        document: context7("1.0.31"),
        lifecycle: "deprecated",
        publishedDaysAgo: 360,
        tools: [
          unmarked(
            "resolve-library-id",
            "Finds the identifier of a library by its name.",
            "libraryName",
          ),
          unmarked(
            "get-library-docs",
            "Returns pages of a library's documentation.",
            "context7CompatibleLibraryID, mode?: code|info, topic?, page?: integer",
          ),
        ],
      },
      { document: context7("3.2.5"), lifecycle: "approved", publishedDaysAgo: 113 },
      {
        document: context7("4.1.1"),
        lifecycle: "approved",
        publishedDaysAgo: 69,
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: true,
    categories: ["Developer tools", "Knowledge"],
    tags: ["documentation", "libraries", "examples"],
    supportChannel: "#mcp-help",
    documentation: "https://github.com/upstash/context7#readme",
    readme: CONTEXT7_README,
    deployments: [onLaptops()],
    tools: CONTEXT7_TOOLS,
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.modelcontextprotocol/server-everything",
          title: "Everything",
          description: "Exercises every feature of the protocol; made for testing clients.",
          version: "2026.8.31",
          repository: github("modelcontextprotocol/servers", "src/everything"),
          packages: [npm("@modelcontextprotocol/server-everything", "2026.8.31")],
        },
        lifecycle: "rejected",
        publishedDaysAgo: 81,
      },
    ],
    origin: "community",
    lifecycle: "rejected",
    statusMessage:
      "A test server: get-env returns the environment of the process, secrets included.",
    classification: null,
    ownerTeam: "platform",
    exposed: false,
    categories: ["Developer tools"],
    tags: ["testing", "reference"],
    documentation: "https://github.com/modelcontextprotocol/servers/tree/main/src/everything",
    deployments: [],
    tools: [
      reads("echo", "Answers with the text it was given.", "message"),
      reads("get-env", "Returns all environment variables of the server."),
      reads("get-sum", "Adds two numbers.", "a: number, b: number"),
      reads("get-tiny-image", "Returns a small picture."),
      reads(
        "get-structured-content",
        "Returns made-up weather.",
        "location: New York|Chicago|Los Angeles",
      ),
      reads(
        "trigger-long-running-operation",
        "Reports progress for a while.",
        "duration?: number, steps?: number",
      ),
      adds("toggle-simulated-logging", "Starts or stops sending log messages."),
      adds(
        "gzip-file-as-resource",
        "Compresses a file from an address.",
        "name?, data?, outputType?: resourceLink|resource",
      ),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "com.postman/postman-mcp-server",
          title: "Postman",
          description: "Collections, environments and mock servers of a Postman workspace.",
          version: "2.13.0",
          websiteUrl: "https://www.postman.com",
          repository: github("postmanlabs/postman-mcp-server"),
          packages: [
            npm("@postman/postman-mcp-server", "2.13.0", [
              secret("POSTMAN_API_KEY", "Key of the Postman account to act for."),
            ]),
          ],
        },
        lifecycle: "candidate",
        publishedDaysAgo: 61,
      },
    ],
    origin: "vendor",
    lifecycle: "candidate",
    classification: null,
    ownerTeam: "platform",
    exposed: false,
    categories: ["Developer tools"],
    tags: ["api", "collections", "testing"],
    deployments: [],
    tools: [],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.modelcontextprotocol/server-sequential-thinking",
          title: "Sequential Thinking",
          description: "A scratchpad in which a model writes, revises and branches its steps.",
          version: "2026.8.31",
          repository: github("modelcontextprotocol/servers", "src/sequentialthinking"),
          packages: [npm("@modelcontextprotocol/server-sequential-thinking", "2026.8.31")],
        },
        lifecycle: "approved",
        publishedDaysAgo: 81,
      },
    ],
    origin: "community",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "platform",
    exposed: true,
    categories: ["Developer tools"],
    tags: ["reasoning", "planning"],
    supportChannel: "#mcp-help",
    deployments: [onLaptops()],
    tools: [
      reads(
        "sequentialthinking",
        "Records one step of a chain of thought and says how the chain goes on.",
        "thought, nextThoughtNeeded: boolean, thoughtNumber: integer, totalThoughts: integer, isRevision?: boolean, branchId?",
      ),
    ],
  },
];
