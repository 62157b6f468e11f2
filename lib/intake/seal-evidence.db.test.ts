import { expect, test } from "vitest";
import { openEvidence, sealEvidence } from "./seal-evidence.ts";

const evidence = { licence: "MIT", sources: [] };

test("sealed evidence is read by the person it was sealed for, and by nobody else", () => {
  const sealed = sealEvidence(evidence, "ada");
  expect(openEvidence(sealed, "ada")).toEqual(evidence);
  expect(openEvidence(sealed, "bob")).toBeNull();
});

test.each([
  ["", "nothing"],
  [Buffer.from('{"licence":"MIT"}').toString("base64url"), "no seal"],
  [`${Buffer.from('{"licence":"GPL"}').toString("base64url")}.x`, "a forged seal"],
  ["x".repeat(500_000), "too much"],
])("%.20s (%s) is no evidence", (sealed) => {
  expect(openEvidence(sealed, "ada")).toBeNull();
});

test("a changed text breaks the seal", () => {
  const [, seal = ""] = sealEvidence(evidence, "ada").split(".");
  const other = Buffer.from(JSON.stringify({ ...evidence, licence: "0BSD" })).toString("base64url");
  expect(openEvidence(`${other}.${seal}`, "ada")).toBeNull();
});
