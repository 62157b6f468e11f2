const NAMES: Readonly<Record<string, string>> = {
  vscode: "VS Code",
  cursor: "Cursor",
  "claude-code": "Claude Code",
  "claude-desktop": "Claude Desktop",
  "copilot-cli": "Copilot CLI",
  windsurf: "Windsurf",
  jetbrains: "JetBrains",
  "visual-studio": "Visual Studio",
  codex: "Codex",
  "gemini-cli": "Gemini CLI",
  other: "Other",
};

/** What people call a client; one that has no name here is called by its id. */
export const clientName = (id: string): string =>
  Object.hasOwn(NAMES, id) ? (NAMES[id] ?? id) : id;
