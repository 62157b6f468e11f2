import { describe, expect, test } from "vitest";
import { decideOwnership, type OwnershipFacts, type OwnershipStep } from "./ownership.ts";

const NOW = new Date("2026-03-01T09:00:00Z");
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);

const FINE: OwnershipFacts = {
  hasTeam: true,
  hadOwner: true,
  activeMembers: 3,
  responsible: { id: "r", active: true },
  deputy: { id: "d", active: true },
  attestationDueAt: days(60),
  exceptedUntil: null,
  reminded: new Set(),
  unownedSince: null,
};
const gone = (id: string) => ({ id, active: false });
const decide = (facts: Partial<OwnershipFacts>, at = NOW) =>
  decideOwnership({ ...FINE, ...facts }, at, 92);

const orphan = (reason: string, at = NOW) => ({
  kind: "orphan",
  reason,
  freezesAt: new Date(at.getTime() + 14 * 86_400_000),
});

describe("who answers", () => {
  const table: [string, Partial<OwnershipFacts>, object[]][] = [
    ["everything is in order", {}, []],
    ["nobody was ever named", { responsible: null, deputy: null }, []],
    [
      "the responsible person left",
      { responsible: gone("r") },
      [{ kind: "deputy_takes_over", from: "r", to: "d" }],
    ],
    [
      "they left and there is no deputy",
      { responsible: gone("r"), deputy: null },
      [{ kind: "name_somebody", from: "r" }],
    ],
    [
      "both left",
      { responsible: gone("r"), deputy: gone("d") },
      [
        { kind: "name_somebody", from: "r" },
        { kind: "deputy_left", from: "d" },
      ],
    ],
    ["the deputy left", { deputy: gone("d") }, [{ kind: "deputy_left", from: "d" }]],
    [
      "the whole team left",
      { activeMembers: 0, responsible: gone("r"), deputy: gone("d") },
      [orphan("no_member")],
    ],
    ["there is no team any more", { hasTeam: false }, [orphan("no_team")]],
    [
      "there never was one",
      { hasTeam: false, hadOwner: false, responsible: null, deputy: null, attestationDueAt: null },
      [],
    ],
    ["it is known to be unowned", { activeMembers: 0, unownedSince: days(-3) }, []],
    ["the team has members again", { unownedSince: days(-3) }, [{ kind: "owned_again" }]],
    [
      "a missed attestation does not hide a leaver",
      { attestationDueAt: days(-20), unownedSince: days(-6), responsible: gone("r") },
      [{ kind: "deputy_takes_over", from: "r", to: "d" }],
    ],
    [
      "no attestation was ever asked for",
      { attestationDueAt: null },
      [{ kind: "start_attestation", dueAt: days(92) }],
    ],
  ];
  test.each(table)("%s", (_name, facts, expected) => {
    expect(decide(facts)).toEqual(expected);
  });
});

describe("the clock of an attestation that is due on day 14", () => {
  const dueAt = days(14);
  const at = (day: number, facts: Partial<OwnershipFacts> = {}) =>
    decide({ attestationDueAt: dueAt, ...facts }, days(day)).map((step) =>
      step.kind === "remind" ? `remind ${step.stage}` : step.kind,
    );
  const table: [number, Partial<OwnershipFacts>, string[]][] = [
    [-1, {}, []],
    [0, {}, ["remind before"]],
    [7, { reminded: new Set(["before"]) }, []],
    [14, { reminded: new Set(["before"]) }, ["remind due"]],
    [14, {}, ["remind due"]],
    [27, { reminded: new Set(["before", "due"]) }, []],
    [28, { reminded: new Set(["before", "due"]) }, ["orphan"]],
    [30, { unownedSince: days(28) }, []],
    [30, { exceptedUntil: days(40) }, ["remind before"]],
    [20, { exceptedUntil: days(40) }, []],
    [54, { exceptedUntil: days(40) }, ["orphan"]],
    [53, { exceptedUntil: days(40), reminded: new Set(["due"]) }, []],
    [30, { unownedSince: days(28), exceptedUntil: days(90) }, ["owned_again"]],
  ];
  test.each(table)("day %i", (day, facts, expected) => {
    expect(at(day, facts)).toEqual(expected);
  });
});

test("what was done is not done again", () => {
  const people = [null, gone("r"), { id: "r", active: true }];
  const deputies = [null, gone("d"), { id: "d", active: true }];
  for (const responsible of people)
    for (const deputy of deputies)
      for (const activeMembers of [0, 2])
        for (const hasTeam of [true, false])
          for (const due of [null, days(-30), days(-1), days(3), days(50)]) {
            const facts = { responsible, deputy, activeMembers, hasTeam, attestationDueAt: due };
            const steps = decide(facts);
            const after = steps.reduce(carriedOut, { ...FINE, ...facts });
            expect(decideOwnership(after, NOW, 92)).toEqual([]);
          }
});

function carriedOut(facts: OwnershipFacts, step: OwnershipStep): OwnershipFacts {
  switch (step.kind) {
    case "deputy_takes_over":
      return { ...facts, responsible: { id: step.to, active: true }, deputy: null };
    case "name_somebody":
      return { ...facts, responsible: null };
    case "deputy_left":
      return { ...facts, deputy: null };
    case "start_attestation":
      return { ...facts, attestationDueAt: step.dueAt };
    case "remind":
      return { ...facts, reminded: new Set([...facts.reminded, step.stage]) };
    case "orphan":
      return { ...facts, unownedSince: NOW };
    case "owned_again":
      return { ...facts, unownedSince: null };
  }
}
