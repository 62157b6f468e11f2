import type { ConfigEntry, Connectable, Dialect } from "./client-config.ts";
import { asGap, entryWithReferences } from "./client-config.ts";
import { type ClientId, enforcementSentence } from "./enforcement.ts";
import { fillProgram, type Values } from "./fill.ts";
import { shellCommand } from "./shell.ts";
import { environmentName, type Variable } from "./variable.ts";

export type ConnectOption = {
  /** Unique among the options of one server; stable, so that a choice can be remembered. */
  readonly id: string;
  readonly client: ClientId;
  readonly label: string;
  /** "text" is something to paste into a form. */
  readonly kind: "link" | "command" | "json" | "toml" | "text";
  /** For links: `https:`, or the scheme of an editor. Never anything else. */
  readonly href?: string;
  readonly text: string;
  /** The file the text belongs in. */
  readonly file?: string;
  readonly steps: readonly string[];
  /** What this client will and will not enforce. */
  readonly enforces: string;
  /** Everything the server can be told; secrets are asked by the client, never by us. */
  readonly asks: readonly Variable[];
};

/** One server, ready to be spelled for each client. */
export type Target = {
  /** The exact registry name: the key where clients compare names. */
  readonly name: string;
  /** Letters, digits and hyphens: the key where clients accept nothing else. */
  readonly key: string;
  readonly launch: Connectable;
  /** A launch that desktop programs without a way to connect to remotes can use. */
  readonly program: Connectable | null;
  readonly values: Values;
};

type Words = Pick<ConnectOption, "id" | "label" | "kind" | "text" | "steps"> & {
  href?: string;
  file?: string;
};

export function optionFor(client: ClientId, target: Target, words: Words): ConnectOption {
  const { launch, values } = target;
  return {
    client,
    ...words,
    steps: [...startStep(launch, values), ...words.steps, ...launch.notes],
    enforces: enforcementSentence(client),
    asks: launch.variables,
  };
}

/** A package that serves HTTP is not started by the client. */
function startStep(launch: Connectable, values: Values): string[] {
  if (launch.kind === "stdio" || launch.startFirst === null) return [];
  const { command, args, env } = fillProgram(launch.startFirst, { values, reference: asGap });
  const names = env.map(([name]) => name).join(", ");
  return [
    `Start the server yourself first: ${shellCommand([command, ...args])}`,
    ...(names === "" ? [] : [`It reads ${names} from its environment.`]),
  ];
}

export const exactNameStep = (name: string) =>
  `Keep ${name} as the key, letter for letter: a list of approved servers compares it with the registry name.`;

/** What the reader has to put into the environment before starting the client. */
export function environmentStep(references: readonly Variable[]): string[] {
  if (references.length === 0) return [];
  const names = references.map(environmentName).join(", ");
  return [
    `Set ${names} in the environment the client starts in. The text carries only the reference.`,
  ];
}

export function gapStep(references: readonly Variable[]): string[] {
  if (references.length === 0) return [];
  const gaps = references.map((variable) => `<${environmentName(variable)}>`).join(", ");
  return [
    `Replace ${gaps} by your own values. This client cannot look them up, so keep the file to yourself.`,
  ];
}

export const rendered = (target: Target, dialect: Dialect) =>
  entryWithReferences(target.launch, dialect, target.values);

export const underKey = (root: string, key: string, entry: ConfigEntry) => ({
  [root]: Object.fromEntries([[key, entry]]),
});
