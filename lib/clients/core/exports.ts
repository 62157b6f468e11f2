import { CLAUDE_DIALECT, type ConfigEntry, type Connectable } from "./client-config.ts";
import { type Dialect, entryOf, json, PLAIN_DIALECT } from "./client-config.ts";
import type { ClientId } from "./enforcement.ts";
import { launchesOf } from "./launch.ts";
import { matchersOf, refusalsOf, sortedUnique } from "./matchers.ts";
import { type ApprovedEntry, byCodeUnit, type NotExpressible } from "./matchers.ts";
import { plainKey } from "./safe-text.ts";
import { missingInWhitelist, whitelistOf } from "./windsurf-whitelist.ts";

export type { ApprovedEntry, NotExpressible } from "./matchers.ts";

export type ExportFormatId =
  | "copilot-managed-settings"
  | "vscode-policy"
  | "claude-managed-mcp"
  | "claude-managed-settings"
  | "windsurf-whitelist"
  | "mcp-json"
  | "registry-names";

export type ExportOptions = {
  /** The base address of this registry, without /v0.1. */
  readonly registryUrl: string;
};

export type ExportFormat = {
  readonly id: ExportFormatId;
  readonly label: string;
  readonly client: ClientId;
  readonly fileName: string;
  readonly mediaType: "application/json" | "text/plain";
  readonly what: string;
  readonly where: string;
  /** What the client does with an export of no servers. */
  readonly whenEmpty: string;
  readonly source: string;
};

export const EXPORT_FORMATS: readonly ExportFormat[] = [
  {
    id: "copilot-managed-settings",
    label: "GitHub Copilot managed settings",
    client: "copilot-cli",
    fileName: "managed-settings.json",
    mediaType: "application/json",
    what: "Copilot CLI, the Copilot app, VS Code and JetBrains run only servers with one of these addresses or exact commands.",
    where:
      "The enterprise's .github-private repository, or managed-settings.json on each computer. GitHub recommends to set the registry restriction to Allow all beside it.",
    whenEmpty: "Blocks every server except Copilot's built-in ones.",
    source: "docs.github.com, Enterprise managed settings, allowedMcpServers",
  },
  {
    id: "vscode-policy",
    label: "VS Code policies",
    client: "vscode",
    fileName: "policy.json",
    mediaType: "application/json",
    what: "The gallery address, registry-only access, and the list of addresses and exact commands. Lists need VS Code 1.130.",
    where:
      "/etc/vscode/policy.json on Linux; the same names and values as group policy on Windows and as a configuration profile on macOS.",
    whenEmpty: "Blocks every server.",
    source: "microsoft/vscode, policies McpGalleryServiceUrl, ChatMCP, ChatAllowedMcpServers",
  },
  {
    id: "claude-managed-mcp",
    label: "Claude Code: fixed set",
    client: "claude-code",
    fileName: "managed-mcp.json",
    mediaType: "application/json",
    what: "Claude Code loads exactly these servers; nobody can add others. Values come from each person's environment.",
    where:
      "/etc/claude-code/ on Linux, /Library/Application Support/ClaudeCode/ on macOS, C:\\Program Files\\ClaudeCode\\ on Windows.",
    whenEmpty: "Switches MCP off.",
    source: "code.claude.com/docs/en/managed-mcp, Exclusive control with managed-mcp.json",
  },
  {
    id: "claude-managed-settings",
    label: "Claude Code: allow list",
    client: "claude-code",
    fileName: "managed-settings.json",
    mediaType: "application/json",
    what: "People add servers themselves; only these addresses and exact commands load. Names are not used: people choose them.",
    where:
      "Server-managed settings, or managed-settings.json in the folder of managed-mcp.json. An address without a path admits every path of its host.",
    whenEmpty: "Blocks every server.",
    source: "code.claude.com/docs/en/managed-mcp, Policy-based control",
  },
  {
    id: "windsurf-whitelist",
    label: "Windsurf whitelist",
    client: "windsurf",
    fileName: "windsurf-whitelist.json",
    mediaType: "application/json",
    what: "For each server the Server ID and the Server Config (JSON), with a regular expression for each argument.",
    where: "Windsurf's team settings: one whitelist entry for each element, by hand.",
    whenEmpty:
      "An empty whitelist blocks nothing in Windsurf. To block everything, switch MCP off for the team.",
    source: "docs.windsurf.com, Cascade MCP, Admin Controls",
  },
  {
    id: "mcp-json",
    label: "Plain mcp.json",
    client: "other",
    fileName: "mcp.json",
    mediaType: "application/json",
    what: "Every approved server under its exact registry name, in the form most clients read. A set to start from, not a list any client enforces.",
    where: "Wherever the client keeps its servers.",
    whenEmpty: "Names no server and blocks nothing.",
    source: "Common practice; there is no specification of this file",
  },
  {
    id: "registry-names",
    label: "Registry names",
    client: "other",
    fileName: "registry-names.txt",
    mediaType: "text/plain",
    what: "The exact name of every approved server, one on each line.",
    where: "Scripts and comparisons. Clients compare these names letter for letter.",
    whenEmpty: "An empty file: no server is approved.",
    source: "The MCP registry's own names",
  },
];

type Writer = (entries: readonly ApprovedEntry[], options: ExportOptions) => string;

const WRITERS: { readonly [Format in ExportFormatId]: Writer } = {
  "copilot-managed-settings": (entries) =>
    lines({ allowedMcpServers: matchersOf(entries, true).matchers }),
  // A policy of another type than text travels as JSON in a text, on every platform.
  "vscode-policy": (entries, { registryUrl }) =>
    lines({
      ChatAllowManagedMcpServersOnly: true,
      ChatAllowedMcpServers: JSON.stringify(matchersOf(entries, true).matchers),
      ChatMCP: "registry",
      McpGalleryServiceUrl: baseOf(registryUrl),
    }),
  "claude-managed-mcp": (entries) =>
    lines({ mcpServers: serversOf(entries, CLAUDE_DIALECT, plainKey) }),
  "claude-managed-settings": (entries) =>
    lines({
      allowManagedMcpServersOnly: true,
      allowedMcpServers: matchersOf(entries, false).matchers,
    }),
  "windsurf-whitelist": (entries) => lines(whitelistOf(oncePerName(entries))),
  "mcp-json": (entries) => lines({ mcpServers: serversOf(entries, PLAIN_DIALECT, (name) => name) }),
  "registry-names": (entries) =>
    oncePerName(entries)
      .map(({ name }) => `${name}\n`)
      .join(""),
};

/**
 * The allow list for one kind of client. The same set gives the same text, whatever its order. It
 * admits only what is listed: no entries admit nothing (see `whenEmpty` for the exceptions).
 */
export function exportAllowList(
  format: ExportFormatId,
  entries: readonly ApprovedEntry[],
  options: ExportOptions,
): string {
  return WRITERS[format](entries, options);
}

/** The servers, or single packages and remotes of them, that a format has no words for. */
export function notExpressible(
  format: ExportFormatId,
  entries: readonly ApprovedEntry[],
): NotExpressible[] {
  const missing: { readonly [Format in ExportFormatId]: () => readonly NotExpressible[] } = {
    "copilot-managed-settings": () => matchersOf(entries, true).missing,
    "vscode-policy": () => matchersOf(entries, true).missing,
    "claude-managed-mcp": () => entries.flatMap(withoutLaunch),
    "claude-managed-settings": () => matchersOf(entries, false).missing,
    "windsurf-whitelist": () => missingInWhitelist(entries),
    "mcp-json": () => entries.flatMap(withoutLaunch),
    "registry-names": () => [],
  };
  return sortedUnique(missing[format]());
}

const lines = (value: unknown) => `${json(value)}\n`;

/** By name; two documents of one name by their text, so that the caller's order never shows. */
function inOrder(entries: readonly ApprovedEntry[]): ApprovedEntry[] {
  const textOf = (entry: ApprovedEntry) => JSON.stringify([entry.name, entry.document]);
  return entries
    .map((entry) => ({ entry, text: textOf(entry) }))
    .sort((one, other) => byCodeUnit(one.text, other.text))
    .map(({ entry }) => entry);
}

/** For formats that keep one document for each name. */
const oncePerName = (entries: readonly ApprovedEntry[]): ApprovedEntry[] => [
  ...new Map(inOrder(entries).map((entry) => [entry.name, entry])).values(),
];

const baseOf = (registryUrl: string) => registryUrl.replace(/\/+(v0(\.1)?\/*)?$/, "");

const connectable = ({ document }: ApprovedEntry): Connectable | null =>
  launchesOf(document).find((launch) => launch.kind !== "bundle") ?? null;

/** The preferred way of each server, under a key that no other server has. */
function serversOf(
  entries: readonly ApprovedEntry[],
  dialect: Dialect,
  keyOf: (name: string) => string,
): ConfigEntry {
  const servers = new Map<string, ConfigEntry>();
  for (const entry of oncePerName(entries)) {
    const launch = connectable(entry);
    if (launch === null) continue;
    const key = keyOf(entry.name);
    let unique = key;
    for (let number = 2; servers.has(unique); number += 1) unique = `${key.slice(0, 60)}-${number}`;
    servers.set(unique, entryOf(launch, dialect, {}));
  }
  return Object.fromEntries(servers);
}

function withoutLaunch(entry: ApprovedEntry): NotExpressible[] {
  if (connectable(entry) !== null) return [];
  const { name, document } = entry;
  const bundles = launchesOf(document).map(
    ({ label }) => `${label}: A bundle has no command and no address.`,
  );
  return [...refusalsOf(document), ...bundles].map((reason) => ({ name, reason }));
}
