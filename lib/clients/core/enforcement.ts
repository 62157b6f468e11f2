/** The clients this project knows. Other names are typing mistakes. */
export type ClientId =
  | "vscode"
  | "visual-studio"
  | "jetbrains"
  | "eclipse"
  | "xcode"
  | "copilot-cli"
  | "copilot-cloud-agent"
  | "claude-code"
  | "claude-desktop"
  | "cursor"
  | "windsurf"
  | "codex"
  | "gemini-cli"
  | "toolhive"
  | "other";

/** "not known": no public source says so. Never a guess. */
export type Answer = "yes" | "partly" | "no" | "not known" | "does not apply";
export type Matcher = "name" | "url" | "command";

export type Enforcement = {
  readonly id: ClientId;
  readonly client: string;
  /** The first version that enforces a list at all. */
  readonly minimumVersion: string;
  /** Where an administrator tells the client the address of this registry. */
  readonly registryUrlSetting: string;
  readonly browsesRegistry: Answer;
  readonly blocksUnlisted: Answer;
  /** What a server is compared by; empty when that is not known or nothing is compared. */
  readonly matchesBy: readonly Matcher[];
  /** Blocks when the list or the registry cannot be read. */
  readonly failsClosed: Answer;
  /** Can only read a registry that answers without signing in. */
  readonly anonymousOnly: Answer;
  readonly note: string;
  readonly source: string;
};

const COPILOT_POLICY = "GitHub: Copilot policy, MCP Registry URL (organization or enterprise)";
const COPILOT_SOURCE =
  "docs.github.com, MCP private registry enforcement; Enterprise managed settings";
const NAME_ONLY =
  "Registry only compares names, so a changed configuration file passes. It is a public preview.";

const copilotIde = (
  id: ClientId,
  client: string,
  minimumVersion: string,
): Pick<Enforcement, "id" | "client" | "minimumVersion"> &
  Omit<Enforcement, "note" | "source"> => ({
  id,
  client,
  minimumVersion,
  registryUrlSetting: COPILOT_POLICY,
  browsesRegistry: "yes",
  blocksUnlisted: "partly",
  matchesBy: ["name"],
  failsClosed: "not known",
  anonymousOnly: "yes",
});

const NOTHING_KNOWN = {
  minimumVersion: "not known",
  registryUrlSetting: "not known",
  browsesRegistry: "not known",
  blocksUnlisted: "not known",
  matchesBy: [],
  failsClosed: "not known",
  anonymousOnly: "not known",
} as const;

/** What each client does with a registry and with a list, as far as public sources say. */
export const ENFORCEMENT: readonly Enforcement[] = [
  {
    ...copilotIde("vscode", "VS Code", "1.109.3 (allow list by address and command: 1.130)"),
    registryUrlSetting: `Policy McpGalleryServiceUrl, or ${COPILOT_POLICY}`,
    blocksUnlisted: "yes",
    matchesBy: ["name", "url", "command"],
    failsClosed: "partly",
    note: "Registry only runs a server whose key is the exact registry name and, if it is remote, whose address equals one of the listed ones. A registry that answers 4xx or not in time disables listed servers; what it does on every other failure is not known. The lists of ChatAllowedMcpServers also compare addresses and exact commands; deny wins.",
    source: "microsoft/vscode (mcpWorkbenchService, allowedMcpServers, policies); docs.github.com",
  },
  {
    ...copilotIde("visual-studio", "Visual Studio", "18.4.0"),
    note: `${NAME_ONLY} Its source is closed: the requests it sends are not known.`,
    source: COPILOT_SOURCE,
  },
  {
    ...copilotIde("jetbrains", "JetBrains IDEs (GitHub Copilot)", "1.5.64 (pre-release plugin)"),
    note: `${NAME_ONLY} Copilot's managed settings also compare addresses and commands here, from a version that is not known. A user reports that a private registry blocks everything (copilot-intellij-feedback#1236).`,
    source: COPILOT_SOURCE,
  },
  {
    ...copilotIde("eclipse", "Eclipse (GitHub Copilot)", "4.38 (pre-release plugin)"),
    note: NAME_ONLY,
    source: COPILOT_SOURCE,
  },
  {
    ...copilotIde("xcode", "Xcode (GitHub Copilot)", "0.47.0 (pre-release plugin)"),
    note: NAME_ONLY,
    source: COPILOT_SOURCE,
  },
  {
    ...copilotIde("copilot-cli", "GitHub Copilot CLI", "1.0.11"),
    blocksUnlisted: "yes",
    matchesBy: ["name", "url", "command"],
    failsClosed: "yes",
    note: "Asks the registry for each server and compares its command, arguments and address with the entry, by rules that are not published. Any answer other than 200 or 404 blocks everything. Managed settings compare name, address or exact command; built-in servers are always allowed.",
    source: "github/copilot-cli changelog and issues #2498, #3772, #3934, #4512; docs.github.com",
  },
  {
    id: "copilot-cloud-agent",
    client: "GitHub Copilot cloud agent",
    minimumVersion: "not supported",
    registryUrlSetting: "none",
    browsesRegistry: "no",
    blocksUnlisted: "no",
    matchesBy: [],
    failsClosed: "does not apply",
    anonymousOnly: "does not apply",
    note: "Neither the registry nor the managed lists apply to it.",
    source: COPILOT_SOURCE,
  },
  {
    id: "claude-code",
    client: "Claude Code",
    minimumVersion: "not known",
    registryUrlSetting: "none",
    browsesRegistry: "no",
    blocksUnlisted: "yes",
    matchesBy: ["url", "command", "name"],
    failsClosed: "not known",
    anonymousOnly: "does not apply",
    note: "Has no registry client: export managed-mcp.json (exactly these servers) or managed settings (people add what is allowed). Addresses and exact commands are compared; names only when the list holds no address or no command.",
    source: "code.claude.com/docs, Control MCP server access for your organization",
  },
  {
    ...NOTHING_KNOWN,
    id: "claude-desktop",
    client: "Claude Desktop",
    registryUrlSetting: "none",
    browsesRegistry: "no",
    anonymousOnly: "does not apply",
    note: "Has no registry client. Whether it honours a list from outside its own admin console is not known.",
    source: "code.claude.com/docs",
  },
  {
    ...NOTHING_KNOWN,
    id: "cursor",
    client: "Cursor",
    note: "No public source names a registry address setting; a team allow list is only known by hearsay.",
    source: "cursor.com/docs (install links, mcp.json)",
  },
  {
    ...NOTHING_KNOWN,
    id: "windsurf",
    client: "Windsurf",
    registryUrlSetting: "Team settings, MCP Registry URLs (enterprise)",
    browsesRegistry: "yes",
    blocksUnlisted: "yes",
    matchesBy: ["name", "command"],
    note: "The whitelist compares the exact server ID, then the command and each argument as an anchored regular expression, with an equal number of arguments; env is free. One listed server blocks all others; an empty whitelist blocks nothing.",
    source: "docs.windsurf.com, Cascade MCP, Admin Controls",
  },
  {
    ...NOTHING_KNOWN,
    id: "codex",
    client: "Codex CLI",
    note: "No registry client was found. An allow list in requirements.toml is mentioned by third parties; its format was not verified, so none is exported.",
    source: "openai/codex docs/config.md",
  },
  {
    ...NOTHING_KNOWN,
    id: "gemini-cli",
    client: "Gemini CLI",
    blocksUnlisted: "yes",
    note: "Google's management console has an allow list of MCP servers (preview). How it is written was not verified, so none is exported.",
    source: "geminicli.com/docs/admin/enterprise-controls",
  },
  {
    ...NOTHING_KNOWN,
    id: "toolhive",
    client: "ToolHive",
    registryUrlSetting: "The registry address, in its command line or interface",
    browsesRegistry: "yes",
    anonymousOnly: "no",
    note: "Can sign in to the registry with OpenID Connect and sends the token. Uses container packages and remotes only.",
    source: "stacklok/toolhive",
  },
];

/** One sentence for somebody who connects: what this client will and will not enforce. */
export function enforcementSentence(id: ClientId): string {
  const row = ENFORCEMENT.find((candidate) => candidate.id === id);
  if (row === undefined) return "Not known: this text belongs to no particular client.";
  const compared =
    row.matchesBy.length > 0 ? ` It compares the ${row.matchesBy.join(", the ")}.` : "";
  const blocks = {
    yes: "blocks servers that are not on the list, where an administrator deploys one.",
    partly: "blocks servers with other names, but a changed configuration file passes.",
    no: "does not block servers that are not on a list.",
    "does not apply": "has no list.",
    "not known": "may or may not block servers that are not on a list: that is not known.",
  }[row.blocksUnlisted];
  return `${row.client} ${blocks}${compared}`;
}
