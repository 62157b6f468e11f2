import { asGap, asInput, inEditorStyle, json, plainProgram } from "./client-config.ts";
import { typedConnection, typedProgram, unlessEmpty } from "./client-config.ts";
import type { Dialect } from "./client-config.ts";
import { environmentStep, exactNameStep, gapStep, optionFor, rendered } from "./connect-option.ts";
import { type ConnectOption, type Target, underKey } from "./connect-option.ts";
import { wellFormed } from "./safe-text.ts";
import { shellCommand } from "./shell.ts";
import { environmentName, type Variable } from "./variable.ts";

const VSCODE: Dialect = {
  reference: asInput,
  program: typedProgram,
  connection: typedConnection,
};

const JETBRAINS: Dialect = {
  reference: asGap,
  program: plainProgram,
  connection: ({ url, headers }) => ({
    url,
    ...(headers.length === 0 ? {} : { requestInit: unlessEmpty("headers", headers) }),
  }),
};

const CURSOR: Dialect = {
  reference: inEditorStyle,
  program: plainProgram,
  connection: ({ url, headers }) => ({ url, ...unlessEmpty("headers", headers) }),
};

const WINDSURF: Dialect = {
  reference: inEditorStyle,
  program: plainProgram,
  connection: ({ url, headers }) => ({ serverUrl: url, ...unlessEmpty("headers", headers) }),
};

/** An apostrophe would end an attribute that somebody wrote with single quotes. */
const encode = (text: string) => encodeURIComponent(wellFormed(text)).replaceAll("'", "%27");

/** `inputs` of mcp.json: VS Code asks on the first start and keeps the answer in its safe. */
const inputOf = (variable: Variable) => ({
  id: environmentName(variable),
  type: variable.choices.length > 0 ? "pickString" : "promptString",
  description: variable.description || variable.name,
  ...(variable.choices.length > 0 ? { options: variable.choices } : {}),
  ...(variable.isSecret && variable.choices.length === 0 ? { password: true } : {}),
});

export function vscodeOptions(target: Target): ConnectOption[] {
  const { entry, references } = rendered(target, VSCODE);
  const inputs = references.length === 0 ? {} : { inputs: references.map(inputOf) };
  const install = JSON.stringify({ name: target.name, ...entry, ...inputs });
  const link = (id: string, label: string, scheme: string) => {
    const href = `${scheme}:mcp/install?${encode(install)}`;
    const steps = ["Open the link and confirm in the editor.", exactNameStep(target.name)];
    return optionFor("vscode", target, { id, label, kind: "link", href, text: href, steps });
  };
  return [
    link("vscode-link", "Install in VS Code", "vscode"),
    optionFor("vscode", target, {
      id: "vscode-json",
      label: "VS Code: mcp.json",
      kind: "json",
      text: json({ ...inputs, ...underKey("servers", target.name, entry) }),
      file: ".vscode/mcp.json",
      steps: [
        "Or run MCP: Open User Configuration for all your folders.",
        exactNameStep(target.name),
      ],
    }),
    optionFor("vscode", target, {
      id: "vscode-command",
      label: "VS Code: command line",
      kind: "command",
      text: shellCommand(["code", "--add-mcp", install]),
      steps: ["Run it in a POSIX shell (macOS, Linux, WSL or Git Bash)."],
    }),
    link("vscode-insiders-link", "Install in VS Code Insiders", "vscode-insiders"),
  ];
}

export function visualStudioOptions(target: Target): ConnectOption[] {
  const { entry, references } = rendered(target, VSCODE);
  const inputs = references.length === 0 ? {} : { inputs: references.map(inputOf) };
  const text = json({ ...inputs, ...underKey("servers", target.name, entry) });
  return [
    optionFor("visual-studio", target, {
      id: "visual-studio",
      label: "Visual Studio",
      kind: "json",
      text,
      file: ".mcp.json beside the solution, or in %USERPROFILE%",
      steps: ["Needs Visual Studio 17.14.9 or later.", exactNameStep(target.name)],
    }),
  ];
}

export function jetbrainsOptions(target: Target): ConnectOption[] {
  const { entry, references } = rendered(target, JETBRAINS);
  return [
    optionFor("jetbrains", target, {
      id: "jetbrains",
      label: "JetBrains IDEs (GitHub Copilot)",
      kind: "json",
      text: json(underKey("servers", target.name, entry)),
      file: "mcp.json of the GitHub Copilot plugin",
      steps: [
        "Open GitHub Copilot, Edit Settings, Model Context Protocol, Configure.",
        ...gapStep(references),
        exactNameStep(target.name),
      ],
    }),
  ];
}

/** Base64 of the UTF-8 bytes, as Cursor reads its links. */
const base64 = (text: string) =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));

export function cursorOptions(target: Target): ConnectOption[] {
  const { entry, references } = rendered(target, CURSOR);
  const config = base64(JSON.stringify(entry));
  const href = `cursor://anysphere.cursor-deeplink/mcp/install?name=${encode(target.key)}&config=${encode(config)}`;
  return [
    optionFor("cursor", target, {
      id: "cursor-link",
      label: "Install in Cursor",
      kind: "link",
      href,
      text: href,
      steps: [...environmentStep(references), "Open the link and confirm in Cursor."],
    }),
    optionFor("cursor", target, {
      id: "cursor-json",
      label: "Cursor: mcp.json",
      kind: "json",
      text: json(underKey("mcpServers", target.key, entry)),
      file: "~/.cursor/mcp.json, or .cursor/mcp.json in a project",
      steps: environmentStep(references),
    }),
  ];
}

export function windsurfOptions(target: Target): ConnectOption[] {
  const { entry, references } = rendered(target, WINDSURF);
  return [
    optionFor("windsurf", target, {
      id: "windsurf",
      label: "Windsurf",
      kind: "json",
      text: json(underKey("mcpServers", target.name, entry)),
      file: "~/.codeium/windsurf/mcp_config.json",
      steps: [...environmentStep(references), exactNameStep(target.name)],
    }),
  ];
}
