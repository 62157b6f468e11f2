import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";

/**
 * What the official registry accepts at publishing, as data, so that a company can widen it: its own
 * GitHub Enterprise, its own image registry, its own package mirrors.
 */
export type PublishPolicy = {
  /** Host names per `repository.source`; a source without a row is refused. */
  repositoryHosts: Readonly<Record<string, readonly string[]>>;
  /** Exact names, `*.domain`, or `*` for all. */
  imageHosts: readonly string[];
  /** Where each package type may come from; a type without a row is refused. */
  packageBases: Readonly<Record<string, readonly string[]>>;
  /** Hosts of MCPB release downloads. */
  bundleHosts: readonly string[];
  allowLocalRemotes: boolean;
};

export const OFFICIAL_POLICY: PublishPolicy = {
  repositoryHosts: { github: ["github.com"], gitlab: ["gitlab.com"] },
  imageHosts: ["docker.io", "ghcr.io", "*.pkg.dev", "*.azurecr.io", "mcr.microsoft.com"],
  packageBases: {
    npm: [PUBLIC_NPM],
    pypi: ["https://pypi.org"],
    nuget: ["https://api.nuget.org/v3/index.json"],
    oci: [],
    mcpb: [],
  },
  bundleHosts: ["github.com", "gitlab.com"],
  allowLocalRemotes: false,
};

/**
 * What our own registry takes from our own people: images, mirrors and servers inside the company
 * are welcome, because somebody reviews each of them.
 */
export const COMPANY_POLICY: PublishPolicy = {
  ...OFFICIAL_POLICY,
  imageHosts: ["*"],
  allowLocalRemotes: true,
};
/** Rules about where the public registry's packages come from, which say nothing about ours. */
export const PUBLIC_REGISTRY_RULES: ReadonlySet<string> = new Set([
  "package-base-url-official",
  "package-mcpb-release-url",
  "repository-host",
]);
