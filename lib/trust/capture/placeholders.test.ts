import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#lib/kernel/json.ts";
import { cleanEntry } from "#lib/testing/trust-facts.ts";
import { bundleSettings } from "./bundle-settings.ts";
import { declaredSettings } from "./declared-settings.ts";
import { mayBeGiven, placeholderFor } from "./placeholder-values.ts";
import { placeholders, type Wanted } from "./placeholders.ts";
import type { Word } from "./words.ts";

const NOTHING: Wanted = { variables: [], given: [], givenFor: [], read: [] };
const entryWith = (install: JsonObject) =>
  cleanEntry("npm", {
    document: { packages: [{ identifier: "other" }, { identifier: "server", ...install }] },
  });
const declared = (install: JsonObject): Wanted => ({
  ...NOTHING,
  ...declaredSettings(entryWith(install), "server"),
});
const textOf = (word: Word): string => {
  if (word === "a folder") return word;
  return "own" in word ? word.own : word.text;
};
const given = (wanted: Wanted, said: string) =>
  placeholders(wanted, said === "" ? [] : [said], "all");
const variablesOf = (wanted: Wanted, said = "") =>
  Object.fromEntries(
    [...given(wanted, said).variables].map(([name, word]) => [name, textOf(word)]),
  );
const givenTo = (wanted: Wanted, said = "") => given(wanted, said).given.map(textOf);
const variable = (name: string, more: JsonObject = {}): JsonObject => ({ name, ...more });

const RUNTIME = (
  "NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NODE_ENV NODE_V8_COVERAGE NPM_CONFIG_PREFIX LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT " +
  "DYLD_INSERT_LIBRARIES PATH HOME TMPDIR SHELL BASH_ENV ENV IFS SSL_CERT_FILE OPENSSL_CONF OPENSSL_MODULES GCONV_PATH " +
  "MALLOC_CHECK_ MALLOC_PERTURB_ GLIBC_TUNABLES UV_THREADPOOL_SIZE UV_USE_IO_URING ICU_DATA LOCPATH HOSTALIASES " +
  "RES_OPTIONS POSIXLY_CORRECT PYTHONPATH PERL5OPT RUBYOPT JAVA_TOOL_OPTIONS HTTP_PROXY HTTPS_PROXY NO_PROXY TZDIR " +
  "GATEHOUSE_SETTINGS ASAN_OPTIONS XDG_CONFIG_HOME ELECTRON_RUN_AS_NODE"
).split(" ");
const MISSHAPEN = [
  ...[
    "npm_config_registry",
    "node_options",
    "http_proxy",
    "__proto__",
    "constructor",
    "",
    "A",
    "A=B",
  ],
  ...[
    "LD_PRELOAD=x",
    "API\u0000KEY",
    "API KEY",
    "API-KEY",
    "ÄPI_KEY",
    "1_KEY",
    `A${"B".repeat(80)}`,
  ],
];

describe("a variable that the runtime reads, or that is none, is never given", () => {
  test.each([...RUNTIME, ...MISSHAPEN])("%j", (name) => {
    expect(mayBeGiven(name)).toBe(false);
    const said = `Error: ${name} environment variable is required`;
    const setting = { name, isRequired: true, word: { text: "x" }, format: "string" };
    const wanted = { ...NOTHING, variables: [setting], read: [name] };
    expect(Object.keys(variablesOf(wanted))).toEqual([]);
    expect(Object.keys(variablesOf(wanted, said))).not.toContain(name);
    const install = { environmentVariables: [variable(name, { isRequired: true, value: "x" })] };
    expect(variablesOf(declared(install))).toEqual({});
    const manifest = { server: { mcp_config: { env: { [name]: "x" } } } };
    const bundle = { ...NOTHING, ...bundleSettings(manifest, "index.js") };
    expect(variablesOf(bundle)).toEqual({});
  });

  test("whatever is declared, read or said", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...RUNTIME, "ACME_KEY", "ACME_URL"), fc.string())),
        fc.string(),
        (names, text) => {
          const install = {
            environmentVariables: names.map((name) => variable(name, { default: text })),
          };
          const wanted = { ...declared(install), read: names };
          const found = variablesOf(wanted, names.join(" is required\n"));
          for (const [name, value] of Object.entries(found)) {
            expect(name).toMatch(/^[A-Z][A-Z0-9_]{2,64}$/);
            expect(RUNTIME).not.toContain(name);
            expect(value).toMatch(/^[A-Za-z0-9][\x20-\x7e]*$/);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("values are ours", () => {
  test.each([
    ["--require=/x.js", "ours"],
    ["-r", "ours"],
    ["{secret}", "ours"],
    ["a\u0000b", "ours"],
    ["a\nb", "ours"],
    ["x".repeat(300), "ours"],
    ["stdio", "stdio"],
    ["https://api.acme.dev/v4", "https://api.acme.dev/v4"],
  ])("but for a declared default that is plain: %j", (text, expected) => {
    const install = { environmentVariables: [variable("ACME_KEY", { default: text })] };
    expect(variablesOf(declared(install))).toEqual({
      ACME_KEY: expected === "ours" ? "gatehouse-placeholder" : expected,
    });
  });

  test("never what is declared for a secret, and never a setting of our own process", () => {
    const install = {
      environmentVariables: [
        variable("ACME_KEY", { isSecret: true, default: "abc", value: "abc" }),
      ],
    };
    expect(variablesOf(declared(install))).toEqual({ ACME_KEY: "gatehouse-placeholder" });
    const manifest = {
      server: { mcp_config: { env: { ACME_KEY: "${user_config.key}" } } },
      user_config: { key: { type: "string", sensitive: true, default: "abc" } },
    };
    expect(variablesOf({ ...NOTHING, ...bundleSettings(manifest, "x") })).toEqual({
      ACME_KEY: "gatehouse-placeholder",
    });
  });

  test.each([
    ["ACME_API_KEY", "gatehouse-placeholder"],
    ["GITHUB_PERSONAL_ACCESS_TOKEN", "gatehouse-placeholder"],
    ["ACME_API_URL", "https://gatehouse.example.invalid"],
    ["DATABASE_URL", "postgres://gatehouse.example.invalid/gatehouse"],
    ["MONGODB_URI", "mongodb://gatehouse.example.invalid/gatehouse"],
    ["REDIS_URL", "redis://gatehouse.example.invalid/gatehouse"],
    ["ES_HOST", "gatehouse.example.invalid"],
    ["HTTP_PORT", "8080"],
    ["SLACK_TEAM_ID", "1000000001"],
    ["AZURE_TENANT_ID", "00000000-0000-4000-8000-000000000000"],
    ["JIRA_EMAIL", "gatehouse@gatehouse.example.invalid"],
    ["AWS_REGION", "us-east-1"],
    ["apiKey", "gatehouse-placeholder"],
    ["--base-url", "https://gatehouse.example.invalid"],
    ["WHATEVER", "gatehouse-placeholder"],
  ])("%s becomes %s", (name, text) => {
    expect(placeholderFor(name)).toEqual({ text });
  });

  test.each([
    ["number", { text: "1" }],
    ["boolean", { text: "true" }],
    ["directory", "a folder"],
    ["filepath", "a folder"],
  ])("of the format %s", (format, word) => {
    expect(placeholderFor("ACME_THING", format)).toEqual(word);
  });
});

describe("what is given", () => {
  test("is required, looks like what servers cannot do without, or is named as missing", () => {
    const install = {
      environmentVariables: [
        variable("ACME_MODE", { isRequired: true }),
        variable("ACME_LEVEL", { isRequired: true, choices: ["http", "stdio"] }),
        variable("ACME_LOG"),
        variable("ACME_TOKEN"),
      ],
    };
    const wanted = { ...declared(install), read: ["PORT", "HOST", "MCP_TRANSPORT", "ACME_URL"] };
    expect(Object.keys(variablesOf(wanted)).sort()).toEqual([
      "ACME_LEVEL",
      "ACME_MODE",
      "ACME_TOKEN",
      "ACME_URL",
    ]);
    expect(variablesOf(wanted)["ACME_LEVEL"]).toBe("stdio");
    expect(variablesOf(wanted, "Please set ACME_LOG")).toHaveProperty("ACME_LOG");
  });

  test("is not more than a server could want", () => {
    const many = Array.from({ length: 500 }, (_, at) => `ACME_${at}_KEY`);
    expect(Object.keys(variablesOf({ ...NOTHING, read: many }))).toHaveLength(60);
    const argument = { type: "positional", isRequired: true, valueHint: "key" };
    const install = { packageArguments: Array.from({ length: 500 }, () => argument) };
    expect(givenTo(declared(install))).toHaveLength(20);
  });

  test.each<[string, JsonObject[], string[]]>([
    [
      "a flag with a value",
      [{ type: "named", name: "--mode", value: "stdio" }],
      ["--mode", "stdio"],
    ],
    ["a default", [{ type: "named", name: "--mode", default: "x" }], ["--mode", "x"]],
    [
      "a required one",
      [{ type: "named", name: "--api-key", isRequired: true }],
      ["--api-key", "gatehouse-placeholder"],
    ],
    ["one that may be left out", [{ type: "named", name: "--log" }], []],
    [
      "one by its place",
      [{ type: "positional", valueHint: "database_url", isRequired: true }],
      ["postgres://gatehouse.example.invalid/gatehouse"],
    ],
    ["a word", [{ type: "positional", value: "mcp" }], ["mcp"]],
    ["a flag by its place", [{ type: "positional", value: "--stdio" }], ["--stdio"]],
    ["a name that is none", [{ type: "named", name: "--x y", value: "1" }], []],
    ["a name that hides", [{ type: "named", name: "--x\u200b", value: "1" }], []],
  ])("as an argument: %s", (_what, packageArguments, expected) => {
    expect(givenTo(declared({ packageArguments }))).toEqual(expected);
  });

  test("is never meant for the program that runs it", () => {
    const runtimeArguments = [{ type: "named", name: "--require", value: "x.js" }];
    expect(givenTo(declared({ runtimeArguments }))).toEqual([]);
  });

  test.each<[string, string[], string[]]>([
    [
      "GITLAB_PERSONAL_ACCESS_TOKEN environment variable is not set",
      ["GITLAB_PERSONAL_ACCESS_TOKEN"],
      [],
    ],
    ["Please set SLACK_BOT_TOKEN and SLACK_TEAM_ID", ["SLACK_BOT_TOKEN", "SLACK_TEAM_ID"], []],
    ["APIKEY environment variable missing", ["APIKEY"], []],
    [
      "Please provide a database URL as a command-line argument",
      [],
      ["postgres://gatehouse.example.invalid/gatehouse"],
    ],
    ["Usage: remote <https://server-url> [port]", [], ["https://gatehouse.example.invalid"]],
    [
      "A Brave API key is required via --brave-api-key, BRAVE_API_KEY",
      ["BRAVE_API_KEY"],
      ["--brave-api-key", "gatehouse-placeholder"],
    ],
    ["pass it as --api-key=$KEY", [], ["--api-key=gatehouse-placeholder"]],
    [
      "--api-key=KEY is missing. The key must start with 'sk_' or 'rk_'.",
      [],
      ["--api-key=sk_gatehouse-placeholder"],
    ],
    ["Error [ERR_MODULE_NOT_FOUND]: no MODULE_NOT_FOUND; must see --help", [], []],
    ["options:\n  --port <n>\n  --http\n  --color", [], []],
    [
      "Missing key: --acme-key or --acme-key-file, ACME_KEY or ACME_KEY_FILE",
      ["ACME_KEY"],
      ["--acme-key", "gatehouse-placeholder"],
    ],
    ["ACME_KEY_FILE is required", ["ACME_KEY_FILE"], []],
    [
      "No token.\nPass `--token` / `ACME_TOKEN`.\nUsage: acme [--token=<t>] [--dsn=<url>]\n  --model <m>  must be one",
      ["ACME_TOKEN"],
      ["--token=gatehouse-placeholder"],
    ],
    [
      "These are required:\n- ACME_ONE\n- ACME_TWO\n\n    at ACME_THREE",
      ["ACME_ONE", "ACME_TWO", "ACME_THREE"],
      [],
    ],
    [
      "--api-key=KEY is wrong. Expected sk_* (secret key) or rk_* (restricted key).",
      [],
      ["--api-key=sk_gatehouse-placeholder"],
    ],
    ["Error: wrong node_modules/LD_PRELOAD and NODE_OPTIONS are required", [], []],
  ])("for the complaint %j", (said, variables, given) => {
    expect(Object.keys(variablesOf(NOTHING, said))).toEqual(variables);
    expect(givenTo(NOTHING, said)).toEqual(given);
  });

  test("is told by its names, and nothing is where nothing is wanted", () => {
    const wanted = declared({
      environmentVariables: [variable("ACME_KEY")],
      packageArguments: [{ type: "named", name: "--url", isRequired: true }],
    });
    expect(given(wanted, "Missing --team-id").names).toEqual(["ACME_KEY", "--url", "--team-id"]);
    expect(given(NOTHING, "Segmentation fault")).toEqual({
      variables: new Map(),
      given: [],
      names: [],
    });
  });

  test("is only named where it was made up and given", () => {
    const wanted: Wanted = {
      ...NOTHING,
      variables: [
        { name: "ACME_MODE", isRequired: true, word: { text: "stdio" }, format: "string" },
        { name: "ACME_TOKEN", isRequired: true, word: null, format: "string" },
      ],
      given: Array.from({ length: 19 }, () => ({ text: "word" })),
    };
    const made = given(wanted, "Error: --api-key is required");
    expect(made.names).toEqual(["ACME_TOKEN"]);
    expect(made.given).toHaveLength(19);
  });

  test("is at first what is required or demanded, then all that may be missing", () => {
    const install = {
      environmentVariables: [variable("ACME_URL"), variable("ACME_A", { isRequired: true })],
    };
    const wanted = { ...declared(install), read: ["ACME_B_KEY"] };
    const said = ["Set ACME_C.\n\nSee ACME_D", "Set ACME_E"];
    const namesOf = (width: "asked" | "all") => placeholders(wanted, said, width).names;
    expect(namesOf("asked")).toEqual(["ACME_C", "ACME_E", "ACME_A"]);
    expect([...namesOf("all")].sort()).toEqual([
      "ACME_A",
      "ACME_B_KEY",
      "ACME_C",
      "ACME_D",
      "ACME_E",
      "ACME_URL",
    ]);
  });

  test("takes no longer for a complaint that is long", () => {
    const started = performance.now();
    for (const part of ["A_", "--a", "<url", "url argument ", "A".repeat(40), "must start with "])
      given(NOTHING, part.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
