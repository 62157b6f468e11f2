import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
import { type ArgPart, isFixed, passEnvironment, word } from "./arguments.ts";
import type { Setting } from "./settings.ts";

export type PackageFacts = {
  readonly identifier: string;
  readonly version: string | null;
  /** Where the package comes from, if that is not the default of its kind; else null. */
  readonly source: string | null;
  readonly runtimeHint: string | null;
  readonly runtimeArgs: readonly ArgPart[];
  readonly packageArgs: readonly ArgPart[];
  readonly env: readonly Setting[];
};

export type Runner = {
  /** The commands a document may ask for; the first is the usual one. Nothing else is ever run. */
  readonly commands: readonly [string, ...string[]];
  /** `registryBaseUrl` that means "the usual place" (server.json §Package). */
  readonly defaultSource: string | null;
  readonly identifier: RegExp;
  readonly args: (facts: PackageFacts) => ArgPart[];
  /** As VS Code's getMcpServerConfigurationFromManifest writes them. */
  readonly galleryArgs: (facts: PackageFacts) => ArgPart[];
};

const at = ({ identifier, version }: PackageFacts, mark: string) =>
  word(version === null ? identifier : `${identifier}${mark}${version}`);

const has = (parts: readonly ArgPart[], ...flags: string[]) =>
  parts.some(({ flag, value }) => {
    const text = flag ?? (typeof value?.[0] === "string" ? value[0] : "");
    return flags.some((wanted) => text === wanted || text.startsWith(`${wanted}=`));
  });

/** A source that the runtime arguments already name is not named twice. */
const from = (facts: PackageFacts, ...flags: [string, ...string[]]) =>
  facts.source === null || has(facts.runtimeArgs, ...flags)
    ? []
    : [word(`${flags[0]}=${facts.source}`)];

const yes = (facts: PackageFacts) =>
  facts.runtimeHint === "bunx" || has(facts.runtimeArgs, "-y", "--yes") ? [] : [word("-y")];

const environmentOf = ({ env }: PackageFacts) => env.map(({ name }) => passEnvironment(name));

const separated = ({ packageArgs }: PackageFacts) =>
  packageArgs.length === 0 ? [] : [word("--"), ...packageArgs];

/** The image, with the tag that older documents keep in `version` and the host in the base URL. */
function imageOf({ identifier, version, source }: PackageFacts): string {
  const tagged = /[:@][^/]*$/.test(identifier);
  const image = version === null || tagged ? identifier : `${identifier}:${version}`;
  const hasHost = /^[^/]*[.:][^/]*\/|^localhost\//.test(image);
  return source === null || hasHost ? image : `${new URL(source).host}/${image}`;
}

const container = (facts: PackageFacts) => [
  ...["run", "-i", "--rm"].map(word),
  ...facts.runtimeArgs,
  ...environmentOf(facts),
  word(imageOf(facts)),
  ...facts.packageArgs,
];

const dotnet = (facts: PackageFacts, source: readonly ArgPart[]) => [
  ...facts.runtimeArgs,
  at(facts, "@"),
  word("--yes"),
  ...source,
  ...separated(facts),
];

const RUNNERS: { readonly [registryType: string]: Runner } = {
  npm: {
    commands: ["npx", "bunx"],
    defaultSource: PUBLIC_NPM,
    identifier: /^(@[a-z0-9~-][\w.~-]*\/)?[a-zA-Z0-9~][\w.~-]*$/,
    args: (facts) => [
      ...yes(facts),
      ...from(facts, "--registry"),
      ...facts.runtimeArgs,
      at(facts, "@"),
      ...facts.packageArgs,
    ],
    galleryArgs: (facts) => [...facts.runtimeArgs, at(facts, "@"), ...facts.packageArgs],
  },
  pypi: {
    commands: ["uvx"],
    defaultSource: "https://pypi.org",
    identifier: /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(\[[A-Za-z0-9._,-]+\])?$/,
    args: (facts) => [
      ...from(facts, "--default-index", "--index-url", "--index"),
      ...facts.runtimeArgs,
      at(facts, "=="),
      ...facts.packageArgs,
    ],
    galleryArgs: (facts) => [...facts.runtimeArgs, at(facts, "=="), ...facts.packageArgs],
  },
  oci: {
    commands: ["docker", "podman"],
    defaultSource: null,
    identifier: /^[A-Za-z0-9][\w.:/@-]*$/,
    args: container,
    galleryArgs: container,
  },
  nuget: {
    commands: ["dnx"],
    defaultSource: "https://api.nuget.org/v3/index.json",
    identifier: /^\w[\w.-]*$/,
    args: (facts) => dotnet(facts, from(facts, "--source", "--add-source")),
    galleryArgs: (facts) => dotnet(facts, []),
  },
};

export const runnerOf = (registryType: string): Runner | null =>
  Object.hasOwn(RUNNERS, registryType) ? (RUNNERS[registryType] ?? null) : null;

/** Same host and scheme: the path of an index differs between versions of the specification. */
export function isDefaultSource(runner: Runner, source: string): boolean {
  return runner.defaultSource !== null
    ? new URL(source).origin === new URL(runner.defaultSource).origin
    : false;
}

/**
 * VS Code ignores registryBaseUrl: its form of a package from a private source would fetch a
 * namesake from the public one, so there it is not offered.
 */
export function galleryArgsOf(runner: Runner, facts: PackageFacts): string[] | null {
  const isOtherPlace = facts.source !== null && runner.defaultSource !== null;
  const parts = runner.galleryArgs(facts);
  if (isOtherPlace || !parts.every(isFixed)) return null;
  return parts.flatMap(({ flag, value }) => [
    ...(flag === null ? [] : [flag]),
    ...(value === null ? [] : [value.map(String).join("")]),
  ]);
}
