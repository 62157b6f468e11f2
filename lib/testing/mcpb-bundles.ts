import { zip } from "#lib/trust/archive/archive-builder.ts";

type Files = Record<string, string | Buffer>;

/** A manifest with which nothing is wrong. */
export const bundleManifest = (change: Record<string, unknown> = {}) => ({
  manifest_version: "0.3",
  name: "files",
  version: "1.0.0",
  description: "Reads files.",
  author: { name: "Ada", email: "ada@test.example" },
  repository: { type: "git", url: "https://github.com/acme/files" },
  license: "MIT",
  server: {
    type: "node",
    entry_point: "server/index.js",
    mcp_config: { command: "node", args: ["${__dirname}/server/index.js"], env: {} },
  },
  tools: [{ name: "read_file", description: "Reads a file that the user names." }],
  privacy_policies: ["https://acme.test.example/privacy"],
  _meta: {
    "org.mpaktrust": {
      permissions: {
        filesystem: "none",
        network: "none",
        environment: "none",
        subprocess: "none",
        native: "none",
      },
    },
  },
  ...change,
});

/** A bundle with this manifest and files; null leaves the manifest out. */
export const bundleOf = (manifest: object | null, files: Files = {}): Buffer =>
  zip(
    Object.entries({
      ...(manifest === null ? {} : { "manifest.json": JSON.stringify(manifest) }),
      "server/index.js": "export const one = 1;\n",
      ...files,
    }).map(([name, content]) => ({ name, content })),
  );
