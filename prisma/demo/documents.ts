import type {
  KeyValueInput,
  Package,
  PackageTransport,
  Remote,
  Repository,
} from "#lib/catalog/core/server-json.ts";

export const SCHEMA =
  "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

const STDIO: PackageTransport = { type: "stdio" };

export function npm(identifier: string, version: string, settings: KeyValueInput[] = []): Package {
  return {
    registryType: "npm",
    identifier,
    version,
    runtimeHint: "npx",
    transport: STDIO,
    ...asked(settings),
  };
}

export function pypi(identifier: string, version: string, settings: KeyValueInput[] = []): Package {
  return {
    registryType: "pypi",
    identifier,
    version,
    runtimeHint: "uvx",
    transport: STDIO,
    ...asked(settings),
  };
}

/** `reference` is complete, tag included: an image carries no version of its own in server.json. */
export function oci(reference: string, settings: KeyValueInput[] = []): Package {
  return {
    registryType: "oci",
    identifier: reference,
    runtimeHint: "docker",
    transport: STDIO,
    ...asked(settings),
  };
}

function asked(settings: KeyValueInput[]): Pick<Package, "environmentVariables"> {
  return settings.length > 0 ? { environmentVariables: settings } : {};
}

export function http(url: string, headers: KeyValueInput[] = []): Remote {
  return { type: "streamable-http", url, ...(headers.length > 0 ? { headers } : {}) };
}

export function sse(url: string): Remote {
  return { type: "sse", url };
}

/** A secret the server cannot do without. */
export function secret(name: string, description: string): KeyValueInput {
  return { name, description, format: "string", isRequired: true, isSecret: true };
}

export function optionalSecret(name: string, description: string): KeyValueInput {
  return { name, description, format: "string", isSecret: true };
}

/** A required setting that is no secret, such as an address. */
export function setting(name: string, description: string): KeyValueInput {
  return { name, description, format: "string", isRequired: true };
}

export function option(name: string, description: string, preset?: string): KeyValueInput {
  return {
    name,
    description,
    format: "string",
    ...(preset === undefined ? {} : { default: preset }),
  };
}

export function flag(name: string, description: string): KeyValueInput {
  return { name, description, format: "boolean", default: "false" };
}

/** `path` is `owner/repository`. */
export function github(path: string, subfolder?: string): Repository {
  const url = `https://github.com/${path}`;
  return { url, source: "github", ...(subfolder === undefined ? {} : { subfolder }) };
}
