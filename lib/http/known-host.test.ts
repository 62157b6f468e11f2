import { expect, test } from "vitest";
import { isKnownHost } from "./known-host.ts";

const served = { publicUrl: "https://mcp.company.example", host: "127.0.0.1" };

test.each([
  "127.0.0.1:3000",
  "localhost:3000",
  "LOCALHOST",
  "gatehouse.localhost:3000",
  "[::1]:3000",
  "192.168.1.7:3000",
  "mcp.company.example",
  "mcp.company.example.",
  "MCP.company.example:443",
])("%s is one of our own names", (header) => expect(isKnownHost(header, served)).toBe(true));

test.each([
  undefined,
  "",
  "attacker.example:3000",
  "localhost.attacker.example",
  "127.0.0.1.attacker.example",
  "mcp.company.example.attacker.example",
  "mcp.company.example@attacker.example",
  "attacker.example/127.0.0.1",
  "a b",
])("a name that others can point at us is not: %s", (header) =>
  expect(isKnownHost(header, served)).toBe(false),
);
