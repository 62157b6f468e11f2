/** Supply chain (MTF §3.3) without SC-02, which has its own file. */
import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { ArtifactFacts, TreeFacts } from "../facts.ts";
import {
  blocks,
  conclude,
  informs,
  listed,
  named,
  warns,
  type Found,
  type Verdict,
} from "./verdict.ts";

const SHA256 = /^[0-9a-f]{64}$/;
const LOCK =
  "Ship a lock: npm-shrinkwrap.json or bundled dependencies for npm, a lockfile with hashes for others.";

const unresolved = (control: string, { missing }: TreeFacts): Found[] =>
  missing.map(({ name, spec, detail }) =>
    warns({
      code: `${control}/unresolved`,
      severity: "medium",
      title: `${named(name)} ${named(spec)} could not be resolved (${named(detail)})`,
      remediation: `Name a version of ${named(name)} that exists, or remove the dependency.`,
    }),
  );

const hasDependencies = ({ components, foreign, missing }: TreeFacts): boolean =>
  components.length + foreign.length + missing.length > 0;

/** SC-01: there is a bill of materials, and all its parts say what they are. */
export function sbomGeneration({ tree }: ArtifactFacts): Verdict {
  const found = tree.ok ? sbomFindings(tree.value) : [];
  const count = tree.ok ? tree.value.components.length : 0;
  return conclude("SC-01", {
    needs: [tree],
    found,
    fine: `A bill of materials with ${count} components was kept.`,
  });
}

function sbomFindings(tree: TreeFacts): Found[] {
  const found = unresolved("SC-01", tree);
  const remediation = "Scan it again; if it stays like this, ship a CycloneDX or SPDX document.";
  for (const issue of tree.sbomIssues ?? [])
    found.push(
      blocks(1, {
        code: "SC-01/invalid",
        severity: "medium",
        title: `Its bill of materials is not valid: ${named(issue)}`,
        remediation: "Write the CycloneDX or SPDX document anew, or leave it out.",
      }),
    );
  if (!SHA256.test(tree.sbomDigest))
    found.push(
      blocks(1, {
        code: "SC-01/absent",
        severity: "medium",
        title: "There is no valid bill of materials",
        remediation,
      }),
    );
  const nameless = tree.components.filter(
    ({ name, version, purl }) => name === "" || version === "" || purl === "",
  );
  if (nameless.length > 0)
    found.push(
      warns({
        code: "SC-01/incomplete",
        severity: "low",
        title: `${nameless.length} components have no name, version or package address`,
        remediation: "Publish dependencies under a name and a version.",
      }),
    );
  found.push(...declaredFindings(tree.components));
  if (tree.approximate)
    found.push(
      informs({
        code: "SC-01/approximate",
        title: "Versions are those that another resolver would choose today",
        remediation: LOCK,
      }),
    );
  return found;
}

/** A list that nobody has signed is the builder's word: beside what was seen it adds, alone it warns. */
function declaredFindings(components: TreeFacts["components"]): Found[] {
  const declared = components.filter(({ isDeclared }) => isDeclared === true).length;
  if (declared === 0) return [];
  const told = {
    code: "SC-01/declared",
    remediation:
      "Nothing has to be done; packages that lie in a layer where they can be read count as seen.",
  };
  return declared === components.length
    ? [
        warns({
          ...told,
          severity: "low",
          title: "All of its components are only declared by its builder",
        }),
      ]
    : [
        informs({
          ...told,
          title: `${declared} of its components are only declared by its builder`,
        }),
      ];
}

/** SC-03: what is installed tomorrow is what was looked at today. */
export function dependencyPinning(facts: ArtifactFacts): Verdict {
  if (facts.kind === "oci") return imagePinning(facts);
  const { tree } = facts;
  return conclude("SC-03", {
    needs: [tree],
    found: tree.ok && hasDependencies(tree.value) ? pinningFindings(tree.value) : [],
    fine:
      tree.ok && !hasDependencies(tree.value)
        ? "It needs no other packages."
        : "It ships a lock with exact versions.",
  });
}

function pinningFindings(tree: TreeFacts): Found[] {
  const found = [...unresolved("SC-03", tree), ...hashFindings(tree)];
  if (tree.lock === "none")
    found.push(
      blocks(2, {
        code: "SC-03/no-lock",
        severity: "medium",
        title: "It has dependencies, but neither a lock nor versions that could be resolved",
        remediation: LOCK,
      }),
    );
  if (tree.lock === "resolved")
    found.push(
      warns({
        code: "SC-03/ranges",
        severity: "low",
        title: "It ships no lock: its ranges were resolved for this scan",
        remediation: LOCK,
      }),
    );
  for (const issue of tree.lockIssues)
    found.push(
      warns({
        code: "SC-03/lock-differs",
        severity: "low",
        title: `Lock: ${named(issue)}`,
        remediation: "Write the lock anew and publish a new version.",
      }),
    );
  return found;
}

/** MTF: a missing hash is a warning at L2 and blocks from L3 on. */
function hashFindings({ components }: TreeFacts): Found[] {
  const bare = components.filter(({ integrity }) => integrity === null).map(({ name }) => name);
  if (bare.length === 0) return [];
  return [
    blocks(3, {
      code: "SC-03/no-hash",
      severity: "medium",
      title: `No hash is known for ${listed(bare)}`,
      remediation: "Take these packages from a registry that gives hashes, and lock them.",
    }),
  ];
}

function imagePinning(facts: ArtifactFacts): Verdict {
  const isPinned = isPinnedImage(facts);
  return conclude("SC-03", {
    needs: [],
    found: isPinned
      ? []
      : [
          blocks(2, {
            code: "SC-03/tag-only",
            severity: "medium",
            title: `The image ${named(facts.name)} is named by a tag, which can move`,
            remediation: "Name the image by its digest: name@sha256:…",
          }),
        ],
    fine: "The image is named by its digest.",
  });
}

function isPinnedImage({ name, version, entry }: ArtifactFacts): boolean {
  if (version.startsWith("sha256:") || name.includes("@sha256:")) return true;
  return objectsIn(entry?.document ?? {}, "packages").some((one) => {
    const identifier = textIn(one, "identifier");
    return identifier.startsWith(name) && identifier.includes("@sha256:");
  });
}

/** SC-04: every part is what the lock says; for an image its digest covers all layers. */
export function lockfileIntegrity({ kind, tree, bytes }: ArtifactFacts): Verdict {
  if (kind === "oci") {
    const value = bytes.ok ? bytes.value : null;
    const isOther = value !== null && value.expected !== null && value.expected !== value.actual;
    return conclude("SC-04", {
      needs: [bytes],
      found: isOther
        ? [differs("What the registry gave does not have the digest that the image names")]
        : [],
      fine: "All layers are covered by the image's digest.",
    });
  }
  return conclude("SC-04", {
    needs: [tree],
    found: tree.ok ? lockFindings(tree.value) : [],
    fine: "The lock has a hash for all that it names.",
  });
}

const differs = (title: string): Found =>
  blocks(2, {
    code: "SC-04/mismatch",
    severity: "medium",
    title,
    remediation: "Write the lock anew from what is published, and publish a new version.",
  });

function lockFindings(tree: TreeFacts): Found[] {
  const found = tree.lockIssues.map((issue) => differs(`Lock: ${named(issue)}`));
  if (tree.lock === "none" && hasDependencies(tree))
    found.push(
      blocks(2, {
        code: "SC-04/no-lock",
        severity: "medium",
        title: "There is no lock whose hashes could be checked",
        remediation: LOCK,
      }),
    );
  const bare = tree.components.filter(({ integrity }) => integrity === null);
  if (bare.length > 0)
    found.push(
      warns({
        code: "SC-04/no-hash",
        severity: "low",
        title: `Nothing can be checked for ${listed(bare.map(({ name }) => name))}: no hash is known`,
        remediation: "Take these packages from a registry that gives hashes.",
      }),
    );
  return found;
}

/** SC-05: dependencies come from registries and not from anywhere. */
export function trustedSources({ tree }: ArtifactFacts): Verdict {
  return conclude("SC-05", {
    needs: [tree],
    found: tree.ok ? tree.value.foreign.map(foreignFinding) : [],
    fine: "All dependencies come from known registries.",
  });
}

function foreignFinding({ name, spec, kind }: TreeFacts["foreign"][number]): Found {
  const told = {
    code: `SC-05/${kind}`,
    title: `${named(name)} comes from ${SOURCES[kind]}: ${named(spec)}`,
    remediation: `Publish ${named(name)} to a registry and depend on that version.`,
  };
  if (kind === "git" || kind === "remote") return blocks(3, { ...told, severity: "medium" });
  return warns({ ...told, severity: kind === "alias" ? "low" : "medium" });
}

const SOURCES: Readonly<Record<TreeFacts["foreign"][number]["kind"], string>> = {
  git: "a git repository",
  remote: "a web address",
  file: "a folder",
  alias: "a package of another name",
  registry: "a registry that is not known",
};
