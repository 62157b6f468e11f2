import { describe, expect, test } from "vitest";
import { away } from "#lib/testing/trust-changes.ts";
import { cleanEntry, cleanFacts, JUDGED_AT } from "#lib/testing/trust-facts.ts";
import type { ArtifactFacts } from "../facts.ts";
import { ARTIFACT_KINDS, type ArtifactKind } from "../words.ts";
import { judgeOne, JUDGED_IDS, type JudgedId } from "./judge.ts";

const PACKAGES = "npm pypi oci mcpb";
const ALL = `${PACKAGES} remote`;

/** Which parts of the facts a control rests on, by kinds of artifact. */
const NEEDS: readonly (readonly [JudgedId, string, string])[] = [
  ["AI-01", PACKAGES, "manifest"],
  ["AI-01", "remote", "remote"],
  ["AI-03", "npm pypi", "signature provenance"],
  ["AI-03", "oci mcpb", "signature"],
  ["AI-04", PACKAGES, "manifest"],
  ["AI-05", "mcpb", "bytes"],
  ["SC-01", PACKAGES, "tree"],
  ["SC-02", PACKAGES, "tree advisories"],
  ["SC-03", "npm pypi mcpb", "tree"],
  ["SC-03", "oci", ""],
  ["SC-04", "npm pypi mcpb", "tree"],
  ["SC-04", "oci", "bytes"],
  ["SC-05", PACKAGES, "tree"],
  ["CQ-01", PACKAGES, "code"],
  ["CQ-02", PACKAGES, "code manifest bytes"],
  ["CQ-03", PACKAGES, "code"],
  ["CQ-04", PACKAGES, "code"],
  ["CQ-05", PACKAGES, "code"],
  ["CQ-06", PACKAGES, ""],
  ["CD-01", ALL, "tools"],
  ["CD-02", PACKAGES, "manifest code"],
  ["CD-02", "remote", "manifest"],
  ["CD-03", ALL, "tools"],
  ["CD-04", PACKAGES, "manifest"],
  ["CD-04", "remote", "manifest remote"],
  ["CD-05", PACKAGES, "manifest"],
  ["CD-05", "remote", "manifest remote"],
  ["PR-01", ALL, "manifest repository"],
  ["PR-02", ALL, "manifest"],
  ["PR-03", PACKAGES, "provenance manifest"],
  ["PR-04", PACKAGES, "provenance manifest repository"],
  ["PR-05", ALL, "scorecard"],
  ["RG-01", ALL, ""],
  ["RG-02", ALL, ""],
  ["RG-05", ALL, ""],
  ["RG-07", PACKAGES, "bytes"],
  ["RG-07", "remote", "tools"],
  ["PK-01", ALL, ""],
  ["PK-04", ALL, "manifest"],
  ["UP-02", ALL, ""],
  ["UP-03", ALL, "manifest"],
  ["UP-04", ALL, ""],
  ["XR-RM-01", "remote", "remote"],
  ["XR-RM-02", "remote", "remote"],
  ["XR-RM-03", "remote", "remote"],
  ["XR-TD-01", ALL, "tools"],
  ["XR-TD-02", ALL, "tools"],
  ["XR-TF-01", ALL, "tools"],
  ["XR-SH-01", ALL, "tools"],
  ["XR-DH-01", PACKAGES, "manifest code"],
  ["XR-DH-01", "remote", "manifest"],
  ["XR-DH-02", ALL, "manifest"],
  ["XR-DH-03", PACKAGES, "manifest"],
  ["XR-DH-03", "remote", "manifest remote"],
  ["XR-DH-04", ALL, "manifest"],
  ["XR-DH-05", PACKAGES, "manifest code"],
  ["XR-DH-05", "remote", "manifest"],
  ["XR-LI-01", ALL, "manifest"],
  ["XR-MA-01", ALL, "manifest"],
  ["XR-AV-01", "remote", "remote"],
];

const rows = NEEDS.flatMap(([id, kinds, parts]) =>
  kinds.split(" ").map((kind) => ({
    id,
    kind: kind as ArtifactKind,
    parts: parts.split(" ").filter((part) => part !== ""),
  })),
);

/** Every part with its own name as its evidence. */
function evident(kind: ArtifactKind): ArtifactFacts {
  const parts = Object.entries(cleanFacts(kind)).map(([part, value]) =>
    typeof value === "object" && value !== null && "ok" in value && value.ok
      ? [part, { ...value, evidence: [part, part] }]
      : [part, value],
  );
  return Object.fromEntries(parts) as ArtifactFacts;
}

describe("every control", () => {
  test("that applies to a kind of artifact is in the table", () => {
    for (const kind of ARTIFACT_KINDS) {
      const judged = JUDGED_IDS.filter((id) => {
        const { status, evidence } = judgeOne(id, evident(kind), JUDGED_AT);
        return status !== "not_applicable" || evidence.length > 0;
      });
      const listed = rows.filter((row) => row.kind === kind).map(({ id }) => id);
      expect(listed).toEqual(judged);
    }
  });

  test.each(rows)("$id of $kind names the evidence of $parts", ({ id, kind, parts }) => {
    expect(judgeOne(id, evident(kind), JUDGED_AT).evidence).toEqual(parts);
  });

  const NEVER: ReadonlySet<JudgedId> = new Set(["AI-04", "CQ-06"]);
  test.each(rows.filter(({ id }) => !NEVER.has(id)))(
    "$id of $kind cannot be judged without $parts",
    ({ id, kind, parts }) => {
      for (const part of parts)
        expect(judgeOne(id, cleanFacts(kind, { [part]: away }), JUDGED_AT)).toMatchObject({
          status: "not_checkable",
          reason: away.ok ? null : away.reason,
          findings: [],
        });
    },
  );
});

test("a registered failure counts whatever could not be collected", () => {
  const gone = Object.fromEntries(
    Object.keys(evident("npm")).map((part) => [part, away]),
  ) as unknown as ArtifactFacts;
  const entry = cleanEntry("npm", {
    schemaIssues: ["name is missing"],
    revoked: { at: JUDGED_AT, reason: "malicious", by: "Acme" },
    transferredDaysAgo: 1,
    namespaceGranted: false,
  });
  const facts = { ...gone, kind: "npm", name: "a", version: "1", digest: null, entry } as const;
  const failing = JUDGED_IDS.filter((id) => judgeOne(id, facts, JUDGED_AT).status === "fail");
  expect(failing).toEqual(["AI-01", "RG-01", "RG-05", "PK-04"]);
});
