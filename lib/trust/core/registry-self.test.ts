import fc from "fast-check";
import { expect, test } from "vitest";
import { countCase } from "#lib/testing/trust-case-count.ts";
import { CONTROLS, MTF_IDS, type ControlId } from "./controls.ts";
import { BUILT, REGISTRY_CAN_BE_MET, type Built } from "./registry-scope.ts";
import {
  assessRegistry,
  isRegistryMet,
  type RegistryFacts,
  type UpstreamFacts,
} from "./registry-self.ts";
import { levelLabel } from "./words.ts";

const ALL: Built = {
  signedIndex: true,
  signedTime: true,
  securityUpdates: true,
};
const UPSTREAM: UpstreamFacts = {
  ...{ owned: 5, tried: 5, looked: 5, waitsSeconds: 600, isFirst: false },
  nextAt: "2026-11-27T10:37:00.000Z",
};
const BEST: RegistryFacts = {
  built: ALL,
  log: { alarm: null, checkpointAgeSeconds: 30, unsigned: 0 },
  keyAgeDays: 10,
  recovery: { open: 0, overdue: 0, lateSteps: 0 },
  upstream: UPSTREAM,
  offer: { servers: 10, assessed: 8, withEarlier: 3 },
};
const COUNTED = { met: "pass", partly: "warn", not_met: "fail", client: undefined } as const;
function of(control: ControlId, facts: Partial<RegistryFacts>) {
  const result = assessRegistry({ ...BEST, ...facts }).find((one) => one.control === control);
  countCase(control, result && COUNTED[result.status]);
  return result;
}

test("every control of the scopes R and C is judged, and nothing else", () => {
  const results = assessRegistry({ ...BEST, built: BUILT });
  const wanted = (scope: string) => MTF_IDS.filter((id) => CONTROLS[id].scope === scope);
  expect(results.map(({ control }) => control)).toEqual([...wanted("R"), ...wanted("C")]);
  for (const { reason, status, scope } of results) {
    expect(reason).toMatch(/^[A-Z].+[.?]$/);
    expect(status === "client").toBe(scope === "C");
  }
});

test.each([
  ["RG-03", "signedIndex"],
  ["RG-04", "signedTime"],
] as const)("%s is met where the list is signed, and not before", (control, part) => {
  expect(of(control, {})).toMatchObject({ status: "met" });
  expect(of(control, { built: { ...ALL, [part]: false } })).toMatchObject({ status: "not_met" });
});

test.each([
  ["fresh", { alarm: null, checkpointAgeSeconds: 30, unsigned: 12 }, "met"],
  ["old, with nothing newer", { alarm: null, checkpointAgeSeconds: 1e6, unsigned: 0 }, "met"],
  ["hours behind", { alarm: null, checkpointAgeSeconds: 3 * 3_600, unsigned: 1 }, "partly"],
  ["days behind", { alarm: null, checkpointAgeSeconds: 3 * 86_400, unsigned: 1 }, "not_met"],
  ["without a checkpoint", { alarm: null, checkpointAgeSeconds: null, unsigned: 0 }, "not_met"],
  ["stopped", { alarm: "a fork", checkpointAgeSeconds: 30, unsigned: 0 }, "not_met"],
])("a transparency log that is %s", (_, log, status) => {
  expect(of("RG-06", { log })).toMatchObject({ status });
});

test.each([
  [null, "not_met"],
  [365, "met"],
  [366, "partly"],
  [425, "partly"],
  [426, "not_met"],
])("a signing key of %s days", (keyAgeDays, status) => {
  expect(of("PK-02", { keyAgeDays })).toMatchObject({ status });
});

test.each([
  ["none is open", { open: 0, overdue: 0, lateSteps: 0 }, "met", /None is open\.$/],
  ["one is within its time", { open: 1, overdue: 0, lateSteps: 0 }, "met", /1 is open/],
  [
    "a step was late",
    { open: 0, overdue: 0, lateSteps: 2 },
    "partly",
    /2 steps were done too late/,
  ],
  ["one is past a deadline", { open: 3, overdue: 1, lateSteps: 0 }, "not_met", /^1 of 3/],
] as const)("recovery after a compromise where %s", (_, recovery, status, reason) => {
  expect(of("PK-03", { recovery })).toMatchObject({
    status,
    reason: expect.stringMatching(reason) as string,
  });
});

test("notices of new versions are judged by the servers that were really looked at", () => {
  const status = (owned: number, looked: number, built = ALL) =>
    of("UP-01", { upstream: { ...UPSTREAM, owned, tried: looked, looked }, built })?.status;
  expect([status(0, 0), status(5, 0), status(5, 4), status(5, 5)]).toEqual([
    "not_met",
    "not_met",
    "partly",
    "met",
  ]);
  expect(status(5, 5, { ...ALL, securityUpdates: false })).toBe("partly");
});

test.each([
  ["fresh", { isFirst: true, waitsSeconds: 300 }, "The first look is due at 10:37 UTC."],
  ["never looked at in hours", { isFirst: true, waitsSeconds: 5 * 3_600 }, "has not looked in 5 hours: see whether it runs."], // prettier-ignore
  ["just there beside others", { isFirst: false, waitsSeconds: 60 }, "The next look is due at 10:37 UTC."], // prettier-ignore
  ["no longer looked at", { isFirst: false, waitsSeconds: 72 * 3_600 }, "looked 3 days ago for the last time: see whether it runs."], // prettier-ignore
])("where nothing was compared, and it is %s, that is said", (_, more, words) => {
  const upstream = { ...UPSTREAM, tried: 0, looked: 0, ...more };
  expect(of("UP-01", { upstream })?.reason).toContain(words);
});

test("a source that does not answer was not compared with", () => {
  const away = of("UP-01", { upstream: { ...UPSTREAM, looked: 0 } });
  expect(away).toMatchObject({ status: "not_met" });
  expect(away?.reason).toMatch(/0 of 5 owned .* For 5 it was tried/);
  expect(away?.reason).not.toContain("whether it runs");
  expect(of("UP-01", { upstream: { ...UPSTREAM, looked: 3 } })?.status).toBe("partly");
});

test("the registry can be met exactly if the best installation of what is built meets all of R", () => {
  const built = fc.record({
    signedIndex: fc.boolean(),
    signedTime: fc.boolean(),
    securityUpdates: fc.boolean(),
  });
  fc.assert(
    fc.property(built, (some) => {
      const isWhole = Object.values(some).every((each) => each);
      expect(isRegistryMet(assessRegistry({ ...BEST, built: some }))).toBe(isWhole);
    }),
  );
  expect(isRegistryMet(assessRegistry({ ...BEST, built: BUILT }))).toBe(REGISTRY_CAN_BE_MET);
});

// When this fails, labels have to be given what the installation's own assessment says.
test("while no installation can meet R, L3 and L4 are said of the artifact alone", () => {
  expect(REGISTRY_CAN_BE_MET).toBe(false);
  expect(levelLabel(3, "npm")).toBe("MTF-adapted L3 Verified (artifact scope)");
  expect(levelLabel(4, "mcpb")).toBe("MTF L4 Attested (artifact scope)");
  expect(levelLabel(2, "npm")).toBe("MTF-adapted L2 Standard");
});
