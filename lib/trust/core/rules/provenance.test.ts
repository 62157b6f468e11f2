import { describe, expect, test } from "vitest";
import {
  cleanEntry,
  cleanFacts,
  cleanManifest,
  cleanMeta,
  cleanProvenance,
  cleanScorecard,
  daysBefore,
  got,
} from "#lib/testing/trust-facts.ts";
import { judged } from "#lib/testing/trust-judged.ts";
import type { ManifestFacts, ProvenanceFacts, RepositoryFacts, ScorecardFacts } from "../facts.ts";

const manifest = (change: Partial<ManifestFacts>) => ({
  manifest: got(cleanManifest("npm", change)),
});
const built = (change: Partial<ProvenanceFacts>) => ({ provenance: got(cleanProvenance(change)) });
const repository = (change: Partial<RepositoryFacts>) => {
  const clean = cleanFacts("npm").repository;
  return clean.ok ? { repository: got({ ...clean.value, ...change }) } : {};
};
const away = { ok: false, reason: "unreachable", detail: "It does not answer." } as const;

describe("PR-01", () => {
  test.each<[string | null, string]>([
    ["https://github.com/acme/files", "pass"],
    ["github:acme/files", "pass"],
    ["git+https://github.com/acme/files.git", "pass"],
    ["git@github.com:acme/files.git", "pass"],
    ["http://github.com/acme/files", "warn PR-01/not-https"],
    ["https://git.acme.example/acme/files", "warn PR-01/differs PR-01/unknown-host"],
    ["https://github.com/acme/other", "warn PR-01/differs"],
    ["see the website", "fail 2 PR-01/invalid"],
    [null, "pass"],
  ])("%j: %s", (given, expected) => {
    expect(judged("PR-01", manifest({ repository: given }))).toBe(expected);
  });

  test("takes the repository of the server.json where the package names none", () => {
    const silent = cleanEntry("npm", { document: {} });
    expect(judged("PR-01", { ...manifest({ repository: null }), entry: silent })).toBe(
      "fail 2 PR-01/absent",
    );
  });

  test("of a private one from L3 on wants an attestation", () => {
    const hidden = repository({ state: "private" });
    expect(judged("PR-01", hidden)).toBe("pass");
    expect(judged("PR-01", { ...hidden, ...built({ state: "absent" }) })).toBe(
      "fail 3 PR-01/private",
    );
    expect(judged("PR-01", { ...hidden, provenance: away })).toBe("not_checkable unreachable");
  });

  test("fails for an address that is none, whether or not anybody answers", () => {
    expect(judged("PR-01", { ...manifest({ repository: "nothing here" }), repository: away })).toBe(
      "fail 2 PR-01/invalid",
    );
  });
});

describe("PR-03", () => {
  test.each<[Partial<ProvenanceFacts>, string]>([
    [{}, "pass"],
    [{ state: "absent", predicateType: null }, "fail 3 PR-03/absent"],
    [{ state: "absent" }, "fail 3 PR-03/unsigned"],
    [{ state: "invalid", detail: "bad signature" }, "fail 3 PR-03/invalid"],
    [{ subjectMatches: false }, "fail 3 PR-03/other-subject"],
    [{ subjectMatches: null }, "warn PR-03/subject-unknown"],
    [{ builderId: null }, "fail 3 PR-03/unknown-builder"],
    [
      { builderId: "https://github.com/actions/runner/self-hosted" },
      "fail 3 PR-03/unknown-builder",
    ],
    [
      { builderId: "https://github.com/actions/runner/github-hosted.evil.example" },
      "fail 3 PR-03/unknown-builder",
    ],
    [{ builderId: "https://gitlab.com/acme/files/-/runners/123" }, "pass"],
    [{ builderId: "https://gitlab.com/acme/files/-/runners/123x" }, "fail 3 PR-03/unknown-builder"],
    [{ builderId: "https://cloudbuild.googleapis.com/GoogleHostedWorker" }, "pass"],
    ...[
      "https://github.com/actions/runner/github-hosted",
      "https://github.com/slsa-framework/slsa-github-generator/x",
      "https://gitlab.com/acme/files/-/runners/123",
      "https://cloudbuild.googleapis.com/GoogleHostedWorker",
      "https://github.com/acme/files/.github/workflows/release.yml",
    ].map((builder): [Partial<ProvenanceFacts>, string] => [
      { builderId: `https://evil.example/?${builder}` },
      "fail 3 PR-03/unknown-builder",
    ]),
    [
      {
        builderId:
          "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/builder_nodejs_slsa3.yml@refs/tags/v2.0.0",
      },
      "pass",
    ],
    [
      { builderId: "https://github.com/acme/files/.github/workflows/release.yml@refs/heads/main" },
      "pass",
    ],
    [
      {
        builderId: "https://github.com/acme/files/.github/workflows/release.yml@refs/heads/main",
        issuer: "https://evil.example",
      },
      "fail 3 PR-03/unknown-builder",
    ],
    [{ predicateType: "https://slsa.dev/provenance/v0.2" }, "pass"],
    [{ predicateType: "https://spdx.dev/Document" }, "fail 3 PR-03/unknown-statement"],
    [
      { predicateType: "https://docs.pypi.org/attestations/publish/v1", builderId: null },
      "warn PR-03/publish-only",
    ],
    [
      { predicateType: "https://docs.pypi.org/attestations/publish/v1", issuer: null },
      "fail 3 PR-03/publish-only",
    ],
    [{ sourceRepository: "https://github.com/evil/files" }, "fail 3 PR-03/other-source"],
    [{ sourceRepository: "https://github.com/Acme/Files" }, "pass"],
    [{ sourceCommit: null }, "warn PR-03/no-commit"],
  ])("%j: %s", (change, expected) => {
    expect(judged("PR-03", built(change))).toBe(expected);
  });
});

const OTHER = "0".repeat(40);
describe("PR-04", () => {
  const declared = (sourceCommit: string | null) =>
    manifest({ trustMeta: cleanMeta({ sourceCommit }) });
  const unbuilt = built({ state: "absent" });
  test.each<[string, Parameters<typeof judged>[1], string]>([
    ["built from it", declared(null), "pass"],
    ["declared only", unbuilt, "pass"],
    ["said by nobody", { ...declared(null), ...unbuilt }, "fail 4 PR-04/absent"],
    [
      "said by an attestation that is not valid",
      { ...declared(null), ...built({ state: "invalid" }) },
      "fail 4 PR-04/absent",
    ],
    ["two commits", declared(OTHER), "fail 4 PR-04/differs"],
    [
      "no commit at all",
      { ...declared(null), ...built({ sourceCommit: "main" }) },
      "fail 4 PR-04/invalid",
    ],
    ["not there", repository({ commitExists: false }), "fail 4 PR-04/missing"],
    ["not signed", repository({ commitSigned: false }), "warn PR-04/unsigned"],
    ["not looked up", repository({ commitExists: null }), "not_checkable unreachable"],
  ])("%s: %s", (_name, change, expected) => {
    expect(judged("PR-04", change)).toBe(expected);
  });
});

describe("PR-05", () => {
  const checks = cleanScorecard().checks;
  test.each<[Partial<ScorecardFacts>, string]>([
    [{}, "pass"],
    [{ score: 7 }, "pass"],
    [{ score: 6.9 }, "fail 4 PR-05/score"],
    [{ score: 5 }, "fail 4 PR-05/score"],
    [{ score: 4.9 }, "fail 3 PR-05/score"],
    [{ score: NaN }, "fail 3 PR-05/score"],
    [{ checks: { ...checks, "Dangerous-Workflow": 9 } }, "fail 3 PR-05/dangerous-workflow"],
    [{ checks: { ...checks, "Token-Permissions": 4 } }, "fail 3 PR-05/token-permissions"],
    [{ checks: { ...checks, "Branch-Protection": 5 } }, "pass"],
    [{ checks: { ...checks, "Branch-Protection": -1 } }, "not_checkable scorecard_unavailable"],
    [{ score: 2, checks: {} }, "fail 3 PR-05/score"],
    [{ date: daysBefore(31) }, "warn PR-05/old"],
    [{ date: daysBefore(30) }, "pass"],
  ])("%j: %s", (change, expected) => {
    expect(judged("PR-05", { scorecard: got(cleanScorecard(change)) })).toBe(expected);
  });
});
