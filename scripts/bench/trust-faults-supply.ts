/** Supply chain: SC-. */
import type { Fault } from "./trust-fault.ts";
import type { Draft } from "./trust-fault-draft.ts";
import type { FaultWorld } from "./trust-fault-world.ts";

const needs = (draft: Draft, more: Record<string, string>): void => {
  draft.manifest["dependencies"] = { "tiny-mcp": "^1.0.0", ...more };
};

const vulnerable = (name: string, fault: string, code: string): Fault => ({
  control: "SC-02",
  fault,
  code,
  spoil: (draft) => needs(draft, { [name]: "^1.0.0" }),
});

const foreign = (spec: string, fault: string, code: string): Fault => ({
  control: "SC-05",
  fault,
  code,
  spoil: (draft) => needs(draft, { elsewhere: spec }),
});

type Place = { version?: string; resolved?: string; integrity?: string };

/** An npm-shrinkwrap.json that says this of tiny-mcp. */
export async function addLock(
  draft: Draft,
  { registry }: FaultWorld,
  change: (place: Place) => Place = (place) => place,
): Promise<void> {
  const url = `${registry.npm}/tiny-mcp/1.0.0`;
  const { dist } = (await (await fetch(url)).json()) as {
    dist: { tarball: string; integrity: string };
  };
  const place = { version: "1.0.0", resolved: dist.tarball, integrity: dist.integrity };
  draft.files["npm-shrinkwrap.json"] = JSON.stringify({
    name: draft.name,
    version: draft.version,
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { dependencies: { "tiny-mcp": "^1.0.0" } },
      "node_modules/tiny-mcp": { ...change(place), license: "MIT" },
    },
  });
}

export const SUPPLY_FAULTS: readonly Fault[] = [
  {
    control: "SC-01",
    fault: "a dependency that is nowhere",
    code: "SC-01/unresolved",
    spoil: (draft) => needs(draft, { "nobody-publishes-this": "1.0.0" }),
  },
  vulnerable("vulnerable-critical", "a dependency with CVSS 9.8", "SC-02/critical"),
  vulnerable(
    "vulnerable-high",
    "a dependency with CVSS 7.5, likely exploited",
    "SC-02/high-likely",
  ),
  vulnerable("vulnerable-medium", "a dependency with CVSS 5.3", "SC-02/medium"),
  vulnerable("vulnerable-exploited", "a dependency in the KEV catalogue", "SC-02/kev"),
  vulnerable("malicious", "a dependency that is known malware (MAL-)", "SC-02/malicious"),
  {
    control: "SC-02",
    fault: "an advisory on the package itself",
    code: "SC-02/critical",
    spoil: (draft) => {
      draft.name = "@acme/units-vulnerable";
    },
  },
  {
    control: "SC-02",
    fault: "a vulnerable dependency of a dependency",
    code: "SC-02/critical",
    spoil: async (draft, { registry }) => {
      await registry.publish("in-between", "1.0.0", {
        license: "MIT",
        dependencies: { "vulnerable-critical": "*" },
      });
      needs(draft, { "in-between": "^1.0.0" });
    },
  },
  {
    control: "SC-03",
    fault: "ranges without a lock",
    code: "SC-03/ranges",
    spoil: () => undefined,
  },
  {
    control: "SC-03",
    fault: "a dependency that is nowhere",
    code: "SC-03/unresolved",
    spoil: (draft) => needs(draft, { "nobody-publishes-this": "1.0.0" }),
  },
  {
    control: "SC-03",
    fault: "a lock without a digest",
    code: "SC-03/no-hash",
    spoil: (draft, world) =>
      addLock(draft, world, ({ version = "", resolved = "" }) => ({ version, resolved })),
  },
  {
    control: "SC-04",
    fault: "another digest in the lock than the registry's",
    code: "SC-04/mismatch",
    spoil: (draft, world) =>
      addLock(draft, world, (place) => ({ ...place, integrity: `sha512-${"A".repeat(86)}==` })),
  },
  foreign("git+https://github.com/mallory/elsewhere.git", "a dependency from git", "SC-05/git"),
  foreign("https://mallory.dev/elsewhere.tgz", "a dependency from an address", "SC-05/remote"),
  foreign("file:../elsewhere", "a dependency from a folder", "SC-05/file"),
  {
    control: "SC-05",
    fault: "a lock that installs from another registry",
    code: "SC-05/registry",
    spoil: (draft, world) =>
      addLock(draft, world, (place) => ({
        ...place,
        resolved: "https://npm.mallory.dev/tiny-mcp/-/tiny-mcp-1.0.0.tgz",
      })),
  },
];
