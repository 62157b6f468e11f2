import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessRisk, type RiskFacts, type RiskTool } from "./risk.ts";
import { RISK_TIERS } from "./words.ts";

const reader: RiskTool = { name: "search", effect: "read", openWorld: false, by: "scan" };
const SAFE: RiskFacts = {
  kind: "list_server",
  classification: "public",
  deploymentModel: "self_hosted",
  origin: "internal",
  tools: [reader],
  scan: null,
  runsCommand: false,
  trustLevel: null,
  lookAlikes: [],
  users: 0,
  changes: { transport: false, endpoint: false, newSecrets: 0, tools: [] },
};
const points = (more: Partial<RiskFacts>) => assessRisk({ ...SAFE, ...more }).points;

describe("points of each rule", () => {
  test.each<[string, Partial<RiskFacts>, number]>([
    ["nothing speaks against it", {}, 0],
    ["internal data", { classification: "internal" }, 1],
    ["confidential data", { classification: "confidential" }, 3],
    ["restricted data", { classification: "restricted" }, 5],
    ["unknown data counts as restricted", { classification: null }, 5],
    ["hybrid", { deploymentModel: "hybrid" }, 1],
    ["cloud", { deploymentModel: "cloud" }, 2],
    ["an unknown place counts as cloud", { deploymentModel: null }, 2],
    ["a vendor", { origin: "vendor" }, 1],
    ["the community", { origin: "community" }, 2],
    ["an unknown maker counts as community", { origin: null }, 2],
    ["a tool that writes", { tools: [{ ...reader, effect: "write" }] }, 2],
    ["a tool that destroys", { tools: [{ ...reader, effect: "destructive" }] }, 3],
    ["a silent tool counts as destructive", { tools: [{ ...reader, effect: null }] }, 3],
    ["unknown tools count as destructive", { tools: null }, 3],
    ["no tools are unknown tools", { tools: [] }, 3],
    ["an open world", { tools: [{ ...reader, openWorld: true }] }, 1],
    ["a tool that does not say counts as open", { tools: [{ ...reader, openWorld: null }] }, 1],
    ["a command", { runsCommand: true }, 1],
    ["a look-alike name", { lookAlikes: ["com.acme/files"] }, 3],
    ["ten users", { users: 10 }, 1],
    ["fifty users", { users: 50 }, 2],
    ["another transport", { changes: { ...SAFE.changes, transport: true } }, 1],
    ["another address", { changes: { ...SAFE.changes, endpoint: true } }, 2],
    ["more secrets", { changes: { ...SAFE.changes, newSecrets: 2 } }, 1],
    ["changed tools", { changes: { ...SAFE.changes, tools: ["a"] } }, 1],
    ["a good trust level", { trustLevel: 3 }, -1],
    ["a bad trust level", { trustLevel: 0 }, 2],
  ])("%s", (_name, more, expected) => {
    expect(points(more)).toBe(expected);
  });

  test("a way to install it whose tools nobody knows counts as destructive, beside what others told", () => {
    const scan = { unknown: ["packages[1]"], unshown: 0 };
    expect(points({ scan })).toBe(3);
    expect(points({ scan: { ...scan, unknown: [] } })).toBe(0);
    const [reason] = assessRisk({ ...SAFE, scan }).reasons.filter(
      ({ rule }) => rule === "tool_effects",
    );
    expect(reason?.text).toContain("installed by packages[1]");
    const many = { ...scan, unknown: ["a", "b", "c", "d"] };
    expect(JSON.stringify(assessRisk({ ...SAFE, scan: many }).reasons)).toContain("by 4 ways");
  });

  test("a tool that was told and cannot be shown counts as destructive", () => {
    const scan = { unknown: [], unshown: 2 };
    expect(points({ scan })).toBe(3);
    expect(textOf([reader], scan)).toBe(
      "2 tools that it told cannot be shown: counted as destructive.",
    );
    expect(textOf([reader], { ...scan, unshown: 1 })).toContain("1 tool that it told");
  });

  const ENDED = { unknown: [], unshown: 0 };
  const textOf = (tools: RiskTool[], scan: RiskFacts["scan"] = ENDED) =>
    assessRisk({ ...SAFE, tools, scan }).reasons.find(({ rule }) => rule === "tool_effects")?.text;

  test.each([
    ["scan", "what its server told Gatehouse's scan"],
    ["declaration", "only declared: its scan could not see the tools"],
    ["version_before", "of the version before"],
  ] as const)("the reason says whose word the tools are: %s", (by, words) => {
    expect(textOf([{ ...reader, by }])).toContain(words);
    expect(textOf([{ ...reader, by }], null)).not.toContain(words);
  });

  test("what is only declared is not called the word of its server", () => {
    const erase: RiskTool = { ...reader, name: "erase", effect: "destructive", by: "declaration" };
    expect(textOf([reader, erase])).toBe(
      "Tool erase can delete or overwrite. That is only declared.",
    );
    expect(textOf([reader, { ...reader, name: "find", by: "declaration" }])).toBe(
      "All of its 2 tools say that they only read. Some of that its server told Gatehouse's scan, the rest is only declared.",
    );
  });

  test("a scan that could not see the tools says so, and lowers nothing", () => {
    const unseen = { tools: null, scan: { unknown: [], unshown: 0 } };
    expect(points(unseen)).toBe(points({ tools: null }));
    expect(JSON.stringify(assessRisk({ ...SAFE, ...unseen }).reasons)).toContain(
      "its scan could not see them",
    );
  });

  test("one tool is spoken of as one", () => {
    const textOf = (tools: RiskFacts["tools"]) =>
      JSON.stringify(assessRisk({ ...SAFE, tools }).reasons);
    const silent: RiskTool = { ...reader, name: "a", effect: null, openWorld: null };
    expect(textOf([silent])).toContain("Tool a does not say what it does");
    expect(textOf([silent])).toContain("Tool a does not say whether it reaches");
    expect(textOf([silent, { ...silent, name: "b" }])).toContain("Tools a, b do not say what");
    expect(textOf([{ ...silent, openWorld: true }])).toContain("Tool a reaches systems");
    expect(textOf([reader])).toContain("Its one tool says that it only reads.");
  });

  test("every reason says why in a sentence", () => {
    const { reasons } = assessRisk({
      ...SAFE,
      classification: null,
      tools: null,
      origin: null,
      deploymentModel: null,
    });
    for (const { text } of reasons) expect(text).toMatch(/^[A-Z].*\.$/);
  });
});

describe("tiers", () => {
  test.each<[number, string]>([
    [0, "low"],
    [2, "low"],
    [3, "medium"],
    [5, "medium"],
    [6, "high"],
    [8, "high"],
    [9, "critical"],
  ])("%i points are %s", (wanted, tier) => {
    // The classification and the rest are chosen so that the sum is exactly what is wanted.
    const found = [...combinations()].find((facts) => assessRisk(facts).points === wanted);
    expect(found && assessRisk(found).tier).toBe(tier);
  });

  test("lifting a quarantine and waiving a rule are never less than high", () => {
    expect(assessRisk({ ...SAFE, kind: "lift_quarantine" }).tier).toBe("high");
    expect(assessRisk({ ...SAFE, kind: "exception" }).tier).toBe("high");
    expect(
      assessRisk({
        ...SAFE,
        kind: "exception",
        classification: "restricted",
        tools: null,
        origin: null,
      }).tier,
    ).toBe("critical");
  });

  test("a retirement is judged by who uses it, not by what it can do", () => {
    expect(
      assessRisk({ ...SAFE, kind: "retire", classification: "restricted", tools: null }).tier,
    ).toBe("low");
  });
});

test("knowing less never lowers the tier", () => {
  const known = fc.record({
    classification: fc.constantFrom(
      "public" as const,
      "internal" as const,
      "confidential" as const,
      "restricted" as const,
    ),
    deploymentModel: fc.constantFrom("cloud" as const, "self_hosted" as const, "hybrid" as const),
    origin: fc.constantFrom("community" as const, "vendor" as const, "internal" as const),
    tools: fc.array(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 5 }),
        effect: fc.constantFrom("read" as const, "write" as const, "destructive" as const),
        openWorld: fc.boolean(),
        by: fc.constant("scan" as const),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  });
  const forgotten = fc.constantFrom(
    "classification" as const,
    "deploymentModel" as const,
    "origin" as const,
  );
  fc.assert(
    fc.property(known, forgotten, (facts, field) => {
      const rank = (one: RiskFacts) => RISK_TIERS.indexOf(assessRisk(one).tier);
      const whole = { ...SAFE, ...facts };
      expect(rank({ ...whole, [field]: null })).toBeGreaterThanOrEqual(rank(whole));
    }),
  );
});

function* combinations(): Generator<RiskFacts> {
  for (const classification of ["public", "internal", "confidential", "restricted"] as const)
    for (const deploymentModel of ["self_hosted", "hybrid", "cloud"] as const)
      for (const origin of ["internal", "vendor", "community"] as const)
        for (const runsCommand of [false, true])
          yield { ...SAFE, classification, deploymentModel, origin, runsCommand };
}
