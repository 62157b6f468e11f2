import { expect, test } from "vitest";
import { userContext } from "#lib/testing/context.ts";
import { allowedEvents, mayAnswer, speaksFor } from "./powers.ts";
import { RETIREMENT_STATES } from "./words.ts";

const server = { ownerTeamId: "owners" };
const actors = {
  owner: userContext("engineer", { teamIds: ["owners"] }).actor,
  security: userContext("security").actor,
  admin: userContext("admin").actor,
  auditor: userContext("auditor", { teamIds: ["owners"] }).actor,
  stranger: userContext("engineer", { teamIds: ["others"] }).actor,
};

test("the owner team and security run a campaign, while it runs, and nobody else", () => {
  for (const state of RETIREMENT_STATES) {
    const runs = state !== "retired" && state !== "cancelled";
    for (const [name, actor] of Object.entries(actors))
      expect(allowedEvents({ state, server }, actor)).toEqual(
        runs && (name === "owner" || name === "security")
          ? ["decide_extension", "reschedule", "cancel"]
          : [],
      );
  }
});

test("a consumer answers for itself: not its owner, not security, not an auditor of the team", () => {
  const team = { teamId: "others", userId: null };
  expect(Object.entries(actors).filter(([, actor]) => speaksFor(team, actor))).toHaveLength(1);
  expect(mayAnswer({ state: "brownout" }, team, actors.stranger)).toBe(true);
  expect(mayAnswer({ state: "retired" }, team, actors.stranger)).toBe(false);
  const auditor = userContext("auditor", { teamIds: ["others"] }).actor;
  expect(mayAnswer({ state: "brownout" }, team, auditor)).toBe(false);
  const alone = { teamId: null, userId: actors.admin.id };
  expect(speaksFor(alone, actors.admin)).toBe(true);
  expect(speaksFor(alone, actors.security)).toBe(false);
});
