import { expect, test } from "vitest";
import {
  away,
  built,
  declares,
  entry,
  manifest,
  repository,
  scorecard,
} from "#lib/testing/trust-changes.ts";
import { cleanScorecard, daysBefore } from "#lib/testing/trust-facts.ts";
import { told, type Said } from "#lib/testing/trust-judged.ts";
import type { ArtifactFacts } from "../facts.ts";
import type { ArtifactKind } from "../words.ts";

type Change = Partial<ArtifactFacts>;
type Row = [expected: string, change: Change, kind?: ArtifactKind];

/** The sentences are part of the product and of its exports. */
const SAID: Said = {
  "PR-01/absent": [
    "block medium",
    "It does not say where its source is",
    "Name the public source repository with its https address in the manifest.",
  ],
  "PR-01/invalid": [
    "block medium",
    "see the website is not the address of a repository",
    "Name the public source repository with its https address in the manifest.",
  ],
  "PR-01/not-https": [
    "warn low",
    "http://github.com/acme/files can be changed on the way: it is not https",
    "Name the public source repository with its https address in the manifest.",
  ],
  "PR-01/unknown-host": [
    "warn low",
    "git.acme.example is not a known host of source code",
    "Name the public source repository with its https address in the manifest.",
  ],
  "PR-01/differs": [
    "warn medium",
    "The package names https://github.com/acme/other, its server.json https://github.com/acme/files",
    "Name the same repository in both.",
  ],
  "PR-01/missing": [
    "block medium",
    "There is no repository at https://github.com/acme/files",
    "Name the public source repository with its https address in the manifest.",
  ],
  "PR-01/private": [
    "block medium",
    "https://github.com/acme/files is private, and no attestation says what was built from it",
    "Open the repository, or publish with an attestation of the build.",
  ],
  "PR-03/absent": [
    "block medium",
    "No attestation says how it was built",
    "Publish from a hosted workflow with provenance, such as npm publish --provenance.",
  ],
  "PR-03/unsigned": [
    "block medium",
    "It says how it was built, but nobody has signed that",
    "Publish from a hosted workflow with provenance, such as npm publish --provenance.",
  ],
  "PR-03/invalid": [
    "block high",
    "The attestation of its build is not valid (bad signature)",
    "Do not install it until the publisher has explained this or published anew.",
  ],
  "PR-03/other-subject": [
    "block high",
    "The attestation is about other bytes than these",
    "Do not install it until the publisher has explained this or published anew.",
  ],
  "PR-03/subject-unknown": [
    "warn low",
    "It was not compared with the bytes that the attestation is about",
    "Scan it again.",
  ],
  "PR-03/publish-only": [
    "warn low",
    "An attestation says who published it, but not how it was built",
    "Publish from a hosted workflow with provenance, such as npm publish --provenance.",
  ],
  "PR-03/unknown-statement": [
    "block medium",
    "The attestation (https://docs.pypi.org/attestations/publish/v1/more) does not say how it was built",
    "Publish from a hosted workflow with provenance, such as npm publish --provenance.",
  ],
  "PR-03/unknown-builder": [
    "block medium",
    "It was built by nobody named, which is not a trusted builder",
    "Publish from a hosted workflow with provenance, such as npm publish --provenance.",
  ],
  "PR-03/no-commit": [
    "warn low",
    "The attestation does not say from which commit it was built",
    "Publish from a hosted workflow with provenance, such as npm publish --provenance.",
  ],
  "PR-03/other-source": [
    "block high",
    "It was built from https://github.com/evil/files, not https://github.com/acme/files",
    "Do not install it until the publisher has explained this or published anew.",
  ],
  "PR-04/absent": [
    "block medium",
    "Nothing says from which commit it was built",
    "Build from a commit that is public and let the attestation name it.",
  ],
  "PR-04/differs": [
    "block medium",
    "The publisher names commit 0000000000000000000000000000000000000000, the build 4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5",
    "Build from a commit that is public and let the attestation name it.",
  ],
  "PR-04/invalid": [
    "block medium",
    "main is not a commit",
    "Build from a commit that is public and let the attestation name it.",
  ],
  "PR-04/missing": [
    "block medium",
    "Commit 4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5 is not in the repository",
    "Build from a commit that is public and let the attestation name it.",
  ],
  "PR-04/unsigned": [
    "warn low",
    "Commit 4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5 is not signed",
    "Sign commits, at least those that are released.",
  ],
  "PR-05/score": [
    "block medium",
    "Scorecard gives the repository 6.9 of 10",
    "Follow the remediation that OpenSSF Scorecard gives for each low check.",
  ],
  "PR-05/dangerous-workflow": [
    "block medium",
    "Scorecard gives Dangerous-Workflow 9 of 10, and 10 is needed",
    "Follow what OpenSSF Scorecard says about Dangerous-Workflow.",
  ],
  "PR-05/token-permissions": [
    "block medium",
    "Scorecard gives Token-Permissions 4 of 10, and 5 is needed",
    "Follow what OpenSSF Scorecard says about Token-Permissions.",
  ],
  "PR-05/branch-protection": [
    "block medium",
    "Scorecard gives Branch-Protection 0 of 10, and 5 is needed",
    "Follow what OpenSSF Scorecard says about Branch-Protection.",
  ],
  "PR-05/old": [
    "warn low",
    "Scorecard's result is older than 30 days",
    "Run Scorecard's own workflow in the repository.",
  ],
};

const OTHER = "0".repeat(40);
const silent = entry({ document: {} });
const commit = (sourceCommit: string | null) => declares({ sourceCommit });
const unbuilt = built({ state: "absent" });
const PUBLISH = "https://docs.pypi.org/attestations/publish/v1";
const check = (name: string, level: number) =>
  scorecard({ checks: { ...cleanScorecard().checks, [name]: level } });

test.each<Row>([
  ["pass: Its source is at https://github.com/acme/files.", {}],
  ["fail 2: PR-01/absent", { ...manifest({ repository: null }), ...silent }],
  ["pass: Its source is at https://github.com/acme/files.", manifest({ repository: null })],
  ["fail 2: PR-01/invalid", manifest({ repository: "see the website" })],
  ["warn: PR-01/not-https", manifest({ repository: "http://github.com/acme/files" })],
  [
    "warn: PR-01/unknown-host",
    { ...manifest({ repository: "https://git.acme.example/acme/files" }), ...silent },
  ],
  ["warn: PR-01/differs", manifest({ repository: "https://github.com/acme/other" })],
  [
    "pass: Its source is at https://github.com/acme/other.",
    { ...manifest({ repository: "https://github.com/acme/other" }), entry: null },
  ],
  ["fail 2: PR-01/missing", repository({ state: "missing" })],
  [
    "fail 2: PR-01/absent",
    { ...repository({ state: "missing" }), ...manifest({ repository: null }), ...silent },
  ],
  ["pass: Its source is at https://github.com/acme/files.", repository({ state: "private" })],
  ["fail 3: PR-01/private", { ...repository({ state: "private" }), ...unbuilt }],
  [
    "fail 3: PR-01/private",
    { ...repository({ state: "private" }), ...built({ state: "invalid" }) },
  ],
  [
    "not_checkable timeout: It did not answer in time.",
    { ...repository({ state: "private" }), provenance: away },
  ],
  [
    "pass: Its source is at https://github.com/acme/files.",
    { ...repository({ state: "public" }), provenance: away },
  ],
  [
    "not_checkable timeout: It did not answer in time.",
    { ...repository({ state: "missing" }), manifest: away },
  ],
  ["not_checkable timeout: It did not answer in time.", { repository: away }],
])("PR-01 %#: %s", (expected, change, kind = "npm") => {
  expect(told("PR-01", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: It was built from https://github.com/acme/files by a known builder.", {}],
  ["pass: It was built from its source by a known builder.", built({ sourceRepository: null })],
  ["fail 3: PR-03/absent", built({ state: "absent", predicateType: null })],
  ["fail 3: PR-03/unsigned", built({ state: "absent" })],
  ["fail 3: PR-03/invalid", built({ state: "invalid", detail: "bad signature" })],
  ["fail 3: PR-03/other-subject", built({ subjectMatches: false })],
  ["warn: PR-03/subject-unknown", built({ subjectMatches: null })],
  ["warn: PR-03/publish-only", built({ predicateType: PUBLISH })],
  ['fail 3: PR-03/publish-only "block medium"', built({ predicateType: PUBLISH, issuer: null })],
  ["fail 3: PR-03/unknown-statement", built({ predicateType: `${PUBLISH}/more` })],
  [
    'fail 3: PR-03/unknown-statement "The attestation (of no type) does not say how it was built"',
    built({ predicateType: null }),
  ],
  ["fail 3: PR-03/unknown-builder", built({ builderId: null })],
  [
    'fail 3: PR-03/unknown-builder "It was built by https://example.com/runner, which is not a trusted builder"',
    built({ builderId: "https://example.com/runner" }),
  ],
  ["warn: PR-03/no-commit", built({ sourceCommit: null })],
  ["fail 3: PR-03/other-source", built({ sourceRepository: "https://github.com/evil/files" })],
  [
    "fail 3: PR-03/other-source",
    {
      ...built({ sourceRepository: "https://github.com/evil/files" }),
      ...manifest({ repository: null }),
    },
  ],
  [
    "pass: It was built from https://github.com/evil/files by a known builder.",
    {
      ...built({ sourceRepository: "https://github.com/evil/files" }),
      ...manifest({ repository: null }),
      ...silent,
    },
  ],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
])("PR-03 %#: %s", (expected, change, kind = "npm") => {
  expect(told("PR-03", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  [
    "pass: It was built from commit 4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5, which is in the repository.",
    {},
  ],
  [
    "pass: It was built from commit 4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5, which is in the repository.",
    commit(null),
  ],
  ["fail 4: PR-04/absent", { ...commit(null), ...unbuilt }],
  [
    "pass: It was built from commit 4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5, which is in the repository.",
    unbuilt,
  ],
  ["fail 4: PR-04/absent", { ...commit(null), ...built({ state: "invalid" }) }],
  [
    "pass: It was built from commit 0000000000000000000000000000000000000000, which is in the repository.",
    { ...commit(OTHER), ...unbuilt },
  ],
  ["fail 4: PR-04/differs", commit(OTHER)],
  ["fail 4: PR-04/invalid", { ...commit(null), ...built({ sourceCommit: "main" }) }],
  [
    'fail 4: PR-04/invalid "00000000000000000000000000000000000000000 is not a commit"',
    { ...commit(null), ...built({ sourceCommit: `${OTHER}0` }) },
  ],
  [
    'fail 4: PR-04/invalid "x0000000000000000000000000000000000000000 is not a commit"',
    { ...commit(null), ...built({ sourceCommit: `x${OTHER}` }) },
  ],
  ["fail 4: PR-04/missing", repository({ commitExists: false })],
  ["fail 4: PR-04/missing", repository({ commitExists: false, commitSigned: false })],
  ["warn: PR-04/unsigned", repository({ commitSigned: false })],
  [
    "pass: It was built from commit 4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5, which is in the repository.",
    repository({ commitSigned: null }),
  ],
  ["not_checkable unreachable: The commit was not looked up.", repository({ commitExists: null })],
  ["fail 4: PR-04/absent", { ...commit(null), ...unbuilt, ...repository({ commitExists: false }) }],
  ["not_checkable timeout: It did not answer in time.", { provenance: away }],
  ["not_checkable timeout: It did not answer in time.", { manifest: away }],
  [
    "pass: It was built from commit 4f1d6c5b2a39e8d7c6b5a4f3e2d1c0b9a8f7e6d5, which is in the repository.",
    manifest({ trustMeta: null }),
  ],
  ["not_checkable timeout: It did not answer in time.", { ...commit(null), provenance: away }],
  ["fail 4: PR-04/differs", { ...commit(OTHER), repository: away }],
  ["not_checkable timeout: It did not answer in time.", { ...unbuilt, manifest: away }],
])("PR-04 %#: %s", (expected, change, kind = "npm") => {
  expect(told("PR-04", SAID, { ...change, kind })).toBe(expected);
});

test.each<Row>([
  ["pass: OpenSSF Scorecard gives it 8 of 10.", {}],
  ["pass: OpenSSF Scorecard gives it 7 of 10.", scorecard({ score: 7 })],
  ["fail 4: PR-05/score", scorecard({ score: 6.9 })],
  ['fail 4: PR-05/score "Scorecard gives the repository 5 of 10"', scorecard({ score: 5 })],
  ['fail 3: PR-05/score "Scorecard gives the repository 4.9 of 10"', scorecard({ score: 4.9 })],
  ["fail 3: PR-05/dangerous-workflow", check("Dangerous-Workflow", 9)],
  ["pass: OpenSSF Scorecard gives it 8 of 10.", check("Token-Permissions", 5)],
  ["fail 3: PR-05/token-permissions", check("Token-Permissions", 4)],
  ["fail 3: PR-05/branch-protection", check("Branch-Protection", 0)],
  [
    "not_checkable scorecard_unavailable: Scorecard could not check Branch-Protection.",
    check("Branch-Protection", -1),
  ],
  [
    "not_checkable scorecard_unavailable: Scorecard could not check Dangerous-Workflow, Token-Permissions, Branch-Protection.",
    scorecard({ checks: {} }),
  ],
  [
    'fail 3: PR-05/score "Scorecard gives the repository 4 of 10"',
    scorecard({ checks: { "Dangerous-Workflow": 10, "Token-Permissions": -1 }, score: 4 }),
  ],
  [
    'fail 4: PR-05/score "Scorecard gives the repository 6 of 10"',
    scorecard({ checks: {}, score: 6 }),
  ],
  ["pass: OpenSSF Scorecard gives it 8 of 10.", scorecard({ date: daysBefore(30) })],
  ["warn: PR-05/old", scorecard({ date: daysBefore(30.01) })],
  ["not_checkable timeout: It did not answer in time.", { scorecard: away }],
  [
    "not_checkable scorecard_unavailable: Scorecard could not check Token-Permissions, Branch-Protection. + PR-05/old",
    scorecard({
      checks: { "Dangerous-Workflow": 10, "Token-Permissions": -1 },
      date: daysBefore(40),
    }),
  ],
  [
    'fail 3: PR-05/dangerous-workflow "Scorecard gives Dangerous-Workflow 0 of 10, and 10 is needed"',
    check("Dangerous-Workflow", 0),
  ],
])("PR-05 %#: %s", (expected, change, kind = "npm") => {
  expect(told("PR-05", SAID, { ...change, kind })).toBe(expected);
});
