import { expect, test } from "vitest";
import { cleanFacts, cleanTool, cleanTools, got } from "#lib/testing/trust-facts.ts";
import { judge } from "../core/rules/judge.ts";
import type { FindOtherTools } from "../scanned.ts";
import { withRegistry } from "./with-registry.ts";

const AT = "2026-11-27T12:00:00.000Z";

test("tools that are only declared are compared with those of other servers, too, and do not count for the pin", async () => {
  const asked: string[] = [];
  const others: FindOtherTools = ({ names }) => {
    asked.push(...names);
    return Promise.resolve({
      sameNames: names
        .filter((name) => name === "send")
        .map((tool) => ({ tool, server: "com.a/b" })),
      spoken: [],
    });
  };
  const declared = { tools: [cleanTool({ name: "send" })], isWhole: true };
  const [plain, more] = [cleanTools("npm"), cleanTools("npm", { declared })];
  const facts = (tools: typeof plain) =>
    withRegistry({ ...cleanFacts("npm"), tools: got(tools) }, others);
  const [one, other] = [await facts(plain), await facts(more)];
  expect(asked).toEqual(["convert_units", "convert_units", "send"]);
  expect(
    one.tools.ok && other.tools.ok && one.tools.value.setHash === other.tools.value.setHash,
  ).toBe(true);
  const result = judge(other, AT).find(({ control }) => control === "XR-SH-01");
  expect(result?.findings.map(({ code }) => code)).toEqual(["XR-SH-01/same-name"]);
});
