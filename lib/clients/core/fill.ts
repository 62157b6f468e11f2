import type { ArgPart } from "./arguments.ts";
import type { RemoteLaunch, StdioLaunch } from "./launch-kinds.ts";
import { printable } from "./safe-text.ts";
import type { Setting } from "./settings.ts";
import type { Piece, Template, Variable } from "./variable.ts";

/** What a person has chosen, by variable name. Never read for secrets. */
export type Values = { readonly [variableName: string]: string };

/** How a client is told to look a value up: `${input:NAME}`, `${env:NAME}`, and so on. */
export type Reference = (variable: Variable) => string;

export type Program = {
  readonly kind: "stdio";
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
};
export type Connection = {
  readonly kind: "http" | "sse";
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
};

/** The value of a variable that needs no reference: chosen, else the default. */
export function knownValue(variable: Variable, values: Values): string | null {
  if (variable.isSecret) return null;
  const chosen = Object.hasOwn(values, variable.name) ? values[variable.name] : undefined;
  if (chosen !== undefined && chosen !== "" && isAllowed(variable, chosen))
    return printable(chosen);
  return variable.default;
}

const isAllowed = ({ choices }: Variable, value: string) =>
  choices.length === 0 || choices.includes(value);

/** Optional, not secret, without a value: the server runs without it, so it is left out. */
const isLeftOut = (variable: Variable, values: Values) =>
  !variable.isRequired && !variable.isSecret && knownValue(variable, values) === null;

const variablesIn = (template: Template) =>
  template.flatMap((piece) => (typeof piece === "string" ? [] : [piece.variable]));

export const isPresent = (template: Template, isRequired: boolean, values: Values) =>
  isRequired || !variablesIn(template).some((variable) => isLeftOut(variable, values));

export type Filling = { readonly values: Values; readonly reference: Reference };

export const fillTemplate = (template: Template, filling: Filling) =>
  template.map((piece) => fillPiece(piece, filling)).join("");

function fillPiece(piece: Piece, { values, reference }: Filling): string {
  if (typeof piece === "string") return piece;
  return knownValue(piece.variable, values) ?? reference(piece.variable);
}

export const presentSettings = (settings: readonly Setting[], values: Values) =>
  settings.filter(({ value, isRequired }) => isPresent(value, isRequired, values));

const fillSettings = (settings: readonly Setting[], filling: Filling) =>
  presentSettings(settings, filling.values).map(
    ({ name, value }) => [name, fillTemplate(value, filling)] as const,
  );

export const fillProgram = (launch: StdioLaunch, filling: Filling): Program => ({
  kind: "stdio",
  command: launch.command,
  args: fillArguments(launch, filling),
  env: fillSettings(launch.env, filling),
});

export function fillArguments(launch: StdioLaunch, filling: Filling): string[] {
  const names = new Set(presentSettings(launch.env, filling.values).map(({ name }) => name));
  return launch.args
    .filter(({ onlyWith }) => onlyWith === null || names.has(onlyWith))
    .flatMap((part) => fillArgument(part, filling));
}

/** A chosen value of several lines is several values of an argument that may repeat. */
function fillArgument(part: ArgPart, filling: Filling): string[] {
  const flag = part.flag === null ? [] : [part.flag];
  if (part.value === null) return flag;
  if (!isPresent(part.value, part.isRequired, filling.values)) return [];

  const text = fillTemplate(part.value, filling);
  const several = part.repeats ? text.split("\n").filter((line) => line !== "") : [text];
  return several.flatMap((value) => [...flag, value]);
}

export const fillConnection = (launch: RemoteLaunch, filling: Filling): Connection => ({
  kind: launch.kind,
  url: fillAddress(launch, filling),
  headers: fillSettings(launch.headers, filling).map(([name, value]) => [name, oneLine(value)]),
});

export const fillAddress = ({ address }: RemoteLaunch, { values, reference }: Filling) =>
  address
    .map((piece) => {
      if (typeof piece === "string") return piece;
      const known = knownValue(piece.variable, values);
      return known === null ? reference(piece.variable) : inAddress(known);
    })
    .join("");

/** A value cannot leave its place in the address: only a port's colon stays as it is. */
const inAddress = (value: string) => encodeURIComponent(value).replaceAll("%3A", ":");

const oneLine = (value: string) => value.replace(/[\r\n\t]+/g, " ");
