import { expect, test } from "vitest";
import type { Actor, Role, TokenScope } from "#lib/kernel/actor.ts";
import { systemActor } from "#lib/kernel/actor.ts";
import { mayDecideDrift } from "./decide-drift.ts";

const person = (roles: Role[], teamIds: string[] = [], scopes?: TokenScope[]): Actor => ({
  kind: "user",
  id: "p",
  name: "P",
  roles,
  teamIds,
  token: scopes === undefined ? null : { id: "t", scopes },
  sessionId: null,
  authenticatedAt: null,
});

test.each<[string, Actor, boolean]>([
  ["security", person(["engineer", "security"]), true],
  ["security that owns another server", person(["security"], ["other"]), true],
  ["security with a token that decides", person(["security"], [], ["requests:decide"]), true],
  ["security with a token that reads", person(["security"], [], ["catalog:read"]), false],
  ["security that owns the server", person(["security"], ["owners"]), false],
  ["security that audits too", person(["security", "auditor"]), false],
  ["an administrator", person(["admin"]), false],
  ["an owner", person(["engineer"], ["owners"]), false],
  ["an engineer", person(["engineer"]), false],
  ["a process of ours", systemActor("worker", "Worker"), false],
])("%s decides: %j", (_name, actor, may) => {
  const answer = mayDecideDrift({ ownerTeamId: "owners" }, actor);
  expect(answer.ok).toBe(may);
  if (!answer.ok) expect(answer.reason).toContain("Ask one of them.");
});

test("of a server without an owner security decides", () => {
  expect(mayDecideDrift({ ownerTeamId: null }, person(["security"])).ok).toBe(true);
});
