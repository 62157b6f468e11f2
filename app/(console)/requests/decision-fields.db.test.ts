import { expect, test } from "vitest";
import { decisionFields } from "./decision-fields.ts";

function form(...fields: [string, string][]): FormData {
  const data = new FormData();
  for (const [name, value] of [["decision", "approve"], ["reason", "Read."], ...fields] as const)
    data.append(name, value);
  return data;
}
const tools = (count: number, ...ticked: string[]): [string, string][] => [
  ["toolCount", String(count)],
  ...ticked.map((name): [string, string] => ["allowedTools", name]),
];

test("every tool ticked is no condition", () => {
  expect(decisionFields(form(...tools(2, "a", "b")))).not.toHaveProperty("conditions");
});

test("a tool that is not ticked is not allowed", () => {
  expect(decisionFields(form(...tools(2, "a")))).toMatchObject({
    reason: "Read.",
    conditions: { allowedTools: ["a"] },
  });
});

test("an approval without any tool is refused", () => {
  expect(() => decisionFields(form(...tools(2)))).toThrow(/at least one tool/);
});

test("conditions that are empty say nothing", () => {
  const fields = decisionFields(
    form(["conditions.allowedEnvironments", " "], ["conditions.expiresAt", "2027-01-31"]),
  );
  expect(fields["conditions"]).toEqual({ expiresAt: "2027-01-31" });
});

test("a rejection has no conditions, whatever the form sends", () => {
  const data = form(...tools(2, "a"));
  data.set("decision", "reject");
  expect(decisionFields(data)).not.toHaveProperty("conditions");
});
