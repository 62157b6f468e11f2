import { expect, test } from "vitest";
import { pageAddress, registryBase } from "./registry-address.ts";

test.each([
  ["https://r.example", "https://r.example"],
  ["https://r.example/", "https://r.example"],
  ["https://r.example/v0.1/", "https://r.example/v0.1"],
  ["https://r.example/v0/servers?limit=3#x", "https://r.example/v0"],
  ["https://r.example/workspaces/default/", "https://r.example/workspaces/default"],
  ["https://r.example:8443/servers", "https://r.example:8443/servers"],
])("the registry at %s is %s", (address, base) => {
  expect(registryBase(address)).toBe(base);
});

test.each([
  ["https://r.example", "https://r.example/v0.1/servers?limit=100"],
  ["https://r.example/v0", "https://r.example/v0/servers?limit=100"],
  ["https://r.example/x/v0.1", "https://r.example/x/v0.1/servers?limit=100"],
])("the first page of %s is %s", (base, page) => {
  expect(pageAddress(base, { updatedSince: null, cursor: null })).toBe(page);
});

test("a later page carries the time and the cursor, encoded", () => {
  const request = { updatedSince: new Date("2026-01-02T03:04:05.678Z"), cursor: "a/b:1.0+x" };
  expect(pageAddress("https://r.example", request)).toBe(
    "https://r.example/v0.1/servers?limit=100&updated_since=2026-01-02T03%3A04%3A05.678Z&cursor=a%2Fb%3A1.0%2Bx",
  );
});
