import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import { type ConnectOption, connectOptions, type Values } from "./connect.ts";
import { launchesOf } from "./launch.ts";
import { wellFormed } from "./safe-text.ts";

const NAME = "io.github.example/weather";
const server = (parts: object): ServerJson => ({
  name: NAME,
  description: "Weather",
  version: "1.0.0",
  ...parts,
});
const connect = (parts: object, values: Values = {}) =>
  connectOptions({ name: NAME, title: "Weather", document: server(parts), values });

function option(options: readonly ConnectOption[], id: string): ConnectOption {
  const found = options.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`There is no option ${id}`);
  return found;
}
/** Runs the commands in one shell, their program replaced by one that prints its arguments. */
function argumentsInShell(program: string, ...commands: string[]): string[][] {
  const script = [`${program}() { printf '%s\\0' "$#" "$@"; }`, ...commands].join("\n");
  const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
  const calls: string[][] = [];
  while (words.length > 0) calls.push(words.splice(0, Number(words.shift())));
  return calls;
}
const installOf = (href = ""): unknown => JSON.parse(decodeURIComponent(href.split("?")[1] ?? ""));
const cursorConfig = (href = ""): unknown => {
  const config = new URL(href).searchParams.get("config") ?? "";
  return JSON.parse(Buffer.from(config, "base64").toString("utf8"));
};

const PACKAGE = {
  registryType: "npm",
  identifier: "@example/weather",
  version: "1.0.0",
  transport: { type: "stdio" },
  environmentVariables: [
    { name: "API_KEY", description: "Your key", isRequired: true, isSecret: true },
    { name: "REGION", default: "eu" },
  ],
};
const REMOTE = {
  type: "streamable-http",
  url: "https://weather.example.com/mcp",
  headers: [
    {
      name: "Authorization",
      value: "Bearer {token}",
      variables: { token: { isSecret: true, isRequired: true } },
    },
  ],
};
const local = connect({ packages: [PACKAGE] });
const remote = connect({ remotes: [REMOTE] });

test("each client gets the exact text it reads: a package", () => {
  const input = { id: "API_KEY", type: "promptString", description: "Your key", password: true };
  const program = { command: "npx", args: ["-y", "@example/weather@1.0.0"] };
  const env = (key: string) => ({ API_KEY: key, REGION: "eu" });

  expect(JSON.parse(option(local, "vscode-json").text)).toEqual({
    inputs: [input],
    servers: { [NAME]: { type: "stdio", ...program, env: env("${input:API_KEY}") } },
  });
  expect(installOf(option(local, "vscode-link").href)).toEqual({
    name: NAME,
    type: "stdio",
    ...program,
    env: env("${input:API_KEY}"),
    inputs: [input],
  });
  expect(cursorConfig(option(local, "cursor-link").href)).toEqual({
    ...program,
    env: env("${env:API_KEY}"),
  });
  expect(option(local, "claude-code").text).toBe(
    "claude mcp add --env 'API_KEY=${API_KEY}' --env REGION=eu --transport stdio io-github-example-weather -- npx -y @example/weather@1.0.0",
  );
  expect(JSON.parse(option(local, "claude-desktop").text)).toEqual({
    mcpServers: { "io-github-example-weather": { ...program, env: env("<API_KEY>") } },
  });
  expect(JSON.parse(option(local, "copilot-cli").text)).toEqual({
    mcpServers: { [NAME]: { type: "local", ...program, env: env("${API_KEY}"), tools: ["*"] } },
  });
  expect(option(local, "codex").text).toBe(
    [
      '[mcp_servers."io-github-example-weather"]',
      'command = "npx"',
      'args = ["-y", "@example/weather@1.0.0"]',
      'env = { "REGION" = "eu" }',
      'env_vars = ["API_KEY"]',
      "",
    ].join("\n"),
  );
});

test("each client gets the exact text it reads: a remote", () => {
  const url = REMOTE.url;
  const headers = (token: string) => ({ Authorization: `Bearer ${token}` });
  const entryIn = (id: string) =>
    Object.values(JSON.parse(option(remote, id).text) as object)[0] as object;

  expect(installOf(option(remote, "vscode-insiders-link").href)).toMatchObject({
    name: NAME,
    type: "http",
    url,
    headers: headers("${input:TOKEN}"),
  });
  expect(option(remote, "claude-code").text).toBe(
    "claude mcp add --header 'Authorization: Bearer ${TOKEN}' --transport http io-github-example-weather https://weather.example.com/mcp",
  );
  expect(entryIn("windsurf")).toEqual({
    [NAME]: { serverUrl: url, headers: headers("${env:TOKEN}") },
  });
  expect(entryIn("jetbrains")).toEqual({
    [NAME]: { url, requestInit: { headers: headers("<TOKEN>") } },
  });
  expect(entryIn("gemini-cli")).toEqual({
    "io-github-example-weather": { httpUrl: url, headers: headers("${TOKEN}") },
  });
  expect(option(remote, "claude-desktop-connector")).toMatchObject({ kind: "text", text: url });
  expect(option(remote, "codex").text).toContain('bearer_token_env_var = "TOKEN"');
});

test("clients that compare names get the exact registry name as the key, and are told so", () => {
  for (const id of ["vscode-json", "visual-studio", "jetbrains", "copilot-cli", "windsurf"]) {
    const { text, steps } = option(local, id);
    expect(text).toContain(JSON.stringify(NAME));
    expect(steps.join(" ")).toContain(`Keep ${NAME} as the key`);
  }
});

test("every option is complete, has its own id and says what its client enforces", () => {
  for (const options of [local, remote]) {
    expect(new Set(options.map(({ id }) => id)).size).toBe(options.length);
    for (const { text, enforces, kind, href } of options) {
      expect(text).not.toBe("");
      expect(enforces).toMatch(/\.$/);
      expect(href === undefined).toBe(kind !== "link");
    }
  }
});

test("through the gateway, no client learns the server's own address", () => {
  const gatewayUrl = "https://gateway.example.com/s/weather";
  const document = server({ remotes: [REMOTE], packages: [PACKAGE] });
  const options = connectOptions({ name: NAME, title: "Weather", document, gatewayUrl });
  expect(options.length).toBeGreaterThan(8);
  expect(JSON.stringify(options)).not.toContain("weather.example.com");
  expect(JSON.stringify(options)).not.toContain("npx");
});

test("what a person types is used for what is not secret, and ignored for what is", () => {
  const texts = JSON.stringify(
    connect({ packages: [PACKAGE] }, { REGION: "us", API_KEY: "sk-live-1" }),
  );
  expect(texts).toContain("us");
  expect(texts).not.toContain("sk-live-1");
});

test("for a package that serves HTTP, the command that starts it is the first step", () => {
  const transport = { type: "streamable-http", url: "http://localhost:8080/mcp" };
  const options = connect({ packages: [{ ...PACKAGE, transport }] });
  const { text, steps } = option(options, "claude-code");
  expect(text).toMatch(/--transport http .* http:\/\/localhost:8080\/mcp$/);
  expect(steps.slice(0, 2)).toEqual([
    "Start the server yourself first: npx -y @example/weather@1.0.0",
    "It reads API_KEY, REGION from its environment.",
  ]);
});

test("a person can choose another way than the first", () => {
  const document = server({ remotes: [REMOTE], packages: [PACKAGE] });
  const launch = launchesOf(document)[1];
  if (launch === undefined) throw new Error("There is one launch only");
  const options = connectOptions({ name: NAME, title: "Weather", document, launch });
  expect(option(options, "claude-code").text).toContain("npx");
});

test("a bundle is offered as a download over https, with its checksum", () => {
  const identifier = "https://example.com/weather.mcpb";
  const [only, ...others] = connect({
    packages: [{ registryType: "mcpb", identifier, fileSha256: "a".repeat(64) }],
  });
  expect(others).toEqual([]);
  expect(only?.href).toBe(identifier);
  expect(only?.steps.join(" ")).toContain("a".repeat(64));
});

test("a document without a safe way offers nothing", () => {
  expect(connect({})).toEqual([]);
  expect(connect({ remotes: [{ type: "sse", url: "javascript:alert(1)" }] })).toEqual([]);
});

const hostile = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    "$(touch /tmp/x)",
    "`id`",
    "'; id; '",
    '"',
    "a\nb",
    "\\",
    "<script>",
    "javascript:alert(1)",
    "\ud800",
    "--x",
    "&& id",
  ),
);

test("hostile arguments, environment, names and values arrive as plain words in every format", () => {
  const property = fc.property(
    fc.tuple(hostile, hostile, hostile, hostile),
    ([name, arg, envValue, chosen]) => {
      const packageArguments = [
        { type: "positional", value: arg },
        { type: "named", name: "--free", isRequired: true },
      ];
      const environmentVariables = [{ name: "MODE", value: envValue }];
      const document = server({
        packages: [{ ...PACKAGE, packageArguments, environmentVariables }],
      });
      const request = { name, title: name, document, values: { free: chosen } };
      const options = connectOptions(request);
      // Refused documents offer nothing, which is safe too.
      for (const { href } of options)
        if (href !== undefined)
          expect(href).toMatch(/^(https|vscode|vscode-insiders|cursor):[\x21-\x7e]+$/);
      for (const { href } of options) expect(href ?? "").not.toMatch(/['"<>`\\]/);
      for (const { kind, text } of options) if (kind === "json") JSON.parse(text);
      const [first] = options;
      if (first === undefined) return;

      const commands = ["claude-code", "claude-code-json"].map((id) => option(options, id).text);
      const [words = [], inJson, ...more] = argumentsInShell("claude", ...commands);
      expect(more).toEqual([]);
      const stored = JSON.parse(inJson?.[3] ?? "") as { args: string[]; env: { MODE: string } };
      expect(words.slice(words.indexOf("--") + 1)).toEqual(
        ["npx", ...stored.args].map((word) => wellFormed(word)),
      );
      expect(stored.args[2]).toBe(arg);
      expect(stored.args[3]).toBe("--free");
      expect(stored.env.MODE).toBe(envValue);
    },
  );
  fc.assert(property, { numRuns: 60 });
});

test("whatever the name is, clients with a strict key get letters, digits and hyphens", () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 10 }), (names) => {
      const document = server({ packages: [PACKAGE] });
      const commands = names.map(
        (name) => option(connectOptions({ name, title: name, document }), "claude-code").text,
      );
      const calls = argumentsInShell("claude", ...commands);
      expect(calls).toHaveLength(names.length);
      for (const words of calls)
        expect(words[words.indexOf("--") - 1]).toMatch(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/);
    }),
    // Each starts a shell, so there are few, with many names.
    { numRuns: 10 },
  );
});
