import { expect, test } from "vitest";
import type { Role } from "#lib/kernel/actor.ts";
import {
  allowedEvents,
  CHANGE_EVENTS,
  decide,
  expiresAt,
  STORED_STATES,
  stateOf,
  whoDecides,
  type Proposal,
} from "./four-eyes.ts";
import { CHANGE_KINDS } from "./kinds.ts";

const proposedAt = new Date("2026-11-01T12:00:00.000Z");
const now = new Date("2026-11-02T12:00:00.000Z");
const open: Proposal = {
  kind: "retention.set",
  state: "open",
  proposedById: "proposer",
  proposedAt,
  proposerIsAdmin: true,
  erases: null,
};
const person = (id: string, ...roles: Role[]) => ({ id, roles: ["engineer" as const, ...roles] });
const may = (
  proposal: Partial<Proposal>,
  who: ReturnType<typeof person> | null,
  at = now,
): string => allowedEvents({ ...open, ...proposal }, { person: who, now: at }).join();

const LOG = ["retention.set", "retention.clear", "hold.set", "hold.lift", "subject.erase"] as const;
const SINK = ["sink.create", "sink.change", "sink.remove"] as const;

test("the kinds are these, and each has its second person", () => {
  expect([...CHANGE_KINDS]).toEqual([...LOG, ...SINK]);
});

test.each(LOG)("%s takes an auditor beside the administrator", (kind) => {
  expect(may({ kind }, person("other", "auditor"))).toBe("confirm,decline");
  for (const role of ["engineer", "security", "admin"] as const)
    expect(may({ kind }, person("other", role))).toBe("");
});

test.each(SINK)("%s takes another administrator, or security", (kind) => {
  for (const role of ["security", "admin"] as const)
    expect(may({ kind }, person("other", role))).toBe("confirm,decline");
  for (const role of ["engineer", "auditor"] as const)
    expect(may({ kind }, person("other", role))).toBe("");
});

test.each(CHANGE_KINDS)("who proposed %s only withdraws it, whatever their roles", (kind) => {
  expect(may({ kind }, person("proposer", "admin", "auditor", "security"))).toBe("withdraw");
});

test("our own processes decide on nothing", () => {
  for (const kind of CHANGE_KINDS) expect(may({ kind }, null)).toBe("");
});

test("what is decided, or too old, takes no decision any more", () => {
  for (const state of STORED_STATES)
    for (const event of CHANGE_EVENTS)
      for (const who of [person("other", "auditor"), person("proposer", "admin")]) {
        const at = { person: who, now };
        if (state !== "open")
          expect(decide({ ...open, state }, event, at)).toMatchObject({ code: "conflict" });
        expect(
          decide({ ...open, state }, event, { ...at, now: expiresAt(proposedAt) }),
        ).toMatchObject({ code: "conflict" });
      }
  expect(stateOf(open, expiresAt(proposedAt))).toBe("expired");
  expect(stateOf(open, new Date(expiresAt(proposedAt).getTime() - 1))).toBe("open");
});

test("nobody confirms the erasure of their own traces, but may decline it", () => {
  const erasure = { kind: "subject.erase", erases: "other" } as const;
  expect(may(erasure, person("other", "auditor"))).toBe("decline");
  expect(may(erasure, person("another", "auditor"))).toBe("confirm,decline");
});

test("a proposal of somebody who is no administrator any more can only be declined", () => {
  expect(may({ proposerIsAdmin: false }, person("other", "auditor"))).toBe("decline");
});

test("a refusal names who can, or that nobody can and what to do", () => {
  expect(whoDecides("hold.set", ["Uma", "Urs"])).toBe("Uma, Urs can (role auditor).");
  expect(whoDecides("hold.set", ["A", "B", "C", "D", "E", "F", "G"])).toBe(
    "A, B, C, D, E and 2 more can (role auditor).",
  );
  expect(whoDecides("sink.create", [])).toContain(
    "Nobody else here has the role admin or security",
  );
});
