import { expect, test } from "vitest";
import type { Role, UserActor } from "#lib/kernel/actor.ts";
import { navItems } from "./nav-items.ts";

const person = (...roles: Role[]): UserActor => ({
  kind: "user",
  id: "p",
  name: "P",
  roles,
  teamIds: [],
  token: null,
  sessionId: "s",
  authenticatedAt: null,
});
const labels = (...roles: Role[]) => navItems(person(...roles)).map((item) => item.label);

test("everyone browses, asks, sees their servers, retirements, teams and tokens, and nothing more", () => {
  expect(labels("engineer")).toEqual([
    "Browse",
    "Requests",
    "My servers",
    "Retirements",
    "Teams",
    "Tokens",
  ]);
});

test("only reviewers have the review queue", () => {
  expect(labels("security")).toContain("Reviews");
  for (const role of ["engineer", "admin", "auditor"] as const)
    expect(labels(role)).not.toContain("Reviews");
});

test("security exports; administrators and auditors also see the admin pages", () => {
  expect(labels("security")).toContain("Exports");
  expect(labels("security")).not.toContain("Admin");
  for (const role of ["admin", "auditor"] as const)
    expect(labels(role)).toEqual(expect.arrayContaining(["Exports", "Admin"]));
});

test("security, administrators and auditors oversee trust, engineers do not", () => {
  for (const role of ["security", "admin", "auditor"] as const)
    expect(labels(role)).toContain("Trust");
  expect(labels("engineer")).not.toContain("Trust");
});
