import { expect, test } from "vitest";
import { payloadChanges, payloadWords } from "./payload-words.ts";

test.each([
  ["dataClassification", "public", ["Public: Touches only data that anyone may see."]],
  ["deploymentModel", "cloud", ["Cloud: Runs at a provider; our data leaves our network."]],
  ["origin", "vendor", ["Vendor: Made by the company whose product it connects to."]],
  ["ownerTeam", "platform", ["platform"]],
  ["days", 1, ["1 day"]],
  ["days", 30, ["30 days"]],
  ["rule", "deployment_rules", ["Where data of a classification may run"]],
  ["tags", ["git", "search"], ["git, search"]],
  ["tools", [{ name: "a" }, { name: "b" }], ["2, listed in the change"]],
  [
    "toolMap",
    [
      { from: "read", to: "get", note: null },
      { from: "drop", to: null, note: "Too dangerous." },
    ],
    ["read → get", "drop → nothing (Too dangerous.)"],
  ],
  [
    "deployment",
    { environment: "production", provider: "k8s", region: "eu-1", operatedBy: "Platform" },
    ["production on k8s, eu-1", "operated by Platform"],
  ],
])("%s %j is said in words", (field, value, values) => {
  expect(payloadWords({ [field]: value })).toMatchObject([{ field, values }]);
});

test("a value the words do not know is shown as it is", () => {
  expect(payloadWords({ dataClassification: "constructor" })[0]?.values).toEqual(["constructor"]);
});

test("a field the words do not know is not lost", () => {
  expect(payloadWords({ surprise: { deep: [1] }, days: 2 })).toEqual([
    { field: "days", term: "For", values: ["2 days"] },
    { field: "surprise", term: "surprise", values: ['{"deep":[1]}'] },
  ]);
});

test("two revisions are compared field by field, but for the tools, which have a comparison of their own", () => {
  expect(
    payloadChanges(
      { ownerTeam: "data", days: 3, tools: [{ name: "a" }] },
      { ownerTeam: "platform", tools: [{ name: "b" }], tags: ["new"] },
    ),
  ).toEqual([
    { term: "For", before: ["3 days"], after: [] },
    { term: "Owner team", before: ["data"], after: ["platform"] },
    { term: "Tags", before: [], after: ["new"] },
  ]);
  expect(payloadChanges({ days: 3 }, { days: 3 })).toEqual([]);
});
