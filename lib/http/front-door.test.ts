import { expect, test } from "vitest";
import { localAddress, refusalAtDoor } from "./front-door.ts";

const door = { publicUrl: "https://mcp.company.example", host: "127.0.0.1", guarded: true };
const asked = (overrides: object = {}) => ({
  method: "GET",
  url: "/servers",
  headers: { host: "127.0.0.1:3000" },
  ...overrides,
});

test("what people and clients ask for passes", () => {
  for (const method of ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
    expect(refusalAtDoor(asked({ method }), door)).toBeNull();
});

test("methods that no page knows are refused, not crashed on", () => {
  for (const method of ["TRACE", "PROPFIND", "PURGE"])
    expect(refusalAtDoor(asked({ method }), door)).toMatchObject({ status: 405 });
});

test("a name that others point at us is refused where only this machine should reach us", () => {
  const foreign = asked({ headers: { host: "attacker.example:3000" } });
  expect(refusalAtDoor(foreign, door)).toMatchObject({ status: 421 });
  expect(refusalAtDoor(foreign, { ...door, guarded: false })).toBeNull();
});

test("an address that is no UTF-8 is refused", () => {
  expect(refusalAtDoor(asked({ url: "/servers/%ff" }), door)).toMatchObject({ status: 400 });
});

test.each([
  ["/servers?q=1", "/servers?q=1"],
  ["http://attacker.example/servers?q=1", "/servers?q=1"],
  ["HTTPS://user@attacker.example:99/", "/"],
  ["http://attacker.example", "/"],
  ["http://attacker.example?q=1", "/?q=1"],
  ["*", "/*"],
  [undefined, "/"],
])("of the address %s only path and query count", (url, local) =>
  expect(localAddress(url)).toBe(local),
);

test.each([
  ["/api/v1/servers/io.acme/files", "/api/v1/servers/io.acme%2Ffiles"],
  [
    "/api/v1/servers/io.acme/files/quarantine?x=a/b",
    "/api/v1/servers/io.acme%2Ffiles/quarantine?x=a/b",
  ],
  ["/api/v1/servers/io.acme%2Ffiles/versions", "/api/v1/servers/io.acme%2Ffiles/versions"],
  ["/api/v1/servers/io.acme%2ffiles", "/api/v1/servers/io.acme%2ffiles"],
  ["/api/v1/servers?q=a/b", "/api/v1/servers?q=a/b"],
  ["/api/v1/servers/io.acme?q=a/b", "/api/v1/servers/io.acme?q=a/b"],
  [
    "/api/v1/audiences/platform/servers/io.acme/files",
    "/api/v1/audiences/platform/servers/io.acme%2Ffiles",
  ],
  ["/api/v1/audiences/platform/servers", "/api/v1/audiences/platform/servers"],
  ["/api/v1/servers.csv", "/api/v1/servers.csv"],
  ["/servers/io.acme/files", "/servers/io.acme/files"],
])("the name of a server in %s is one segment of the management API", (url, local) =>
  expect(localAddress(url)).toBe(local),
);
