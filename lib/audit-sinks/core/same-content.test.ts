import { expect, test } from "vitest";
import { sendsTheSame } from "./same-content.ts";

const S3 = { kind: "s3", format: "json", url: "https://s3.example", bucket: "audit", prefix: "a" };
const FILTER = { kinds: ["event", "command"] };
const settings = (config: object = {}, filter: object = FILTER) => ({
  config: { ...S3, ...config },
  filter,
});

test.each([
  ["another format", settings({ format: "ocsf" })],
  ["another time limit", settings({ timeoutMs: 9_000, allowedHosts: ["s3.example"] })],
  ["the filter in another order", settings({}, { kinds: ["command", "event"], actions: [] })],
])("%s: the same records stand in the same place", (_what, other) => {
  expect(sendsTheSame(settings(), other)).toBe(true);
});

test.each([
  ["another bucket", settings({ bucket: "audit-2" })],
  ["another prefix", settings({ prefix: "b" })],
  ["another service", settings({ url: "https://other.example" })],
  ["another kind", { config: { kind: "file", format: "json", folder: "siem" }, filter: FILTER }],
  ["a wider filter", settings({}, { kinds: ["event", "command", "call"] })],
  ["no filter", settings({}, {})],
  ["a narrower filter", settings({}, { ...FILTER, actions: ["server."] })],
])("%s: not the same records in the same place", (_what, other) => {
  expect(sendsTheSame(settings(), other)).toBe(false);
});

test.each([
  ["host", { kind: "syslog", host: "a", port: 1 }, { kind: "syslog", host: "b", port: 1 }],
  ["port", { kind: "syslog", host: "a", port: 1 }, { kind: "syslog", host: "a", port: 2 }],
  ["index", { kind: "splunk_hec", index: "a" }, { kind: "splunk_hec", index: "b" }],
  ["folder", { kind: "file", folder: "a" }, { kind: "file", folder: "b" }],
])("another %s is another place", (_what, one, other) => {
  expect(sendsTheSame({ config: one, filter: {} }, { config: other, filter: {} })).toBe(false);
});
