import { asGap, type Connectable } from "./client-config.ts";
import { fillAddress, fillArguments, fillTemplate, knownValue, presentSettings } from "./fill.ts";
import type { Filling, Reference, Values } from "./fill.ts";
import type { RemoteLaunch, StdioLaunch } from "./launch-kinds.ts";
import type { Setting } from "./settings.ts";
import { environmentName, soleVariable, type Variable } from "./variable.ts";

/** What a Codex table needs, the environment it reads, and the gaps it cannot look up. */
export type CodexTable = {
  readonly toml: string;
  readonly environment: readonly string[];
  readonly gaps: readonly Variable[];
};

/** A basic string of TOML 1.0: JSON's escapes are a subset of its own, except for DEL. */
const quoted = (text: string) => JSON.stringify(text).replaceAll("\u007f", "\\u007F");
const list = (texts: readonly string[]) => `[${texts.map(quoted).join(", ")}]`;
const inline = (pairs: readonly (readonly [string, string])[]) =>
  `{ ${pairs.map(([name, value]) => `${quoted(name)} = ${quoted(value)}`).join(", ")} }`;

type Pair = readonly [name: string, value: string];
const line = (field: string, pairs: readonly Pair[]) =>
  pairs.length === 0 ? [] : [`${field} = ${inline(pairs)}`];

/**
 * Codex passes environment variables on by name (`env_vars`, `env_http_headers`) and interpolates
 * nothing. Source: openai/codex docs/config.md, "MCP integration".
 */
export function codexTable(key: string, launch: Connectable, values: Values): CodexTable {
  const gaps = new Map<string, Variable>();
  const reference: Reference = (variable) => {
    gaps.set(variable.name, variable);
    return asGap(variable);
  };
  const filling = { values, reference };
  const { lines, environment } =
    launch.kind === "stdio" ? programLines(launch, filling) : connectionLines(launch, filling);
  return {
    toml: [`[mcp_servers.${quoted(key)}]`, ...lines, ""].join("\n"),
    environment,
    gaps: [...gaps.values()],
  };
}

/** Settings that are one open question can be passed by name; the others are written out. */
function splitSettings(settings: readonly Setting[], filling: Filling) {
  const passed: { name: string; variable: Variable }[] = [];
  const written: Pair[] = [];
  for (const { name, value } of presentSettings(settings, filling.values)) {
    const variable = soleVariable(value);
    if (variable !== null && knownValue(variable, filling.values) === null)
      passed.push({ name, variable });
    else written.push([name, fillTemplate(value, filling)]);
  }
  return { passed, written };
}

function programLines(launch: StdioLaunch, filling: Filling) {
  const { passed, written } = splitSettings(launch.env, filling);
  const environment = passed.map(({ name }) => name);
  return {
    environment,
    lines: [
      `command = ${quoted(launch.command)}`,
      `args = ${list(fillArguments(launch, filling))}`,
      ...line("env", written),
      ...(environment.length === 0 ? [] : [`env_vars = ${list(environment)}`]),
    ],
  };
}

function connectionLines(launch: RemoteLaunch, filling: Filling) {
  const bearer = launch.headers.map(bearerVariable).find((variable) => variable !== null) ?? null;
  const others = launch.headers.filter((header) => bearerVariable(header) === null);
  const { passed, written } = splitSettings(others, filling);
  const byName = passed.map(({ name, variable }): Pair => [name, environmentName(variable)]);
  const token = bearer === null ? [] : [environmentName(bearer)];
  return {
    environment: [...token, ...byName.map(([, variable]) => variable)],
    lines: [
      `url = ${quoted(fillAddress(launch, filling))}`,
      ...token.map((name) => `bearer_token_env_var = ${quoted(name)}`),
      ...line("http_headers", written),
      ...line("env_http_headers", byName),
    ],
  };
}

/** The secret of `Authorization: Bearer {secret}`. */
function bearerVariable({ name, value }: Setting): Variable | null {
  const [scheme, token, ...rest] = value;
  const isBearer = name.toLowerCase() === "authorization" && scheme === "Bearer ";
  return isBearer && rest.length === 0 && typeof token === "object" && token.variable.isSecret
    ? token.variable
    : null;
}
