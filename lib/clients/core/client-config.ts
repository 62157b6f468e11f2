import { fillConnection, fillProgram } from "./fill.ts";
import type { Connection, Program, Reference, Values } from "./fill.ts";
import type { RemoteLaunch, StdioLaunch } from "./launch-kinds.ts";
import { environmentName, type Variable } from "./variable.ts";

export type Connectable = StdioLaunch | RemoteLaunch;
export type ConfigEntry = { readonly [field: string]: unknown };

/** How one client spells a server in its configuration file. */
export type Dialect = {
  readonly reference: Reference;
  readonly program: (program: Program) => ConfigEntry;
  readonly connection: (connection: Connection) => ConfigEntry;
};

export const inShellStyle: Reference = (variable) => `\${${environmentName(variable)}}`;

/** Claude Code does not start a server whose variable is unset and has no default. */
export const inClaudeStyle: Reference = (variable) =>
  `\${${environmentName(variable)}${variable.isRequired ? "" : ":-"}}`;

export const inEditorStyle: Reference = (variable) => `\${env:${environmentName(variable)}}`;
export const asInput: Reference = (variable) => `\${input:${environmentName(variable)}}`;

/** For clients that look nothing up: a gap the reader fills in the file. */
export const asGap: Reference = (variable) => `<${environmentName(variable)}>`;

export const objectOf = (pairs: readonly (readonly [string, unknown])[]): ConfigEntry =>
  Object.fromEntries(pairs);

export const unlessEmpty = (field: string, pairs: readonly (readonly [string, string])[]) =>
  pairs.length === 0 ? {} : { [field]: objectOf(pairs) };

export const plainProgram = ({ command, args, env }: Program): ConfigEntry => ({
  command,
  args,
  ...unlessEmpty("env", env),
});

export const typedProgram = (program: Program): ConfigEntry => ({
  type: "stdio",
  ...plainProgram(program),
});

export const typedConnection = ({ kind, url, headers }: Connection): ConfigEntry => ({
  type: kind,
  url,
  ...unlessEmpty("headers", headers),
});

export const CLAUDE_DIALECT: Dialect = {
  reference: inClaudeStyle,
  program: typedProgram,
  connection: typedConnection,
};

export const PLAIN_DIALECT: Dialect = {
  reference: inShellStyle,
  program: plainProgram,
  connection: typedConnection,
};

export function entryOf(launch: Connectable, dialect: Dialect, values: Values): ConfigEntry {
  const filling = { values, reference: dialect.reference };
  return launch.kind === "stdio"
    ? dialect.program(fillProgram(launch, filling))
    : dialect.connection(fillConnection(launch, filling));
}

/** The entry, and the variables it refers to, in the order of their first use. */
export function entryWithReferences(launch: Connectable, dialect: Dialect, values: Values) {
  const used = new Map<string, Variable>();
  const reference: Reference = (variable) => {
    used.set(variable.name, variable);
    return dialect.reference(variable);
  };
  const entry = entryOf(launch, { ...dialect, reference }, values);
  return { entry, references: [...used.values()] };
}

export const json = (value: unknown) => JSON.stringify(value, null, 2);
