import { describe, expect, test } from "vitest";
import { entryTrust, type OptionStand } from "./entry-trust.ts";
import { artifactKey, artifactsOf, installOptions } from "./install-options.ts";
import { nextTry } from "./next-try.ts";

const at = (day: number) => new Date(Date.UTC(2026, 10, day));
const stand = (change: Partial<OptionStand> = {}): OptionStand => ({
  kind: "npm",
  level: 2,
  flag: "complete",
  staleSince: null,
  score: 70,
  risk: "none",
  coverage: { evaluated: 90, applicable: 100 },
  ruleSet: "mtf-0.1/reg-1.0.0",
  evaluatedAt: at(20),
  ...change,
});

describe("a version", () => {
  test("without an evaluation has no standing", () => {
    expect(entryTrust([])).toBeNull();
    expect(entryTrust([null, null])).toBeNull();
  });

  test("stands where the least of its options does, in whatever order they come", () => {
    const options = [
      stand({ level: 3, score: 85, evaluatedAt: at(25) }),
      stand({
        kind: "remote",
        level: 1,
        score: 50,
        flag: "stale",
        staleSince: at(11),
        risk: "medium",
      }),
      stand({
        level: 1,
        score: 55,
        flag: "stale",
        staleSince: at(10),
        coverage: { evaluated: 1, applicable: 2 },
      }),
    ];
    const expected = {
      kind: "remote",
      level: 1,
      score: 50,
      flag: "stale",
      staleSince: at(10),
      risk: "medium",
      coverage: { evaluated: 1, applicable: 2 },
      evaluatedAt: at(20),
      options: 3,
      assessed: 3,
    };
    expect(entryTrust(options)).toMatchObject(expected);
    expect(entryTrust([...options].reverse())).toMatchObject(expected);
  });

  test.each([
    [["complete", "stale"], "stale"],
    [["stale", "provisional"], "provisional"],
    [["provisional", "blocked", "complete"], "blocked"],
  ] as const)("of options that are %s is %s", (flags, flag) => {
    expect(entryTrust(flags.map((one) => stand({ flag: one })))?.flag).toBe(flag);
  });

  test("is not assessed while one way to install it was not: a client may take that one", () => {
    expect(entryTrust([stand(), null])).toMatchObject({
      level: 0,
      score: null,
      flag: "provisional",
      coverage: { evaluated: 0 },
      options: 2,
      assessed: 1,
    });
    expect(entryTrust([stand({ flag: "blocked", level: 0 }), null])?.flag).toBe("blocked");
  });

  test("has no score where the option that decides has none", () => {
    const unassessed = stand({ level: 0, score: null });
    expect(entryTrust([unassessed, stand({ level: 0, score: 10 })])?.score).toBeNull();
  });
});

describe("ways to install", () => {
  test("are named by their place; what cannot be scanned is among them", () => {
    const document = {
      packages: [
        {
          registryType: "npm",
          identifier: "@a/b",
          version: "1.0.0",
          registryBaseUrl: "https://n.test",
        },
        { registryType: "nuget", identifier: "C" },
        { registryType: "pypi", identifier: "" },
      ],
      remotes: [{ type: "sse", url: "https://r.test/sse" }],
    };
    expect(
      installOptions(document).map(({ option, reference }) => [option, reference?.kind]),
    ).toEqual([
      ["packages[0]", "npm"],
      ["packages[1]", undefined],
      ["packages[2]", undefined],
      ["remotes[0]", "remote"],
    ]);
    expect(artifactsOf(document)).toEqual([
      "npm:@a/b@1.0.0 from https://n.test",
      "remote:https://r.test/sse",
    ]);
  });

  test("from another registry are another artifact", () => {
    const reference = { kind: "npm", name: "a", version: null } as const;
    expect(artifactKey(reference)).toBe("npm:a");
    expect(artifactKey({ ...reference, registryBaseUrl: "https://x.test" })).not.toBe(
      artifactKey(reference),
    );
  });

  test.each([[{}], [{ packages: 7, remotes: "x" }], [{ packages: [null, 3, "a"] }]])(
    "of a document such as %j are none",
    (document) => {
      expect(installOptions(document)).toEqual([]);
    },
  );
});

test("waits grow to a day and never further", () => {
  const minutes = [0, 1, 2, 3, 4, 5, 6, 100].map(
    (attempts) => (nextTry(attempts, at(1)).getTime() - at(1).getTime()) / 60_000,
  );
  expect(minutes).toEqual([5, 5, 30, 120, 720, 1_440, 1_440, 1_440]);
});
