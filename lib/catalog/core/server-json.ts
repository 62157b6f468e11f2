/**
 * The official server.json of schema 2025-12-11, as types. Every object may carry further fields:
 * the schema allows them everywhere and the catalog keeps them.
 * Source: https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json
 */
import type { Json, JsonObject } from "#lib/kernel/json.ts";

type Open = { [field: string]: unknown };

export type ServerJson = Open & {
  $schema?: string;
  /** Reverse-DNS namespace, one slash, name; 3 to 200 characters. */
  name: string;
  /** 1 to 100 characters when published; mirrors serve longer ones. */
  description: string;
  /** Up to 255 characters, a specific version rather than a range. */
  version: string;
  title?: string;
  websiteUrl?: string;
  repository?: Repository;
  icons?: Icon[];
  packages?: Package[];
  remotes?: Remote[];
  _meta?: DocumentMeta;
};

/** The live registry also serves an empty object here. */
export type Repository = Open & {
  url?: string;
  source?: string;
  id?: string;
  /** Relative path of the server inside a monorepo. */
  subfolder?: string;
};

export type Icon = Open & {
  src: string;
  mimeType?: "image/png" | "image/jpeg" | "image/jpg" | "image/svg+xml" | "image/webp";
  /** `48x48` and the like, or `any`. */
  sizes?: string[];
  theme?: "light" | "dark";
};

export type Package = Open & {
  /** `npm`, `pypi`, `oci`, `nuget`, `mcpb`, and whatever the registry adds later. */
  registryType: string;
  identifier: string;
  transport: PackageTransport;
  registryBaseUrl?: string;
  version?: string;
  /** 64 lower-case hexadecimal digits. */
  fileSha256?: string;
  /** The command that runs it: `npx`, `uvx`, `docker`, `dnx`. */
  runtimeHint?: string;
  runtimeArguments?: Argument[];
  packageArguments?: Argument[];
  environmentVariables?: KeyValueInput[];
};

export type StdioTransport = Open & { type: "stdio" };
export type StreamableHttpTransport = HttpTransport & { type: "streamable-http" };
export type SseTransport = HttpTransport & { type: "sse" };
type HttpTransport = Open & {
  /** May contain `{variables}`. */
  url: string;
  headers?: KeyValueInput[];
};

export type PackageTransport = StdioTransport | StreamableHttpTransport | SseTransport;
export type Remote = (StreamableHttpTransport | SseTransport) & {
  variables?: { [name: string]: Input };
};

export type Input = Open & {
  description?: string;
  isRequired?: boolean;
  isSecret?: boolean;
  format?: "string" | "number" | "boolean" | "filepath";
  /** Set means fixed: people are not asked for it. */
  value?: string;
  default?: string;
  placeholder?: string;
  choices?: string[];
};

export type InputWithVariables = Input & { variables?: { [name: string]: Input } };

/** A header or an environment variable. */
export type KeyValueInput = InputWithVariables & { name: string };

/** Has `valueHint`, or `value`, or both. */
export type PositionalArgument = InputWithVariables & {
  type: "positional";
  valueHint?: string;
  isRepeated?: boolean;
};

export type NamedArgument = InputWithVariables & {
  type: "named";
  /** The flag with its dashes, such as `--port`. */
  name: string;
  isRepeated?: boolean;
};

export type Argument = PositionalArgument | NamedArgument;

export const PUBLISHER_PROVIDED = "io.modelcontextprotocol.registry/publisher-provided";

/** Keys are reverse-DNS names; the official registry keeps only the publisher's own. */
export type DocumentMeta = { [key: string]: Json | undefined } & {
  "io.modelcontextprotocol.registry/publisher-provided"?: JsonObject;
};
