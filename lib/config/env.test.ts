import { expect, test } from "vitest";
import { readEnv, SettingError } from "./env.ts";

test("everything has a default: loopback, port 3000, embedded database, demo", () => {
  expect(readEnv({})).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    embedded: true,
    seed: "demo",
    demoSignIn: true,
    publicUrl: "http://127.0.0.1:3000",
    oidc: null,
  });
});

test.each([
  ["PORT", { PORT: "http" }],
  ["PORT", { PORT: "70000" }],
  ["DATABASE_URL", { DATABASE_URL: "mysql://x" }],
  ["DATABASE_POOL_SIZE", { DATABASE_POOL_SIZE: "1" }],
  ["GATEHOUSE_URL", { GATEHOUSE_URL: "ftp://x" }],
  ["GATEHOUSE_SEED", { GATEHOUSE_SEED: "yes" }],
  ["GATEHOUSE_SECRET", { GATEHOUSE_SECRET: "short" }],
  ["OIDC_ROLE_MAP", { OIDC_ROLE_MAP: "group=boss" }],
  ["OIDC_CLIENT_ID", { OIDC_ISSUER: "https://id.test.example" }],
  ["OIDC_CLIENT_SECRET", { OIDC_ISSUER: "https://id.test.example", OIDC_CLIENT_ID: "x" }],
  ["GATEHOUSE_SEED", { GATEHOUSE_SEED: "demo", DATABASE_URL: "postgresql://x/y" }],
])("a wrong %s is one sentence that names it", (name, source) => {
  expect(() => readEnv(source)).toThrow(SettingError);
  expect(() => readEnv(source)).toThrow(new RegExp(`^${name}[ =].+\\.$`));
});

const oidc = {
  OIDC_ISSUER: "https://id.test.example",
  OIDC_CLIENT_ID: "x",
  OIDC_CLIENT_SECRET: "y",
};

test.each([
  ["on one machine", {}, true],
  ["on an address others can reach", { HOST: "0.0.0.0" }, false],
  [
    "on an address others can reach, when asked for",
    { HOST: "0.0.0.0", GATEHOUSE_DEMO_SIGN_IN: "true" },
    true,
  ],
  ["with a database of one's own", { DATABASE_URL: "postgresql://x/y" }, false],
  ["next to single sign-on", oidc, false],
  ["when switched off", { GATEHOUSE_DEMO_SIGN_IN: "false" }, false],
])("the demo sign-in %s: %s → %s", (_where, source, offered) => {
  expect(readEnv(source).demoSignIn).toBe(offered);
});

test("groups map to roles", () => {
  expect(readEnv({ ...oidc, OIDC_ROLE_MAP: "sec=security, it=x=admin" }).oidc?.roleMap).toEqual([
    { group: "sec", role: "security" },
    { group: "it=x", role: "admin" },
  ]);
});
