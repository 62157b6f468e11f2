import { describe, expect, test } from "vitest";
import { systemActor, type Actor, type Role } from "#lib/kernel/actor.ts";
import {
  allowedServerActions,
  decideServerAction,
  isOwner,
  seesWholeActivity,
} from "./server-powers.ts";

const person = (role: Role, teamIds: string[] = []): Actor => ({
  kind: "user",
  id: "p",
  name: "P",
  roles: role === "engineer" ? ["engineer"] : ["engineer", role],
  teamIds,
  token: null,
  sessionId: null,
});
const owned = { ownerTeamId: "t", exposed: false };
const orphan = { ownerTeamId: null, exposed: false };

// The matrix, written out by hand.
const MATRIX: [string, Actor, typeof owned | typeof orphan, string][] = [
  ["engineer", person("engineer"), owned, ""],
  ["engineer of the owner team", person("engineer", ["t"]), owned, "describe deploy"],
  ["engineer of another team", person("engineer", ["u"]), owned, ""],
  ["engineer, nobody owns it", person("engineer", ["t"]), orphan, ""],
  ["security", person("security"), owned, "describe classify assign_owner deploy"],
  ["security, nobody owns it", person("security"), orphan, "describe classify assign_owner deploy"],
  ["admin", person("admin"), owned, "set_visibility expose"],
  ["admin, nobody owns it", person("admin"), orphan, "assign_owner set_visibility expose"],
  [
    "admin of the owner team",
    person("admin", ["t"]),
    owned,
    "describe deploy set_visibility expose",
  ],
  ["auditor", person("auditor"), owned, ""],
  [
    "our own process",
    systemActor("s", "S"),
    owned,
    "describe classify assign_owner deploy set_visibility expose",
  ],
];

test.each(MATRIX)("%s may do exactly what the matrix says", (_who, actor, server, expected) => {
  expect(allowedServerActions(server, actor).join(" ")).toBe(expected);
});

test("the feed can be entered only from outside and left only from inside", () => {
  const admin = person("admin");
  expect(allowedServerActions({ ...owned, exposed: true }, admin)).toEqual([
    "set_visibility",
    "conceal",
  ]);
  expect(decideServerAction(owned, "conceal", admin)).toMatchObject({ code: "conflict" });
});

test("a token without the scope may do nothing, whatever its person may", () => {
  const token = { id: "k", scopes: ["catalog:read"] as const };
  const actor = { ...person("security", ["t"]), token } as Actor;
  expect(allowedServerActions(owned, actor)).toEqual([]);
});

describe("relations", () => {
  test("nobody is the owner of a server without one", () => {
    expect(isOwner(orphan, person("engineer", ["t"]))).toBe(false);
  });
  test.each([
    ["engineer", false],
    ["security", true],
    ["admin", true],
    ["auditor", true],
  ] as const)("%s sees the whole log of a stranger's server: %s", (role, sees) => {
    expect(seesWholeActivity(owned, person(role))).toBe(sees);
  });
  test("a member of the owner team sees the whole log", () => {
    expect(seesWholeActivity(owned, person("engineer", ["t"]))).toBe(true);
  });
});
