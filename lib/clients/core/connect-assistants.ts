import { CLAUDE_DIALECT, asGap, inClaudeStyle, inShellStyle, json } from "./client-config.ts";
import { PLAIN_DIALECT, plainProgram, typedConnection, unlessEmpty } from "./client-config.ts";
import type { Connectable, Dialect } from "./client-config.ts";
import { codexTable } from "./codex-config.ts";
import { type ConnectOption, environmentStep, exactNameStep, gapStep } from "./connect-option.ts";
import { optionFor, rendered, type Target, underKey } from "./connect-option.ts";
import { fillConnection, fillProgram } from "./fill.ts";
import { shellCommand } from "./shell.ts";

const POSIX = "Run it in a POSIX shell (macOS, Linux, WSL or Git Bash).";
const LITERAL =
  "The quotes are meant: the reference is stored, and Claude Code looks the value up when it starts the server.";

/** `--transport` stands between `--env` or `--header` and the name: those two take many values. */
function claudeAdd({ key, launch, values }: Target): string {
  const filling = { values, reference: inClaudeStyle };
  const start = ["claude", "mcp", "add"];
  if (launch.kind === "stdio") {
    const { command, args, env } = fillProgram(launch, filling);
    const pairs = env.flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    return shellCommand([...start, ...pairs, "--transport", "stdio", key, "--", command, ...args]);
  }
  const { kind, url, headers } = fillConnection(launch, filling);
  const pairs = headers.flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
  return shellCommand([...start, ...pairs, "--transport", kind, key, url]);
}

export function claudeCodeOptions(target: Target): ConnectOption[] {
  const { entry, references } = rendered(target, CLAUDE_DIALECT);
  const steps = [
    ...environmentStep(references),
    POSIX,
    ...(references.length > 0 ? [LITERAL] : []),
    "Add --scope user after add to have the server in all your projects.",
  ];
  return [
    optionFor("claude-code", target, {
      id: "claude-code",
      label: "Claude Code",
      kind: "command",
      text: claudeAdd(target),
      steps,
    }),
    optionFor("claude-code", target, {
      id: "claude-code-json",
      label: "Claude Code: from JSON",
      kind: "command",
      text: shellCommand(["claude", "mcp", "add-json", target.key, JSON.stringify(entry)]),
      steps,
    }),
  ];
}

const DESKTOP: Dialect = {
  reference: asGap,
  program: plainProgram,
  connection: typedConnection,
};

/** Its file only starts programs; remotes are added in its settings, by address. */
export function claudeDesktopOptions(target: Target): ConnectOption[] {
  const { launch, program } = target;
  if (launch.kind !== "stdio" && launch.startFirst === null) {
    const { url, headers } = fillConnection(launch, { values: target.values, reference: asGap });
    const cannot =
      headers.length > 0
        ? "It signs in with OAuth and sends no headers of your own; this server asks for some."
        : null;
    const connector = optionFor("claude-desktop", target, {
      id: "claude-desktop-connector",
      label: "Claude Desktop: connector",
      kind: "text",
      text: url,
      steps: [
        "Open Settings, Connectors, Add custom connector, and paste the address.",
        ...(cannot === null ? [] : [cannot]),
      ],
    });
    return program === null
      ? [connector]
      : [connector, ...desktopFile({ ...target, launch: program })];
  }
  return desktopFile(program === null ? target : { ...target, launch: program });
}

function desktopFile(target: Target): ConnectOption[] {
  if (target.launch.kind !== "stdio") return [];
  const { entry, references } = rendered(target, DESKTOP);
  return [
    optionFor("claude-desktop", target, {
      id: "claude-desktop",
      label: "Claude Desktop",
      kind: "json",
      text: json(underKey("mcpServers", target.key, entry)),
      file: "claude_desktop_config.json",
      steps: [
        "Open Settings, Developer, Edit Config.",
        ...gapStep(references),
        "Restart Claude Desktop.",
      ],
    }),
  ];
}

const COPILOT_CLI: Dialect = {
  reference: inShellStyle,
  program: (program) => ({ type: "local", ...plainProgram(program), tools: ["*"] }),
  connection: (connection) => ({ ...typedConnection(connection), tools: ["*"] }),
};

export function copilotCliOptions(target: Target): ConnectOption[] {
  const { entry, references } = rendered(target, COPILOT_CLI);
  return [
    optionFor("copilot-cli", target, {
      id: "copilot-cli",
      label: "GitHub Copilot CLI",
      kind: "json",
      text: json(underKey("mcpServers", target.name, entry)),
      file: "~/.copilot/mcp-config.json",
      steps: [...environmentStep(references), exactNameStep(target.name)],
    }),
  ];
}

/** Codex speaks stdio and streamable HTTP; it has no SSE. */
export function codexOptions(target: Target): ConnectOption[] {
  const launch: Connectable | null = target.launch.kind === "sse" ? target.program : target.launch;
  if (launch === null) return [];
  const { toml, environment, gaps } = codexTable(target.key, launch, target.values);
  const set =
    environment.length === 0
      ? []
      : [
          `Set ${environment.join(", ")} in the environment Codex starts in. The text carries only the names.`,
        ];
  return [
    optionFor(
      "codex",
      { ...target, launch },
      {
        id: "codex",
        label: "Codex",
        kind: "toml",
        text: toml,
        file: "~/.codex/config.toml",
        steps: [...set, ...gapStep(gaps)],
      },
    ),
  ];
}

const GEMINI: Dialect = {
  reference: inShellStyle,
  program: plainProgram,
  connection: ({ kind, url, headers }) => ({
    [kind === "http" ? "httpUrl" : "url"]: url,
    ...unlessEmpty("headers", headers),
  }),
};

export function geminiOptions(target: Target): ConnectOption[] {
  const { entry, references } = rendered(target, GEMINI);
  return [
    optionFor("gemini-cli", target, {
      id: "gemini-cli",
      label: "Gemini CLI",
      kind: "json",
      text: json(underKey("mcpServers", target.key, entry)),
      file: "~/.gemini/settings.json, or .gemini/settings.json in a project",
      steps: environmentStep(references),
    }),
  ];
}

export function plainOptions(target: Target): ConnectOption[] {
  const { entry, references } = rendered(target, PLAIN_DIALECT);
  return [
    optionFor("other", target, {
      id: "plain-json",
      label: "Any other client",
      kind: "json",
      text: json(underKey("mcpServers", target.name, entry)),
      steps: [
        "Most clients read a file of this form. Look up how yours refers to environment variables.",
        ...environmentStep(references),
      ],
    }),
  ];
}
