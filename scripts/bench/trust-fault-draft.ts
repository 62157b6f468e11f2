/** A server with which nothing is wrong, for faults to spoil one thing at a time. */
export const COMMIT = "a".repeat(40);
export const REPOSITORY = "https://github.com/acme/units";
const DAY_MS = 86_400_000;
/** RFC 3339, UTC. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

type Fields = Record<string, unknown>;

export type Tool = { name: string; description: string; inputSchema: Fields } & Fields;

export type Meta = {
  permissions: Fields | null;
  dataHandling: Fields;
  credentials?: Fields[];
  source?: Fields;
  build?: Fields;
};

/** A version that stands in the registry, and what it was made of. */
export type Registered = {
  serverId: string;
  serverName: string;
  versionId: string;
  version: string;
  /** Where the registry of packages serves its archive, and its digest. */
  file: string;
  integrity: string;
};

export type Draft = {
  /** Of the npm package, which is the tool's suffix and the server's name too. */
  number: number;
  name: string;
  version: string;
  serverName: string;
  /** package.json without name and version. */
  manifest: Fields;
  /** Where the archive says something else than what the registry was told. */
  packageJson: Fields | null;
  files: Record<string, string>;
  /** What its server answers. */
  tools: Tool[];
  instructions: string | null;
  prompts: Fields[];
  /** JavaScript after its own. */
  code: string;
  meta: Meta;
  /** Beside what makes a server.json. */
  document: Fields;
  /** Of the package's place in the server.json. */
  install: Fields;
  /** What the attestation of its build says; null: there is none. */
  build: { repository: string; commit: string; sha512: string | null; builder: string } | null;
  publishedAt: string;
  archive: Buffer | null;
  /** The registry's document of the version, at the end. */
  change: (document: Fields & { dist: Fields }) => void;
  /** Who brought it. */
  broughtBy: "pipeline" | "person" | "nobody";
  /** Rows and sources, after it was registered and before it is scanned. */
  before: (registered: Registered) => Promise<void>;
  /** After a first scan: a second one follows. Null: one is enough. */
  again: ((registered: Registered) => Promise<void>) | null;
};

/** Its own server: a library for MCP of the same registry, one tool, a schema for its input. */
export const serverCode = ({
  tools,
  instructions,
  prompts,
  code,
}: Draft): string => `#!/usr/bin/env node
"use strict";
const { Server } = require("tiny-mcp");
const server = new Server(${JSON.stringify({ instructions, prompts })});
${tools
  .map(
    ({ name, ...definition }) =>
      `server.registerTool(${JSON.stringify(name)}, ${JSON.stringify(definition)}, ({ length, factor }) => length * factor);`,
  )
  .join("\n")}
${code}
server.start();
`;

export function cleanDraft(number: number): Draft {
  const name = `@acme/units-${number}`;
  return {
    number,
    name,
    version: "1.2.0",
    serverName: `dev.acme/units-${number}`,
    manifest: {
      mcpName: `dev.acme/units-${number}`,
      description: "Converts units of length.",
      license: "MIT",
      author: "Ada Lovelace <ada@acme.dev>",
      repository: { type: "git", url: `git+${REPOSITORY}.git` },
      bin: { units: "index.js" },
      dependencies: { "tiny-mcp": "^1.0.0" },
    },
    packageJson: null,
    files: { "README.md": "# Units\n\nConverts units of length.\n", LICENSE: "MIT\n" },
    tools: [cleanTool(number)],
    instructions: null,
    prompts: [],
    code: "",
    meta: {
      permissions: {
        filesystem: "none",
        network: "none",
        environment: "none",
        subprocess: "none",
        native: "none",
      },
      dataHandling: {
        egressHosts: [],
        dataClasses: [],
        retention: "Nothing is kept.",
        telemetry: "none",
        privacyPolicy: "https://acme.dev/privacy",
      },
      source: { commit: COMMIT },
    },
    document: {},
    install: {},
    build: {
      repository: REPOSITORY,
      commit: COMMIT,
      sha512: null,
      builder: "https://github.com/actions/runner/github-hosted",
    },
    publishedAt: daysAgo(20),
    archive: null,
    change: () => undefined,
    broughtBy: "pipeline",
    before: () => Promise.resolve(),
    again: null,
  };
}

const cleanTool = (number: number): Tool => ({
  name: `convert_units_${number}`,
  title: "Convert units",
  description: "Converts a length from one unit to another.",
  inputSchema: {
    type: "object",
    properties: {
      length: { type: "number", description: "The length." },
      factor: { type: "number", description: "How many of the new unit are one of the old." },
    },
    required: ["length", "factor"],
  },
  annotations: { readOnlyHint: true },
});

/** The tool that faults spoil. */
export function toolOf({ tools }: Draft): Tool {
  const [tool] = tools;
  if (tool === undefined) throw new Error("The draft has no tool.");
  return tool;
}

/** Under another name, which its package claims as well. */
export const rename = (draft: Draft, serverName: string): void => {
  draft.serverName = serverName;
  draft.manifest["mcpName"] = serverName;
};
