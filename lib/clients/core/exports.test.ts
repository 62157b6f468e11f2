import fc from "fast-check";
import { expect, test } from "vitest";
import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import { connectOptions } from "./connect.ts";
import { EXPORT_FORMATS, exportAllowList, type ExportFormatId, notExpressible } from "./exports.ts";

const server = (name: string, parts: object) => ({
  name,
  document: { name, description: "A server", version: "1.0.0", ...parts } as ServerJson,
});
const STDIO = { type: "stdio" };
const npm = (parts: object = {}) => ({
  registryType: "npm",
  identifier: "weather",
  version: "1.0.0",
  transport: STDIO,
  ...parts,
});
const OPTIONS = { registryUrl: "https://registry.example.com/v0.1/" };
const exported = (format: ExportFormatId, ...entries: ReturnType<typeof server>[]): unknown =>
  JSON.parse(exportAllowList(format, entries, OPTIONS));

const WEATHER = server("com.example/weather", { packages: [npm()] });
const DOCS = server("com.example/docs", {
  remotes: [{ type: "streamable-http", url: "https://docs.example.com/mcp" }],
});
const SECRET = server("com.example/secret", {
  packages: [
    npm({ packageArguments: [{ type: "named", name: "--key", isSecret: true, isRequired: true }] }),
  ],
});
const TENANT = server("com.example/tenant", {
  remotes: [{ type: "sse", url: "https://{t}.example.com/", variables: { t: {} } }],
});
const STAR = server("com.example/star", {
  remotes: [{ type: "sse", url: "https://*.example.com/" }],
});
const BUNDLE = server("com.example/bundle", {
  packages: [{ registryType: "mcpb", identifier: "https://example.com/a.mcpb", transport: STDIO }],
});
const NOTHING = server("com.example/nothing", {});
const ALL = [WEATHER, DOCS, SECRET, TENANT, STAR, BUNDLE, NOTHING];

const URL_ENTRY = { serverUrl: "https://docs.example.com/mcp" };
const OWN_FORM = { serverCommand: ["npx", "-y", "weather@1.0.0"] };
const GALLERY_FORM = { serverCommand: ["npx", "weather@1.0.0"] };

test("Copilot's list holds addresses and exact commands, in our form and in VS Code's", () => {
  expect(exported("copilot-managed-settings", WEATHER, DOCS)).toEqual({
    allowedMcpServers: [OWN_FORM, GALLERY_FORM, URL_ENTRY],
  });
});

test("Claude Code's list holds what its own commands write, and only managed lists count", () => {
  expect(exported("claude-managed-settings", WEATHER, DOCS)).toEqual({
    allowManagedMcpServersOnly: true,
    allowedMcpServers: [OWN_FORM, URL_ENTRY],
  });
});

test("VS Code's policies point to the registry's base address, lists as text", () => {
  expect(exported("vscode-policy", DOCS)).toEqual({
    McpGalleryServiceUrl: "https://registry.example.com",
    ChatMCP: "registry",
    ChatAllowManagedMcpServersOnly: true,
    ChatAllowedMcpServers: JSON.stringify([URL_ENTRY]),
  });
});

test("Claude Code's fixed set refers to each person's environment", () => {
  const key = { name: "KEY", isSecret: true, isRequired: true };
  const entry = server("com.example/weather", { packages: [npm({ environmentVariables: [key] })] });
  expect(exported("claude-managed-mcp", entry)).toEqual({
    mcpServers: {
      "com-example-weather": {
        type: "stdio",
        command: "npx",
        args: ["-y", "weather@1.0.0"],
        env: { KEY: "${KEY}" },
      },
    },
  });
});

test("two names that look alike as keys both stay in the fixed set", () => {
  const twins = [
    server("com.example/a-b", { packages: [npm()] }),
    server("com.example/a.b", { packages: [npm()] }),
  ];
  expect(exported("claude-managed-mcp", ...twins)).toHaveProperty("mcpServers.com-example-a-b-2");
});

test("Windsurf's patterns are literal where the argument is, and keep their number", () => {
  const packageArguments = [
    { type: "named", name: "--port", format: "number", isRequired: true },
    { type: "named", name: "--mode", choices: ["r.o", "rw"], isRequired: true },
    { type: "positional", valueHint: "dir", isRequired: true },
  ];
  const entry = server("com.example/weather", { packages: [npm({ packageArguments })] });
  expect(exported("windsurf-whitelist", entry)).toEqual([
    {
      serverId: "com.example/weather",
      serverConfig: {
        command: "npx",
        args: [
          "-y",
          "weather@1\\.0\\.0",
          "--port",
          "-?[0-9.]+",
          "--mode",
          "(?:r\\.o|rw)",
          "[^-].*",
        ],
      },
    },
  ]);
});

test("Windsurf's patterns match what the Connect panel writes, and no option in its place", () => {
  const packageArguments = [{ type: "positional", valueHint: "dir", isRequired: true }];
  const entry = server("com.example/weather", { packages: [npm({ packageArguments })] });
  const [{ serverConfig }] = exported("windsurf-whitelist", entry) as [
    { serverConfig: { args: string[] } },
  ];
  const written = (dir: string) => {
    const options = connectOptions({ ...entry, title: "", values: { dir } });
    const text = options.find(({ id }) => id === "windsurf")?.text ?? "";
    return (
      (JSON.parse(text) as { mcpServers: Record<string, { args: string[] }> }).mcpServers[
        entry.name
      ]?.args ?? []
    );
  };
  const isAllowed = (args: string[]) =>
    args.length === serverConfig.args.length &&
    serverConfig.args.every((pattern, index) =>
      new RegExp(`^(?:${pattern})$`).test(args[index] ?? ""),
    );
  expect(isAllowed(written("/srv/data"))).toBe(true);
  expect(isAllowed(written("--privileged"))).toBe(false);
});

test("an allow list admits exactly the command that the Connect panel gives to Claude Code", () => {
  const options = connectOptions({ ...WEATHER, title: "Weather" });
  const command = options.find(({ id }) => id === "claude-code")?.text.split(" -- ")[1];
  expect(exported("claude-managed-settings", WEATHER)).toMatchObject({
    allowedMcpServers: [{ serverCommand: command?.split(" ") }],
  });
});

test.each<[ExportFormatId, string[]]>([
  ["copilot-managed-settings", ["bundle", "nothing", "secret", "star", "tenant"]],
  ["vscode-policy", ["bundle", "nothing", "secret", "star", "tenant"]],
  ["claude-managed-settings", ["bundle", "nothing", "secret", "star", "tenant"]],
  ["claude-managed-mcp", ["bundle", "nothing"]],
  ["mcp-json", ["bundle", "nothing"]],
  ["windsurf-whitelist", ["bundle", "docs", "nothing", "star", "tenant"]],
  ["registry-names", []],
])("%s names the servers it cannot express, each with a reason", (format, names) => {
  const missing = notExpressible(format, ALL);
  expect(missing.map(({ name }) => name.replace("com.example/", ""))).toEqual(names);
  expect(missing.every(({ reason }) => reason.length > 20)).toBe(true);
});

test.each<[ExportFormatId, string]>([
  ["copilot-managed-settings", '{"allowedMcpServers":[]}'],
  ["claude-managed-settings", '{"allowManagedMcpServersOnly":true,"allowedMcpServers":[]}'],
  ["claude-managed-mcp", '{"mcpServers":{}}'],
])("%s of no servers blocks all", (format, text) => {
  expect(JSON.stringify(exported(format))).toBe(text);
});

test("a list that could not be written is empty, never absent: absent would admit everything", () => {
  for (const entry of [SECRET, TENANT, STAR, BUNDLE, NOTHING])
    expect(exported("claude-managed-settings", entry)).toMatchObject({ allowedMcpServers: [] });
});

test("every format says what it is, where it belongs and what an empty one does", () => {
  expect(EXPORT_FORMATS).toHaveLength(7);
  for (const { what, where, whenEmpty, source } of EXPORT_FORMATS)
    for (const text of [what, where, whenEmpty, source]) expect(text.length).toBeGreaterThan(10);
  expect(exportAllowList("registry-names", ALL, OPTIONS).split("\n").slice(0, 2)).toEqual([
    "com.example/bundle",
    "com.example/docs",
  ]);
});

test("the same set gives the same text, in whatever order it comes", () => {
  const other = { ...DOCS, document: { ...DOCS.document, version: "2.0.0" } };
  fc.assert(
    fc.property(fc.shuffledSubarray([...ALL, other], { minLength: 8 }), (entries) => {
      for (const { id } of EXPORT_FORMATS) {
        expect(exportAllowList(id, entries, OPTIONS)).toBe(
          exportAllowList(id, [...ALL, other], OPTIONS),
        );
        expect(notExpressible(id, entries)).toEqual(notExpressible(id, [...ALL, other]));
      }
    }),
    { numRuns: 30 },
  );
});
