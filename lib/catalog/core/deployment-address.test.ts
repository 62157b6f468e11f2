import { expect, test } from "vitest";
import { deploymentAddressProblem } from "./deployment-address.ts";

test.each([
  "https://mcp.acme.example/mcp",
  "http://10.0.0.3:8080",
  "https://{tenant}.mcp.acme.example/mcp",
  "mcp.acme.example",
  "mcp.acme.example:8443",
  "[fd00::1]:8080",
  "localhost:3000",
])("takes %s", (address) => {
  expect(deploymentAddressProblem(address)).toBeNull();
});

test.each([
  ["https://user:secret@mcp.acme.example", /credentials/],
  ["user:secret@mcp.acme.example:8443", /passwords/],
  ["javascript:alert(1)", /web address/],
  ["ftp://files.acme.example", /ftp:/],
  ["mcp.acme.example:99999", /port/],
  ["two words", /spaces/],
  ["host\u0000name", /control/],
  ["//mcp.acme.example", /web address/],
])("refuses %s and says why", (address, reason) => {
  expect(deploymentAddressProblem(address)).toMatch(reason);
});
