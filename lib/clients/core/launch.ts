import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import { argumentsOf } from "./arguments.ts";
import { type Fields, fieldsOf, listOf, ownField, textOf } from "./document.ts";
import type { BundleLaunch, Launch, Refused, RemoteLaunch, StdioLaunch } from "./launch-kinds.ts";
import { galleryArgsOf, isDefaultSource, runnerOf } from "./packages.ts";
import type { PackageFacts, Runner } from "./packages.ts";
import { problemOfAddress } from "./safe-text.ts";
import { settingsOf, withHoles } from "./settings.ts";
import { claim, isLiteral, newReading, variableOf } from "./variable.ts";
import type { Piece, Reading } from "./variable.ts";

export type { ArgPart } from "./arguments.ts";
export type { BundleLaunch, Launch, Refused, RemoteLaunch, StdioLaunch } from "./launch-kinds.ts";
export type { Setting } from "./settings.ts";
export type { Variable } from "./variable.ts";

type Outcome = Launch | Refused;
const isLaunch = (outcome: Outcome): outcome is Launch => "kind" in outcome;

/**
 * How a server can be reached, the preferred way first: remotes whose address is complete, then
 * remotes that ask something first, then packages, each in the order of the document.
 */
export function launchesOf(document: ServerJson): Launch[] {
  const launches = outcomesOf(document).filter(isLaunch);
  const rank = (launch: Launch) => {
    if (launch.kind === "bundle") return 3;
    if (launch.kind === "stdio" || launch.startFirst !== null) return 2;
    return isLiteral(launch.address) ? 0 : 1;
  };
  return [...launches].sort((one, other) => rank(one) - rank(other));
}

/** The packages and remotes that no command or address can safely be made of, and why. */
export function refusedLaunchesOf(document: ServerJson): Refused[] {
  return outcomesOf(document).flatMap((outcome) => (isLaunch(outcome) ? [] : [outcome]));
}

function outcomesOf(document: ServerJson): Outcome[] {
  return [
    ...listOf(document.remotes).map(remoteOf),
    ...listOf(document.packages).map((fields) => packageOf(fields)),
  ];
}

function remoteOf(remote: Fields): Outcome {
  const url = textOf(remote["url"]) ?? "";
  const declared = fieldsOf(remote["variables"]);
  const find = (reading: Reading) => (name: string) => {
    const variable = fieldsOf(ownField(declared, name));
    return variable === null
      ? null
      : { variable: claim(reading, { ...variableOf(variable, name), isRequired: true }) };
  };
  return connectionOf(remote, { label: `Remote ${url}`, find, startFirst: null }, newReading());
}

type Connection = {
  readonly label: string;
  readonly find: (reading: Reading) => (name: string) => Piece | null;
  readonly startFirst: StdioLaunch | null;
};

/** A remote, or the transport of a package that serves HTTP. */
function connectionOf(transport: Fields, about: Connection, reading: Reading): Outcome {
  const { label, startFirst } = about;
  const url = textOf(transport["url"]) ?? "";
  const problem = problemOfAddress(url);
  if (problem !== null) return { label, reason: `The address ${problem}.` };

  const kind = { "streamable-http": "http", sse: "sse" }[String(transport["type"])];
  if (kind !== "http" && kind !== "sse")
    return { label, reason: `No client knows the transport ${JSON.stringify(transport["type"])}.` };

  const address = withHoles(url, about.find(reading));
  const open = address
    .filter((piece) => typeof piece === "string")
    .join("")
    .match(/\{[^{}]*\}/);
  if (open)
    return { label, reason: `The address uses ${open[0]}, which the document does not explain.` };
  const headers = settingsOf(transport["headers"], "header", reading);
  if (!url.startsWith("https:") && startFirst === null)
    reading.notes.push("The connection is not encrypted (http).");

  return finish(reading, label, { kind, url, address, headers, startFirst });
}

function packageOf(fields: Fields): Outcome {
  const type = textOf(fields["registryType"]) ?? "";
  const identifier = textOf(fields["identifier"]) ?? "";
  const version = textOf(fields["version"]);
  const label = [type, identifier, version].filter(Boolean).join(" ");
  if (type === "mcpb") return bundleOf(fields, label, identifier);

  const runner = runnerOf(type);
  if (runner === null)
    return {
      label,
      reason: `No client knows how to run packages of type ${JSON.stringify(type)}.`,
    };
  const problem = problemOfPackage(fields, type, runner);
  if (problem !== null) return { label, reason: problem };

  const base = textOf(fields["registryBaseUrl"]);
  const reading = newReading();
  const facts: PackageFacts = {
    identifier,
    version,
    source: base === null || isDefaultSource(runner, base) ? null : base,
    runtimeHint: textOf(fields["runtimeHint"]),
    runtimeArgs: argumentsOf(fields["runtimeArguments"], reading),
    packageArgs: argumentsOf(fields["packageArguments"], reading),
    env: settingsOf(fields["environmentVariables"], "environment", reading),
  };
  return withTransport(fields, stdioOf(label, facts, { runner, type, reading }), facts);
}

/** What would let a name, a version or a source become something else on a command line. */
function problemOfPackage(fields: Fields, type: string, runner: Runner): string | null {
  if (!runner.identifier.test(textOf(fields["identifier"]) ?? ""))
    return `This is not a name of an ${type} package.`;
  const version = textOf(fields["version"]);
  if (version !== null && !/^[A-Za-z0-9][\w.+!-]*$/.test(version))
    return "The version is not one exact version.";
  const base = textOf(fields["registryBaseUrl"]);
  if (base === null) return null;
  const problem = URL.canParse(base) ? problemOfAddress(base) : "is not an address";
  return problem === null ? null : `The package source ${problem}.`;
}

type Way = { runner: Runner; type: string; reading: Reading };

function stdioOf(label: string, facts: PackageFacts, { runner, type, reading }: Way): Outcome {
  const asked = runner.commands.find((command) => command === facts.runtimeHint);
  if (facts.runtimeHint !== null && asked === undefined)
    reading.notes.push(
      `The document suggests to run it with ${JSON.stringify(facts.runtimeHint)}; ${runner.commands[0]} is used.`,
    );
  if (facts.version === null && type !== "oci")
    reading.notes.push("The document names no version: whatever is newest will run.");

  return finish(reading, label, {
    kind: "stdio",
    command: asked ?? runner.commands[0],
    args: runner.args(facts),
    env: facts.env,
    galleryArgs: galleryArgsOf(runner, facts),
  });
}

function withTransport(fields: Fields, launch: Outcome, facts: PackageFacts): Outcome {
  const transport = fieldsOf(fields["transport"]);
  const type = textOf(transport?.["type"]) ?? "stdio";
  if (transport === null || type === "stdio" || !isLaunch(launch) || launch.kind !== "stdio")
    return launch;

  const known = namesInTransport(launch, facts);
  const find = () => (name: string) => known.get(name.replace(/^-+/, "")) ?? null;
  const reading = { ...newReading(), taken: new Map(launch.variables.map((v) => [v.name, v])) };
  return connectionOf(transport, { label: launch.label, find, startFirst: launch }, reading);
}

/** The address of a package may name its environment variables and arguments (server.json §Transport). */
function namesInTransport(launch: StdioLaunch, facts: PackageFacts): Map<string, Piece> {
  const known = new Map<string, Piece>();
  const fixed = [
    ...facts.env.map(({ name, value }) => ({ name, value })),
    ...[...facts.runtimeArgs, ...facts.packageArgs].map(({ flag, value }) => ({
      name: (flag ?? "").replace(/^-+/, ""),
      value,
    })),
  ];
  for (const { name, value } of fixed)
    if (value !== null && isLiteral(value)) known.set(name, value.join(""));
  for (const variable of launch.variables) known.set(variable.name, { variable });
  return known;
}

function bundleOf(fields: Fields, label: string, url: string): Outcome {
  if (!url.startsWith("https://") || problemOfAddress(url) !== null)
    return { label, reason: "The bundle has no https address to download it from." };
  const sha256 = textOf(fields["fileSha256"]);
  return {
    kind: "bundle",
    label,
    url,
    sha256: sha256 !== null && /^[a-f0-9]{64}$/.test(sha256) ? sha256 : null,
    variables: [],
    notes: ["A bundle is a file that a desktop client opens; it has no command line."],
  } satisfies BundleLaunch;
}

type Rest<Kind extends Launch> = Omit<Kind, "label" | "variables" | "notes">;

function finish(
  reading: Reading,
  label: string,
  rest: Rest<StdioLaunch> | Rest<RemoteLaunch>,
): Outcome {
  const [problem] = reading.problems;
  if (problem !== undefined) return { label, reason: problem };
  return { ...rest, label, variables: [...reading.taken.values()], notes: reading.notes };
}
