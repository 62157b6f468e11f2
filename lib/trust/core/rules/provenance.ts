/** Provenance (MTF §3.6) without PR-02, which is about people. */
import type {
  ArtifactFacts,
  Got,
  ManifestFacts,
  ProvenanceFacts,
  RepositoryFacts,
} from "../facts.ts";
import { isKnownHost, isSameRepository, repositoryAddress } from "../repository-address.ts";
import { documentRepository } from "./declared.ts";
import {
  blocks,
  conclude,
  missing,
  named,
  warns,
  type Found,
  type Rule,
  type Verdict,
} from "./verdict.ts";

const declaredRepository = ({ entry }: ArtifactFacts, { repository }: ManifestFacts) =>
  repository ?? documentRepository(entry);

/** PR-01: it says where its source is, and there it is. */
export const sourceRepository: Rule = (facts) => {
  const { manifest, repository, provenance } = facts;
  const declared = manifest.ok ? declaredRepository(facts, manifest.value) : null;
  const isPrivate = repository.ok && repository.value.state === "private";
  const found = [
    ...(manifest.ok ? addressFindings(declared) : []),
    ...(manifest.ok ? contradiction(facts, manifest.value) : []),
    ...(repository.ok && declared !== null ? stateFindings(repository.value, provenance) : []),
  ];
  return conclude("PR-01", {
    needs: isPrivate ? [manifest, repository, provenance] : [manifest, repository],
    found,
    fine: `Its source is at ${named(declared ?? "")}.`,
  });
};

const NAME_IT = "Name the public source repository with its https address in the manifest.";

function addressFindings(declared: string | null): Found[] {
  const bad = (code: string, title: string): Found[] => [
    blocks(2, { code: `PR-01/${code}`, severity: "medium", title, remediation: NAME_IT }),
  ];
  if (declared === null) return bad("absent", "It does not say where its source is");
  const address = repositoryAddress(declared);
  if (address === null)
    return bad("invalid", `${named(declared)} is not the address of a repository`);
  const odd = (code: string, title: string): Found =>
    warns({ code: `PR-01/${code}`, severity: "low", title, remediation: NAME_IT });
  return [
    ...(address.isSafe
      ? []
      : [odd("not-https", `${named(declared)} can be changed on the way: it is not https`)]),
    ...(isKnownHost(address)
      ? []
      : [odd("unknown-host", `${named(address.host)} is not a known host of source code`)]),
  ];
}

function contradiction({ entry }: ArtifactFacts, { repository }: ManifestFacts): Found[] {
  const other = documentRepository(entry);
  const differ =
    repository !== null && other !== null && isSameRepository(repository, other) === false;
  if (!differ) return [];
  return [
    warns({
      code: "PR-01/differs",
      severity: "medium",
      title: `The package names ${named(repository)}, its server.json ${named(other)}`,
      remediation: "Name the same repository in both.",
    }),
  ];
}

function stateFindings({ state, url }: RepositoryFacts, provenance: Got<ProvenanceFacts>): Found[] {
  if (state === "missing")
    return [
      blocks(2, {
        code: "PR-01/missing",
        severity: "medium",
        title: `There is no repository at ${named(url)}`,
        remediation: NAME_IT,
      }),
    ];
  const isAttested = provenance.ok && provenance.value.state === "valid";
  if (state === "public" || isAttested || !provenance.ok) return [];
  return [
    blocks(3, {
      code: "PR-01/private",
      severity: "medium",
      title: `${named(url)} is private, and no attestation says what was built from it`,
      remediation: "Open the repository, or publish with an attestation of the build.",
    }),
  ];
}

/** Builders whose statements count (MTF PR-03, and the runners that npm's provenance names). */
const BUILDERS: readonly RegExp[] = [
  /^https:\/\/github\.com\/actions\/runner\/github-hosted$/,
  /^https:\/\/github\.com\/slsa-framework\/slsa-github-generator\//,
  /^https:\/\/gitlab\.com\/[\w./-]{1,200}\/-\/runners\/\d{1,20}$/,
  /^https:\/\/cloudbuild\.googleapis\.com\//,
];
const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
/** GitHub's own attestations name the workflow as the builder. */
const GITHUB_WORKFLOW =
  /^https:\/\/github\.com\/[\w.-]{1,100}\/[\w.-]{1,100}\/\.github\/workflows\//;
const SLSA = "https://slsa.dev/provenance/";
const PUBLISH = /\/publish\/v1$/;

const ATTEST = "Publish from a hosted workflow with provenance, such as npm publish --provenance.";

/** PR-03: a trusted builder says from which source it built exactly this. */
export const buildAttestation: Rule = (facts) => {
  const { provenance, manifest } = facts;
  const found = provenance.ok ? attestationFindings(facts, provenance.value) : [];
  const source = provenance.ok ? provenance.value.sourceRepository : null;
  return conclude("PR-03", {
    needs: [provenance, manifest],
    found,
    fine: `It was built from ${named(source ?? "its source")} by a known builder.`,
  });
};

function attestationFindings(facts: ArtifactFacts, built: ProvenanceFacts): Found[] {
  if (built.state === "absent") return [unattested(built)];
  if (built.state === "invalid")
    return [
      refuted("invalid", `The attestation of its build is not valid (${named(built.detail)})`),
    ];
  if (built.subjectMatches === false)
    return [refuted("other-subject", "The attestation is about other bytes than these")];
  return [...kindOfStatement(built), ...sourceFindings(facts, built)];
}

/** Container builders write down how they build; without a signature anybody could have. */
function unattested({ predicateType }: ProvenanceFacts): Found {
  const told = { severity: "medium" as const, remediation: ATTEST };
  return predicateType === null
    ? blocks(3, { ...told, code: "PR-03/absent", title: "No attestation says how it was built" })
    : blocks(3, {
        ...told,
        code: "PR-03/unsigned",
        title: "It says how it was built, but nobody has signed that",
      });
}

const refuted = (code: string, title: string): Found =>
  blocks(3, {
    code: `PR-03/${code}`,
    severity: "high",
    title,
    remediation: "Do not install it until the publisher has explained this or published anew.",
  });

function kindOfStatement(built: ProvenanceFacts): Found[] {
  const { predicateType, builderId, subjectMatches } = built;
  const type = predicateType ?? "";
  if (PUBLISH.test(type)) return [publishOnly(built)];
  const found: Found[] = [];
  if (!type.startsWith(SLSA))
    found.push(
      blocks(3, {
        code: "PR-03/unknown-statement",
        severity: "medium",
        title: `The attestation (${named(type || "of no type")}) does not say how it was built`,
        remediation: ATTEST,
      }),
    );
  if (!isTrustedBuilder(built))
    found.push(
      blocks(3, {
        code: "PR-03/unknown-builder",
        severity: "medium",
        title: `It was built by ${named(builderId ?? "nobody named")}, which is not a trusted builder`,
        remediation: ATTEST,
      }),
    );
  if (subjectMatches === null)
    found.push(
      warns({
        code: "PR-03/subject-unknown",
        severity: "low",
        title: "It was not compared with the bytes that the attestation is about",
        remediation: "Scan it again.",
      }),
    );
  return found;
}

/** PyPI's publish attestation says who published and nothing of the build. */
function publishOnly({ issuer }: ProvenanceFacts): Found {
  const told = {
    code: "PR-03/publish-only",
    title: "An attestation says who published it, but not how it was built",
    remediation: ATTEST,
  };
  return issuer === null
    ? blocks(3, { ...told, severity: "medium" })
    : warns({ ...told, severity: "low" });
}

function isTrustedBuilder({ builderId, issuer }: ProvenanceFacts): boolean {
  const id = builderId ?? "";
  return (
    BUILDERS.some((known) => known.test(id)) ||
    (issuer === GITHUB_ISSUER && GITHUB_WORKFLOW.test(id))
  );
}

function sourceFindings(facts: ArtifactFacts, built: ProvenanceFacts): Found[] {
  const found: Found[] = [];
  if (built.sourceCommit === null)
    found.push(
      warns({
        code: "PR-03/no-commit",
        severity: "low",
        title: "The attestation does not say from which commit it was built",
        remediation: ATTEST,
      }),
    );
  const declared = facts.manifest.ok ? declaredRepository(facts, facts.manifest.value) : null;
  const source = built.sourceRepository;
  if (declared !== null && source !== null && isSameRepository(declared, source) === false)
    found.push(
      refuted("other-source", `It was built from ${named(source)}, not ${named(declared)}`),
    );
  return found;
}

const COMMIT = /^[0-9a-f]{40}$/;

/** PR-04: the commit that it was built from is in the repository. */
export function commitLinkage(facts: ArtifactFacts): Verdict {
  const { provenance, repository, manifest } = facts;
  const { built, declared } = commitsOf(facts);
  const commit = built ?? declared;
  return conclude("PR-04", {
    needs: [provenance, manifest, repository, lookedUp(repository)],
    found: [
      ...(provenance.ok && manifest.ok ? commitFindings(commit) : []),
      ...commitContradiction(built, declared),
      ...(repository.ok && commit !== null ? presence(repository.value, commit) : []),
    ],
    fine: `It was built from commit ${named(commit ?? "")}, which is in the repository.`,
  });
}

type Commits = { built: string | null; declared: string | null };

function commitsOf({ provenance, manifest }: ArtifactFacts): Commits {
  const isBuilt = provenance.ok && provenance.value.state === "valid";
  return {
    built: isBuilt ? provenance.value.sourceCommit : null,
    declared: manifest.ok ? (manifest.value.trustMeta?.sourceCommit ?? null) : null,
  };
}

function commitContradiction(built: string | null, declared: string | null): Found[] {
  if (built === null || declared === null || built === declared) return [];
  const title = `The publisher names commit ${named(declared)}, the build ${named(built)}`;
  return [unlinked("differs", title)];
}

const unlinked = (code: string, title: string): Found =>
  blocks(4, {
    code: `PR-04/${code}`,
    severity: "medium",
    title,
    remediation: "Build from a commit that is public and let the attestation name it.",
  });

function commitFindings(commit: string | null): Found[] {
  if (commit === null) return [unlinked("absent", "Nothing says from which commit it was built")];
  return COMMIT.test(commit) ? [] : [unlinked("invalid", `${named(commit)} is not a commit`)];
}

function presence({ commitExists, commitSigned }: RepositoryFacts, commit: string): Found[] {
  if (commitExists === false)
    return [unlinked("missing", `Commit ${named(commit)} is not in the repository`)];
  if (commitSigned !== false) return [];
  return [
    warns({
      code: "PR-04/unsigned",
      severity: "low",
      title: `Commit ${named(commit)} is not signed`,
      remediation: "Sign commits, at least those that are released.",
    }),
  ];
}

function lookedUp(repository: Got<RepositoryFacts>): Got<unknown> {
  return repository.ok && repository.value.commitExists === null
    ? missing("unreachable", "The commit was not looked up.")
    : repository;
}
