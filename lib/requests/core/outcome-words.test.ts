import { expect, test } from "vitest";
import { progressOf, type Vote } from "./approvals.ts";
import { capacityUsed, missingWords, nextWords } from "./outcome-words.ts";
import type { Capacity } from "./words.ts";

const votes = (...capacities: Capacity[]): Vote[] =>
  capacities.map((capacity, at) => ({ reviewerId: `r${at}`, capacity, decision: "approve" }));
const critical = (...given: Capacity[]) =>
  progressOf({ security: 2, ownerTeam: false, admin: true, dataOwner: false }, votes(...given));
const low = progressOf({ security: 1, ownerTeam: false, admin: false, dataOwner: false }, []);
const data = (...given: Capacity[]) =>
  progressOf({ security: 1, ownerTeam: false, admin: false, dataOwner: true }, votes(...given));
const medium = (...given: Capacity[]) =>
  progressOf({ security: 1, ownerTeam: true, admin: false, dataOwner: false }, votes(...given));

test.each([
  [low, "security", "Your approval is the only one needed: it lists the server at once."],
  [
    critical(),
    "security",
    "Your approval is the first of three. After it the request waits for another reviewer of security and an administrator.",
  ],
  [
    critical("security"),
    "security",
    "Your approval is the second of three. After it the request waits for an administrator.",
  ],
  [
    critical("security", "security"),
    "admin",
    "Your approval is the third of three: it lists the server at once.",
  ],
  [
    medium("security"),
    "owner_team",
    "Your approval is the second of two: it lists the server at once.",
  ],
  [
    data("security"),
    "data_owner",
    "Your approval is the second of two: it lists the server at once.",
  ],
  [
    data(),
    "security",
    "Your approval is the first of two. After it the request waits for somebody of the team that owns the data.",
  ],
  [
    medium("security"),
    "security",
    "Your approval goes on record. The request still waits for somebody of the owner team.",
  ],
] as const)("with %j an approval as %s says what it does", (progress, capacity, words) => {
  expect(nextWords("approve", { kind: "list_server", capacity, progress })).toBe(words);
});

test("a rejection and a request for changes say what they do", () => {
  const facts = { kind: "retire", capacity: "security", progress: low } as const;
  expect(nextWords("reject", facts)).toContain("ends the request");
  expect(nextWords("request_changes", facts)).toContain("back to its author");
});

test("who is both counts where somebody is missing", () => {
  const both = { capacities: ["security", "admin"], approvesAs: ["security", "admin"] } as const;
  expect(capacityUsed(both, critical())).toBe("security");
  expect(capacityUsed(both, critical("security", "security"))).toBe("admin");
  expect(capacityUsed(both, low)).toBe("security");
});

test("who approved other tools in one capacity decides in that one, whoever is missing", () => {
  const both = { capacities: ["security", "admin"], approvesAs: ["admin"] } as const;
  expect(capacityUsed(both, critical())).toBe("admin");
  expect(capacityUsed({ ...both, approvesAs: [] }, critical())).toBe("security");
});

test("nobody is missing of a complete request", () => {
  expect(missingWords(critical("security", "security", "admin"))).toBe("");
  expect(missingWords(critical())).toBe("two reviewers of security and an administrator");
});
