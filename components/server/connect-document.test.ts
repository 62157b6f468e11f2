import { expect, test } from "vitest";
import { connectDocument } from "./connect-document.ts";

const document = (variable: object) =>
  connectDocument({
    name: "example.test/server",
    version: "1.0.0",
    packages: [
      {
        registryType: "npm",
        identifier: "x",
        environmentVariables: [{ name: "KEY", ...variable }],
      },
    ],
  });

test("the default of a secret does not travel to the browser", () => {
  const text = JSON.stringify(document({ isSecret: true, default: "sk-live" }));
  expect(text).not.toContain("sk-live");
  expect(text).toContain('{"name":"KEY","isSecret":true}');
});

test("other defaults do, because the texts use them", () => {
  expect(JSON.stringify(document({ default: "stdio" }))).toContain('"default":"stdio"');
});
