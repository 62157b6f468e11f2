import { describe, expect, test } from "vitest";
import { askedBy, readToolMap, readTools, valuesOfPayload, writeTools } from "./request-form.ts";

describe("tools", () => {
  test.each([
    ["", []],
    [
      "read_file: Reads one.\n\nlist",
      [
        { name: "read_file", description: "Reads one." },
        { name: "list", description: "" },
      ],
    ],
    ["a: b: c", [{ name: "a", description: "b: c" }]],
    ['[{"name":"a"}]', [{ name: "a" }]],
    ['{"tools":[{"name":"a"}]}', [{ name: "a" }]],
    ['{"jsonrpc":"2.0","result":{"tools":[]}}', []],
  ])("%j are read", (text, tools) => {
    expect(readTools(text)).toEqual({ tools });
  });

  test.each(["[", '{"a":1}', "{}"])("%j is refused in words", (text) => {
    expect(readTools(text)).toMatchObject({ problem: expect.stringMatching(/\.$/) as string });
  });

  test("are shown with nothing hidden, and read again as they were", () => {
    const hidden = "Reads\u200b\u202e one. \u{e0041} 👩‍💻 ünï";
    const tool = {
      name: "a",
      title: null,
      description: hidden,
      inputSchema: { type: "object" },
      outputSchema: null,
      annotations: null,
    };
    const text = writeTools([tool]);
    expect(text).not.toMatch(/\u200b|\u202e|\udb40/);
    expect(text).toContain("ünï");
    expect(readTools(text)).toEqual({
      tools: [{ name: "a", description: hidden, inputSchema: { type: "object" } }],
    });
  });
});

test.each([
  [
    "a -> b\nc\nd => e",
    [
      { from: "a", to: "b" },
      { from: "c", to: null },
      { from: "d", to: "e" },
    ],
  ],
  ["", []],
])("the mapping %j is read", (text, map) => {
  expect(readToolMap(text)).toEqual({ map });
});

test("a mapping that says nothing is refused", () => {
  expect(readToolMap("a -> b -> c")).toHaveProperty("problem");
  expect(readToolMap("-> c")).toHaveProperty("problem");
});

test("empty fields ask for nothing, and what cannot be read is named", () => {
  expect(
    askedBy({ kind: "exception", days: "", "deployment.region": " ", tools: "[", secret: "x" }),
  ).toEqual({
    input: { kind: "exception", toolMap: [] },
    problems: { tools: [expect.any(String)] },
  });
  expect(askedBy({ "deployment.environment": "production" }).input["deployment"]).toEqual({
    environment: "production",
    provider: "",
    operatedBy: "",
    region: "",
    residency: "",
    address: "",
  });
});

test("a stored request fills its form, which asks for the same again", () => {
  const payload = {
    ownerTeam: "data",
    renew: true,
    categories: ["a", "b"],
    days: 30,
    deployment: { environment: "production", provider: "k8s", region: null, operatedBy: "us" },
    tools: [{ name: "a", description: "d" }],
    toolMap: [
      { from: "a", to: "b", note: null },
      { from: "c", to: null },
    ],
  };
  const { input, problems } = askedBy(valuesOfPayload(payload));
  expect(problems).toEqual({});
  expect(input).toMatchObject({
    ownerTeam: "data",
    renew: "true",
    categories: "a, b",
    days: "30",
    deployment: { environment: "production", region: "" },
    tools: [{ name: "a", description: "d" }],
    toolMap: [
      { from: "a", to: "b" },
      { from: "c", to: null },
    ],
  });
});
