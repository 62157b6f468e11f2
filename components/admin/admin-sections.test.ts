import { expect, test } from "vitest";
import type { Role, UserActor } from "#lib/kernel/actor.ts";
import { adminSections } from "./admin-sections.ts";

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
const labels = (...roles: Role[]) => adminSections(person(...roles)).map(({ label }) => label);

test("an administrator sees every section", () => {
  expect(labels("engineer", "admin")).toEqual([
    "Import",
    "Mirrors",
    "Anonymous feed",
    "Audiences",
    "Deployment rules",
    "Review policy",
    "Pipelines",
    "Webhooks",
    "Deliveries",
    "Log",
    "Sinks",
    "Unowned",
    "People",
    "All tokens",
  ]);
});

test("an auditor sees what they may read, an engineer nothing", () => {
  expect(labels("auditor")).toEqual([
    "Mirrors",
    "Deployment rules",
    "Review policy",
    "Log",
    "Sinks",
    "Unowned",
    "People",
  ]);
  expect(labels("engineer")).toEqual([]);
});
