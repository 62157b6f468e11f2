import { expect, test } from "vitest";
import { mayLift, type Proposal } from "./lifting.ts";
import { recoveryOf } from "./recovery.ts";

const NOW = new Date("2026-11-27T12:00:00Z");
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const by = (byId: string, days = 1): Proposal => ({
  byId,
  byName: byId,
  reason: "",
  at: ago(days),
});
const open = recoveryOf({ kind: "compromised", at: NOW, stopsSomething: true }, [], NOW);

test.each([
  ["somebody else's", { byId: "ben" }, "lift"],
  ["one's own", { byId: "ann" }, "no"],
  ["of a list, without a proposal", {}, "propose"],
  ["of a list, proposed by oneself", { proposals: [by("ann")] }, "no"],
  ["of a list, proposed by somebody else", { proposals: [by("ben")] }, "lift"],
  ["of a list, proposed by both", { proposals: [by("ann"), by("ben")] }, "lift"],
  ["of a list, proposed by somebody else seven days ago", { proposals: [by("ben", 7)] }, "lift"],
  ["of a list, proposed by somebody else before that", { proposals: [by("ben", 7.01)] }, "propose"],
  ["proposed in the future", { proposals: [by("ben", -1)] }, "propose"],
  ["lifted already", { byId: "ben", isLifted: true }, "no, it waits"],
  ["of a compromise with steps to do", { byId: "ben", recovery: open }, "no, it waits"],
] as const)("a revocation that is %s", (_, change, expected) => {
  const facts = { byId: null, isLifted: false, proposals: [], recovery: null, ...change };
  const may = mayLift(facts, "ann", NOW);
  expect(may.ok ? may.as : may.waits ? "no, it waits" : "no").toBe(expected);
});
