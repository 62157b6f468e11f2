import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { onLaptops } from "../deployments.ts";
import { SCHEMA, github, npm, option, pypi } from "../documents.ts";
import { FILESYSTEM_README } from "../readmes/developer-tools.ts";
import { adds, destroys, reads, replacing, sets, unmarked } from "../tools.ts";

function filesystem(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.modelcontextprotocol/server-filesystem",
    title: "Filesystem",
    description: "Reads and edits files below the folders it was started with, and nothing else.",
    version,
    repository: github("modelcontextprotocol/servers", "src/filesystem"),
    packages: [
      {
        ...npm("@modelcontextprotocol/server-filesystem", version),
        packageArguments: [
          {
            type: "positional",
            valueHint: "allowed_directory",
            description: "A folder the server may use.",
            format: "filepath",
            isRequired: true,
            isRepeated: true,
          },
        ],
      },
    ],
  };
}

const FILESYSTEM_TOOLS = [
  reads(
    "read_text_file",
    "Reads a text file, whole or only its start or end.",
    "path, tail?: number, head?: number",
  ),
  reads("read_media_file", "Reads a picture or sound as base64.", "path"),
  reads("read_multiple_files", "Reads several files at once.", "paths: string[]"),
  destroys("write_file", "Makes a file, or replaces all of it.", "path, content"),
  destroys(
    "edit_file",
    "Replaces passages of a text file; a dry run shows the difference.",
    "path, edits: object[], dryRun?: boolean",
  ),
  sets("create_directory", "Makes a folder and those above it.", "path"),
  reads("list_directory", "Lists a folder.", "path"),
  reads("list_directory_with_sizes", "Lists a folder with sizes.", "path, sortBy?: name|size"),
  reads(
    "directory_tree",
    "Returns a folder and all below it as JSON.",
    "path, excludePatterns?: string[]",
  ),
  destroys("move_file", "Moves or renames a file or folder.", "source, destination"),
  reads("search_files", "Finds files by a pattern.", "path, pattern, excludePatterns?: string[]"),
  reads("get_file_info", "Tells size, dates and permissions.", "path"),
  reads("list_allowed_directories", "Lists the folders this server may use."),
];

/** Before 2026.8.31 a move was not marked as destructive. */
const FILESYSTEM_TOOLS_BEFORE = replacing(FILESYSTEM_TOOLS, [
  adds("move_file", "Moves or renames a file or folder.", "source, destination"),
]);

/** Version numbers of the Python package as other projects pin it; its dates are its numbers. */
function git(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.modelcontextprotocol/server-git",
    title: "Git",
    description: "Status, history, branches and commits of a local Git repository.",
    version,
    repository: github("modelcontextprotocol/servers", "src/git"),
    packages: [
      {
        ...pypi("mcp-server-git", version),
        packageArguments: [
          {
            type: "named",
            name: "--repository",
            description: "The repository to work in.",
            format: "filepath",
          },
        ],
      },
    ],
  };
}

const GIT_TOOLS = [
  unmarked("git_status", "Shows what changed in the working tree.", "repo_path"),
  unmarked(
    "git_diff_unstaged",
    "Shows changes not yet staged.",
    "repo_path, context_lines?: integer",
  ),
  unmarked("git_diff_staged", "Shows staged changes.", "repo_path, context_lines?: integer"),
  unmarked(
    "git_diff",
    "Compares with a branch or commit.",
    "repo_path, target, context_lines?: integer",
  ),
  unmarked("git_commit", "Records the staged changes.", "repo_path, message"),
  unmarked("git_add", "Stages files.", "repo_path, files: string[]"),
  unmarked("git_reset", "Takes everything out of the stage.", "repo_path"),
  unmarked(
    "git_log",
    "Lists commits.",
    "repo_path, max_count?: integer, start_timestamp?, end_timestamp?",
  ),
  unmarked("git_create_branch", "Makes a branch.", "repo_path, branch_name, base_branch?"),
  unmarked("git_checkout", "Switches branches.", "repo_path, branch_name"),
  unmarked("git_show", "Shows one commit.", "repo_path, revision"),
  unmarked("git_branch", "Lists branches.", "repo_path, branch_type, contains?, not_contains?"),
];

function memory(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.modelcontextprotocol/server-memory",
    title: "Memory",
    description: "Remembers people, things and how they relate, in a graph kept in one local file.",
    version,
    repository: github("modelcontextprotocol/servers", "src/memory"),
    packages: [
      npm("@modelcontextprotocol/server-memory", version, [
        option("MEMORY_FILE_PATH", "Where the graph is kept.", "memory.jsonl"),
      ]),
    ],
  };
}

const MEMORY_TOOLS = [
  adds("create_entities", "Adds things to the graph.", "entities: object[]"),
  adds("create_relations", "Connects things of the graph.", "relations: object[]"),
  adds("add_observations", "Notes facts about things.", "observations: object[]"),
  destroys("delete_entities", "Removes things and their connections.", "entityNames: string[]"),
  destroys("delete_observations", "Removes facts.", "deletions: object[]"),
  destroys("delete_relations", "Removes connections.", "relations: object[]"),
  reads("read_graph", "Returns the whole graph."),
  reads("search_nodes", "Finds things by words.", "query"),
  reads("open_nodes", "Returns things by their names.", "names: string[]"),
];

export const FILE_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: filesystem("2025.8.21"),
        lifecycle: "deprecated",
        publishedDaysAgo: 459,
        tools: FILESYSTEM_TOOLS_BEFORE,
      },
      {
        document: filesystem("2026.1.14"),
        lifecycle: "approved",
        publishedDaysAgo: 313,
        tools: FILESYSTEM_TOOLS_BEFORE,
      },
      {
        document: filesystem("2026.8.31"),
        lifecycle: "approved",
        publishedDaysAgo: 82,
        changelog: "Moving a file is now marked as destructive.",
      },
    ],
    origin: "community",
    lifecycle: "approved",
    classification: "confidential",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: true,
    categories: ["Developer tools"],
    tags: ["files", "local", "reference"],
    supportContact: "platform@acme.example",
    supportChannel: "#mcp-help",
    documentation: "https://github.com/modelcontextprotocol/servers/tree/main/src/filesystem",
    readme: FILESYSTEM_README,
    deployments: [onLaptops()],
    tools: FILESYSTEM_TOOLS,
  },
  {
    versions: [
      {
        document: git("2025.9.25"),
        lifecycle: "deprecated",
        publishedDaysAgo: 424,
        tools: [
          ...GIT_TOOLS,
          unmarked("git_init", "Makes a repository in any folder.", "repo_path"),
        ],
      },
      { document: git("2026.1.14"), lifecycle: "approved", publishedDaysAgo: 313 },
      { document: git("2026.7.10"), lifecycle: "approved", publishedDaysAgo: 136 },
      { document: git("2026.8.18"), lifecycle: "candidate", publishedDaysAgo: 97 },
    ],
    origin: "community",
    lifecycle: "approved",
    classification: "confidential",
    ownerTeam: "platform",
    exposed: true,
    categories: ["Developer tools"],
    tags: ["git", "local", "reference"],
    supportChannel: "#mcp-help",
    documentation: "https://github.com/modelcontextprotocol/servers/tree/main/src/git",
    deployments: [onLaptops()],
    tools: GIT_TOOLS,
  },
  {
    versions: [
      {
        document: memory("2025.11.25"),
        lifecycle: "deprecated",
        publishedDaysAgo: 363,
        tools: MEMORY_TOOLS.map(({ name, description, inputSchema }) => ({
          name,
          description,
          inputSchema,
        })),
      },
      {
        document: memory("2026.8.31"),
        lifecycle: "approved",
        publishedDaysAgo: 82,
        changelog: "Every tool says whether it only reads or can delete.",
      },
    ],
    origin: "community",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "platform",
    exposed: false,
    categories: ["Knowledge"],
    tags: ["memory", "graph", "local"],
    supportChannel: "#mcp-help",
    documentation: "https://github.com/modelcontextprotocol/servers/tree/main/src/memory",
    deployments: [onLaptops()],
    tools: MEMORY_TOOLS,
  },
];
