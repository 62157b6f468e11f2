/** The official publish rules of packages, one row each. Source: registry-api.md section 1. */
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { Finding } from "./issue.ts";
import { objectIn, objectsIn, textIn } from "./json-fields.ts";
import type { PublishPolicy } from "./publish-policy.ts";
import { parsedUrl } from "./safe-url.ts";
import { looksLikeRange } from "./version-range.ts";

/** `path` is relative to the package. */
type PackageRule = {
  reference: string;
  types: "all" | readonly string[];
  find: (entry: JsonObject, policy: PublishPolicy) => Finding[];
};

const has = (entry: JsonObject, field: string): boolean => (ownValue(entry, field) ?? "") !== "";

const must = (holds: boolean, path: string, message: string): Finding[] =>
  holds ? [] : [{ path, message }];

export const PACKAGE_RULES: readonly PackageRule[] = [
  {
    reference: "package-registry-type-known",
    types: "all",
    find: (entry, policy) => {
      const type = textIn(entry, "registryType");
      const known = Object.keys(policy.packageBases);
      return must(
        type === "" || known.includes(type),
        "registryType",
        `"${type}" is not a package type; use one of ${known.join(", ")}`,
      );
    },
  },
  {
    reference: "package-identifier-no-spaces",
    types: "all",
    find: (entry) =>
      must(!/\s/.test(textIn(entry, "identifier")), "identifier", "must not hold spaces"),
  },
  {
    reference: "package-version-not-latest",
    types: "all",
    find: (entry) =>
      must(textIn(entry, "version") !== "latest", "version", 'must be one version, not "latest"'),
  },
  {
    reference: "package-version-not-range",
    types: "all",
    find: (entry) =>
      must(
        !looksLikeRange(textIn(entry, "version")),
        "version",
        "must be one version, not a range",
      ),
  },
  {
    reference: "package-stdio-without-url",
    types: "all",
    find: (entry) => {
      const transport = objectIn(entry, "transport");
      const stdio = textIn(transport, "type") === "stdio";
      return must(!stdio || !has(transport, "url"), "transport.url", "stdio has no url");
    },
  },
  {
    reference: "package-http-with-url",
    types: "all",
    find: (entry) => {
      const transport = objectIn(entry, "transport");
      const http = ["streamable-http", "sse"].includes(textIn(transport, "type"));
      return must(!http || has(transport, "url"), "transport.url", "is needed for this transport");
    },
  },
  {
    reference: "package-url-variables-known",
    types: "all",
    find: (entry) => {
      const known = variableNames(entry);
      return unknownVariables(textIn(objectIn(entry, "transport"), "url"), known).map((name) => ({
        path: "transport.url",
        message: `{${name}} is neither an environment variable nor an argument of this package`,
      }));
    },
  },
  { reference: "package-named-argument-name", types: "all", find: namedArgumentNames },
  { reference: "package-argument-value-without-name", types: "all", find: namedArgumentValues },
  {
    reference: "package-base-url-official",
    types: ["npm", "pypi", "nuget"],
    find: (entry, policy) => {
      const bases = policy.packageBases[textIn(entry, "registryType")] ?? [];
      const base = textIn(entry, "registryBaseUrl").replace(/\/$/, "");
      return must(
        base === "" || bases.includes(base),
        "registryBaseUrl",
        `must be ${bases.join(" or ")}, or left out`,
      );
    },
  },
  {
    reference: "package-version-required",
    types: ["npm", "pypi", "nuget"],
    find: (entry) => must(has(entry, "version"), "version", "is needed for this package type"),
  },
  {
    reference: "package-npm-without-hash",
    types: ["npm"],
    find: (entry) => must(!has(entry, "fileSha256"), "fileSha256", "is not for npm packages"),
  },
  {
    reference: "package-oci-reference-only",
    types: ["oci"],
    find: (entry) =>
      ["registryBaseUrl", "version", "fileSha256"].flatMap((field) =>
        must(!has(entry, field), field, "must be left out: the identifier is the full reference"),
      ),
  },
  { reference: "package-oci-reference", types: ["oci"], find: imageReference },
  {
    reference: "package-mcpb-hash-required",
    types: ["mcpb"],
    find: (entry) => must(has(entry, "fileSha256"), "fileSha256", "is needed for MCPB bundles"),
  },
  {
    reference: "package-mcpb-without-base-url",
    types: ["mcpb"],
    find: (entry) =>
      must(!has(entry, "registryBaseUrl"), "registryBaseUrl", "must be left out for MCPB bundles"),
  },
  { reference: "package-mcpb-release-url", types: ["mcpb"], find: bundleAddress },
];

/** The names of `{variables}` in a URL template that `known` does not hold. */
export function unknownVariables(template: string, known: ReadonlySet<string>): string[] {
  const names = [...template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");
  return [...new Set(names)].filter((name) => !known.has(name));
}

type PlacedArgument = { path: string; argument: JsonObject };

function argumentsOf(entry: JsonObject): PlacedArgument[] {
  return ["runtimeArguments", "packageArguments"].flatMap((list) =>
    objectsIn(entry, list).map((argument, at) => ({ path: `${list}[${at}]`, argument })),
  );
}

function namedArgumentsOf(entry: JsonObject): PlacedArgument[] {
  return argumentsOf(entry).filter(({ argument }) => textIn(argument, "type") === "named");
}

function variableNames(entry: JsonObject): Set<string> {
  const environment = objectsIn(entry, "environmentVariables").map((input) =>
    textIn(input, "name"),
  );
  const given = argumentsOf(entry).flatMap(({ argument }) => {
    const name = textIn(argument, "name");
    return [name, name.replace(/^-+/, ""), textIn(argument, "valueHint")];
  });
  return new Set([...environment, ...given].filter((name) => name !== ""));
}

function namedArgumentNames(entry: JsonObject): Finding[] {
  return namedArgumentsOf(entry).flatMap(({ path, argument }) =>
    must(
      !/[<>\s$]/.test(textIn(argument, "name")),
      `${path}.name`,
      "must be the flag alone, without <, >, $ or spaces",
    ),
  );
}

function namedArgumentValues(entry: JsonObject): Finding[] {
  return namedArgumentsOf(entry).flatMap(({ path, argument }) => {
    const name = textIn(argument, "name");
    return ["value", "default"].flatMap((field) =>
      must(
        name === "" || !textIn(argument, field).startsWith(name),
        `${path}.${field}`,
        `must not repeat the flag ${name}`,
      ),
    );
  });
}

function imageReference(entry: JsonObject, policy: PublishPolicy): Finding[] {
  const identifier = textIn(entry, "identifier");
  if (identifier === "") return [];
  const [name = "", digest] = identifier.split("@", 2);
  const first = name.split("/", 1)[0] ?? "";
  const named = name.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const host = named ? first.toLowerCase() : "docker.io";
  const tagged = name.slice(name.lastIndexOf("/") + 1).includes(":");
  const pinned = digest === undefined ? tagged : /^sha256:[0-9a-f]{64}$/.test(digest);

  return [
    ...must(
      policy.imageHosts.some((allowed) => hostMatches(host, allowed)),
      "identifier",
      `images from ${host} are not accepted; use ${policy.imageHosts.join(", ")}`,
    ),
    ...must(pinned, "identifier", "must end in a tag (:1.0.0) or a digest (@sha256:…)"),
  ];
}

function hostMatches(host: string, allowed: string): boolean {
  if (allowed === "*") return true;
  return allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) : host === allowed;
}

function bundleAddress(entry: JsonObject, policy: PublishPolicy): Finding[] {
  const identifier = textIn(entry, "identifier");
  const url = parsedUrl(identifier);
  const host = url?.hostname.replace(/^www\./, "") ?? "";
  const isRelease = /\/releases\/(?:download\/)?|\/-\/releases\/|\/package_files\//.test(
    url?.pathname ?? "",
  );
  return [
    ...must(
      url?.protocol === "https:" && policy.bundleHosts.includes(host) && isRelease,
      "identifier",
      `must be the https address of a release download at ${policy.bundleHosts.join(" or ")}`,
    ),
    ...must(/mcp/i.test(identifier), "identifier", 'must contain "mcp"'),
  ];
}
