import { describe, expect, test } from "vitest";
import { systemActor, type Actor, type Role } from "#lib/kernel/actor.ts";
import {
  allowedServerActions,
  decideServerAction,
  isOwner,
  seesWholeActivity,
  type PowerFacts,
} from "./server-powers.ts";

const person = (role: Role, teamIds: string[] = []): Actor => ({
  kind: "user",
  id: "p",
  name: "P",
  roles: role === "engineer" ? ["engineer"] : ["engineer", role],
  teamIds,
  token: null,
  sessionId: null,
  authenticatedAt: null,
});
const owned = { ownerTeamId: "t", exposed: false };
const orphan = { ownerTeamId: null, exposed: false };

// The matrix, written out by hand.
type Row = { who: string; actor: Actor; server: PowerFacts; may: string };
const row = (who: string, [actor, server]: [Actor, PowerFacts], may: string): Row => ({
  who,
  actor,
  server,
  may,
});
const MATRIX: Row[] = [
  row("engineer", [person("engineer"), owned], ""),
  row("engineer of the owner team", [person("engineer", ["t"]), owned], "describe deploy"),
  row("engineer of another team", [person("engineer", ["u"]), owned], ""),
  row("engineer, nobody owns it", [person("engineer", ["t"]), orphan], ""),
  row("security", [person("security"), owned], "describe classify assign_owner deploy"),
  row("security, no owner", [person("security"), orphan], "describe classify assign_owner deploy"),
  row("admin", [person("admin"), owned], "set_visibility expose"),
  row("admin, no owner", [person("admin"), orphan], "assign_owner set_visibility expose"),
  row("admin, owner", [person("admin", ["t"]), owned], "describe deploy set_visibility expose"),
  row("auditor", [person("auditor"), owned], ""),
  row(
    "our own process",
    [systemActor("s", "S"), owned],
    "describe classify assign_owner deploy set_visibility expose",
  ),
];

test.each(MATRIX)("$who may do exactly what the matrix says", ({ actor, server, may }) => {
  expect(allowedServerActions(server, actor).join(" ")).toBe(may);
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
