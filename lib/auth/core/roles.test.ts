import { expect, test } from "vitest";
import { rolesFromGroups } from "./roles.ts";

const mapping = [
  { group: "sec-team", role: "security" as const },
  { group: "it-admins", role: "admin" as const },
];

test.each([
  ["without a mapping the provider decides nothing", ["sec-team"], [], null],
  ["a mapped group gives its role", ["sec-team"], mapping, ["engineer", "security"]],
  [
    "several groups give several roles",
    ["it-admins", "sec-team"],
    mapping,
    ["engineer", "security", "admin"],
  ],
  ["an unknown group gives nothing", ["others"], mapping, ["engineer"]],
  ["a single string counts as one group", "it-admins", mapping, ["engineer", "admin"]],
  ["no claim at all leaves the engineer", undefined, mapping, ["engineer"]],
  ["a claim of another type gives nothing", { "sec-team": true }, mapping, ["engineer"]],
])("%s", (_sentence, claim, map, roles) => {
  expect(rolesFromGroups(claim, map)).toEqual(roles);
});
