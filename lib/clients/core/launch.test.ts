import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import { expect, test } from "vitest";
import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import { fillAddress, fillProgram, type Values } from "./fill.ts";
import { type Launch, launchesOf, refusedLaunchesOf } from "./launch.ts";
import { environmentName } from "./variable.ts";

const STDIO = { type: "stdio" };
const server = (parts: object): ServerJson => ({
  name: "com.example/server",
  description: "A server",
  version: "1.0.0",
  ...parts,
});
const packaged = (parts: object) => server({ packages: [{ transport: STDIO, ...parts }] });

function commandOf(document: ServerJson, values = {}): string[] {
  const [launch] = launchesOf(document);
  if (launch?.kind !== "stdio") throw new Error("There is no program to start");
  const reference = (variable: { name: string }) => `<${environmentName(variable)}>`;
  const { command, args } = fillProgram(launch, { values, reference });
  return [command, ...args];
}
const reasonOf = (document: ServerJson) => refusedLaunchesOf(document)[0]?.reason;

const NPM = { registryType: "npm", identifier: "@example/server", version: "1.2.3" };
const OCI = { registryType: "oci", identifier: "ghcr.io/example/server:1.2.3" };

test.each<[string, object, string]>([
  ["npm", NPM, "npx -y @example/server@1.2.3"],
  [
    "npm, default source",
    { ...NPM, registryBaseUrl: `${PUBLIC_NPM}/` },
    "npx -y @example/server@1.2.3",
  ],
  [
    "npm, own source",
    { ...NPM, registryBaseUrl: "https://npm.example.com/" },
    "npx -y --registry=https://npm.example.com/ @example/server@1.2.3",
  ],
  ["npm, without version", { registryType: "npm", identifier: "server" }, "npx -y server"],
  ["npm with another runner", { ...NPM, runtimeHint: "bunx" }, "bunx @example/server@1.2.3"],
  [
    "npm with a hint that is no runner",
    { ...NPM, runtimeHint: "sh -c" },
    "npx -y @example/server@1.2.3",
  ],
  [
    "npm that already says yes",
    { ...NPM, runtimeArguments: [{ type: "named", name: "--yes" }] },
    "npx --yes @example/server@1.2.3",
  ],
  [
    "pypi",
    { registryType: "pypi", identifier: "example-server", version: "2.0" },
    "uvx example-server==2.0",
  ],
  [
    "pypi, own source",
    {
      registryType: "pypi",
      identifier: "example",
      version: "2.0",
      registryBaseUrl: "https://pypi.example.com/simple",
    },
    "uvx --default-index=https://pypi.example.com/simple example==2.0",
  ],
  ["oci", OCI, "docker run -i --rm ghcr.io/example/server:1.2.3"],
  [
    "oci with the tag apart",
    {
      registryType: "oci",
      identifier: "example/server",
      version: "1.2.3",
      registryBaseUrl: "https://docker.io",
    },
    "docker run -i --rm docker.io/example/server:1.2.3",
  ],
  [
    "oci by digest",
    { registryType: "oci", identifier: "ghcr.io/example/server@sha256:abc" },
    "docker run -i --rm ghcr.io/example/server@sha256:abc",
  ],
  [
    "oci with environment",
    { ...OCI, environmentVariables: [{ name: "TOKEN", isSecret: true }, { name: "MODE" }] },
    "docker run -i --rm -e TOKEN ghcr.io/example/server:1.2.3",
  ],
  [
    "nuget",
    { registryType: "nuget", identifier: "Example.Server", version: "0.5.0" },
    "dnx Example.Server@0.5.0 --yes",
  ],
  [
    "nuget with arguments",
    {
      registryType: "nuget",
      identifier: "Example.Server",
      version: "0.5.0",
      packageArguments: [{ type: "positional", value: "start" }],
    },
    "dnx Example.Server@0.5.0 --yes -- start",
  ],
])("%s", (_title, parts, command) => {
  expect(commandOf(packaged(parts)).join(" ")).toBe(command);
});

test.each<[title: string, argument: object, values: Values, words: string[]]>([
  ["a fixed positional argument", { type: "positional", value: "mcp" }, {}, ["mcp"]],
  ["a switch", { type: "named", name: "--verbose" }, {}, ["--verbose"]],
  [
    "a fixed named argument is two words",
    { type: "named", name: "--mode", value: "http" },
    {},
    ["--mode", "http"],
  ],
  [
    "a default is filled in",
    { type: "named", name: "--port", default: "8080" },
    {},
    ["--port", "8080"],
  ],
  [
    "a chosen value beats the default",
    { type: "named", name: "--port", default: "8080" },
    { port: "9" },
    ["--port", "9"],
  ],
  [
    "a required argument is asked",
    { type: "named", name: "--dir", isRequired: true },
    {},
    ["--dir", "<DIR>"],
  ],
  [
    "an optional argument is left out",
    { type: "named", name: "--dir", description: "Where" },
    {},
    [],
  ],
  [
    "valueHint names a positional argument",
    { type: "positional", valueHint: "file_path", isRequired: true },
    {},
    ["<FILE_PATH>"],
  ],
  [
    "variables inside a value",
    { type: "named", name: "-v", value: "{host}:/data", variables: { host: { isRequired: true } } },
    { host: "/srv" },
    ["-v", "/srv:/data"],
  ],
  [
    "undeclared braces stay as they are",
    { type: "positional", value: '{x} {"a":1}' },
    {},
    ['{x} {"a":1}'],
  ],
  [
    "a repeated argument takes one value on each line",
    { type: "named", name: "--dir", isRequired: true, isRepeated: true },
    { dir: "/a\n/b" },
    ["--dir", "/a", "--dir", "/b"],
  ],
  [
    "a value outside the choices is ignored",
    { type: "named", name: "--mode", default: "ro", choices: ["ro", "rw"] },
    { mode: "all" },
    ["--mode", "ro"],
  ],
])("arguments: %s", (...row) => {
  const [, argument, values, words] = row;
  expect(commandOf(packaged({ ...NPM, packageArguments: [argument] }), values).slice(3)).toEqual(
    words,
  );
});

test("an optional positional argument in front of a certain one is asked, so that nothing shifts", () => {
  const packageArguments = [
    { type: "positional", valueHint: "first" },
    { type: "positional", value: "second" },
    { type: "positional", valueHint: "third" },
  ];
  expect(commandOf(packaged({ ...NPM, packageArguments })).slice(3)).toEqual(["<FIRST>", "second"]);
});

test.each<[string, ServerJson, RegExp]>([
  ["an unknown kind of package", packaged({ registryType: "cargo", identifier: "x" }), /cargo/],
  [
    "an option in place of a package",
    packaged({ ...NPM, identifier: "--registry=https://evil.example" }),
    /not a name/,
  ],
  [
    "a package that is a git address",
    packaged({ ...NPM, identifier: "git+https://evil.example/x" }),
    /not a name/,
  ],
  ["an image that is an option", packaged({ ...OCI, identifier: "--privileged" }), /not a name/],
  ["a version with a space", packaged({ ...NPM, version: "1 --evil" }), /exact version/],
  [
    "a source with a password",
    packaged({ ...NPM, registryBaseUrl: "https://me:secret@npm.example.com" }),
    /password/,
  ],
  [
    "an argument that reads the reader's environment",
    packaged({
      ...NPM,
      packageArguments: [{ type: "positional", value: "${env:AWS_SECRET_ACCESS_KEY}" }],
    }),
    /reference/,
  ],
  [
    "an argument that ends the paste of a terminal",
    packaged({ ...NPM, packageArguments: [{ type: "positional", value: "\u001b[201~" }] }),
    /control/,
  ],
  [
    "an environment name that is a command",
    packaged({ ...NPM, environmentVariables: [{ name: "A=$(id)" }] }),
    /environment name/,
  ],
  [
    "a javascript address",
    server({ remotes: [{ type: "streamable-http", url: "javascript:alert(1)" }] }),
    /address/,
  ],
  [
    "an address with a password",
    server({ remotes: [{ type: "sse", url: "https://a:b@example.com/" }] }),
    /password/,
  ],
  [
    "an address with an unexplained variable",
    server({ remotes: [{ type: "sse", url: "https://{tenant}.example.com/" }] }),
    /\{tenant\}/,
  ],
  [
    "a header of two lines",
    server({
      remotes: [
        {
          type: "sse",
          url: "https://example.com/",
          headers: [{ name: "X-A", value: "a\nX-B: b" }],
        },
      ],
    }),
    /line/,
  ],
  [
    "a bundle from an http address",
    packaged({ registryType: "mcpb", identifier: "http://example.com/a.mcpb" }),
    /https/,
  ],
])("%s is refused with a reason", (_title, document, reason) => {
  expect(launchesOf(document)).toEqual([]);
  expect(reasonOf(document)).toMatch(reason);
});

const REMOTE = { type: "streamable-http", url: "https://example.com/mcp" };
const ASKING = { type: "sse", url: "https://{tenant}.example.com/", variables: { tenant: {} } };

test("complete remotes come first, then those that ask, then packages, then bundles", () => {
  const document = server({
    packages: [
      { registryType: "mcpb", identifier: "https://example.com/a.mcpb" },
      { ...NPM, transport: STDIO },
    ],
    remotes: [ASKING, REMOTE],
  });
  const found = launchesOf(document).map(({ kind, label }) => `${kind} ${label}`);
  expect(found).toEqual([
    "http Remote https://example.com/mcp",
    "sse Remote https://{tenant}.example.com/",
    "stdio npm @example/server 1.2.3",
    "bundle mcpb https://example.com/a.mcpb",
  ]);
});

test("a value cannot leave its place in an address", () => {
  const [launch] = launchesOf(server({ remotes: [ASKING] }));
  if (launch?.kind !== "sse") throw new Error("There is no remote");
  const values = { tenant: "evil.example/@x?" };
  expect(fillAddress(launch, { values, reference: () => "" })).toBe(
    "https://evil.example%2F%40x%3F.example.com/",
  );
});

const settingsOf = (launch: Launch | undefined) =>
  launch?.kind === "stdio" ? launch.env : launch?.kind === "bundle" ? [] : (launch?.headers ?? []);

test("a secret that the document itself carries is not repeated", () => {
  const environmentVariables = [
    { name: "KEY", isSecret: true, value: "sk-live-123" },
    { name: "TOKEN", isSecret: true, default: "sk-live-456" },
    {
      name: "AUTH",
      value: "Bearer {t}",
      isSecret: true,
      variables: { t: { default: "sk-live-789" } },
    },
  ];
  const [launch] = launchesOf(packaged({ ...NPM, environmentVariables }));
  expect(JSON.stringify(launch)).not.toContain("sk-live");
  expect(settingsOf(launch)).toHaveLength(3);
  expect(launch?.variables.every(({ isSecret }) => isSecret)).toBe(true);
});

test("undeclared braces in a header are asked as a secret, not sent to the server", () => {
  const headers = [{ name: "Authorization", value: "Bearer {api_key}" }];
  const [launch] = launchesOf(server({ remotes: [{ ...REMOTE, headers }] }));
  expect(launch?.variables).toMatchObject([{ name: "api_key", isSecret: true, isRequired: true }]);
});

test("two different questions of one name stay two questions", () => {
  const packageArguments = [{ type: "named", name: "--token", isRequired: true }];
  const environmentVariables = [{ name: "token", isSecret: true }];
  const [launch] = launchesOf(packaged({ ...NPM, packageArguments, environmentVariables }));
  expect(launch?.variables.map(({ name, isSecret }) => [name, isSecret])).toEqual([
    ["token", false],
    ["token-2", true],
  ]);
});

test("a package that serves HTTP is connected to by address and started by hand", () => {
  const transport = { type: "streamable-http", url: "http://localhost:{port}/mcp" };
  const packageArguments = [{ type: "named", name: "--port", value: "8216" }];
  const [launch] = launchesOf(packaged({ ...NPM, transport, packageArguments }));
  if (launch?.kind !== "http") throw new Error("There is no connection");
  expect(fillAddress(launch, { values: {}, reference: () => "?" })).toBe(
    "http://localhost:8216/mcp",
  );
  expect(launch.startFirst?.command).toBe("npx");
});

test("VS Code's form of a package from a private source is never offered", () => {
  const gallery = (parts: object) => {
    const [launch] = launchesOf(packaged(parts));
    return launch?.kind === "stdio" ? launch.galleryArgs : undefined;
  };
  expect(gallery(NPM)).toEqual(["@example/server@1.2.3"]);
  expect(gallery({ ...NPM, registryBaseUrl: "https://npm.example.com" })).toBeNull();
});

test.each([null, 1, "x", [], [[]], [null], [{}], { length: 1 }])(
  "packages and remotes that are %j do not throw",
  (junk) => {
    expect(launchesOf(server({ packages: junk, remotes: junk }))).toEqual([]);
  },
);
