import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "#lib/kernel/json.ts";
import { isInternalHost, withoutInternalAddresses } from "./internal-address.ts";

const SUFFIXES = ["acme.example", ".ACME.test"];

test.each([
  "localhost",
  "app.localhost",
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "0177.0.0.1",
  "10.0.0.1",
  "10.1.2.3:8080",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "::1",
  "[::1]",
  "[::1]:8080",
  "fd12:3456::1",
  "fe80::1",
  "::ffff:10.0.0.1",
  "[::ffff:a00:1]",
  "64:ff9b::10.0.0.1",
  "2002:a00:1::",
  "intranet",
  "db",
  "wiki.corp",
  "nas.local",
  "printer.lan",
  "router.home.arpa",
  "api.internal",
  "API.Internal.",
  "git.acme.example",
  "acme.example",
  "ci.acme.test",
])("%s is inside our network", (host) => {
  expect(isInternalHost(host, SUFFIXES)).toBe(true);
});

test.each([
  "example.com",
  "example.com.",
  "notacme.example",
  "acme.example.com",
  "internal.example.com",
  "8.8.8.8",
  "172.32.0.1",
  "172.15.0.1",
  "100.128.0.1",
  "193.168.1.1",
  "2001:4860:4860::8888",
  "[2606:4700::1111]:443",
  "::ffff:8.8.8.8",
  "xn--bcher-kva.example",
  "",
  "not a host",
  "256.1.1.1",
])("%s is not", (host) => {
  expect(isInternalHost(host, SUFFIXES)).toBe(false);
});

test("every spelling of an IPv4 address is judged alike", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
      const whole = ((a * 256 + b) * 256 + c) * 256 + d;
      const spellings = [
        String(whole),
        `0x${whole.toString(16)}`,
        `0${a.toString(8)}.0x${b.toString(16)}.${c * 256 + d}`,
        `::ffff:${address}`,
        `64:ff9b::${address}`,
      ];
      const expected = isInternalHost(address, []);
      for (const spelling of spellings) expect(isInternalHost(spelling, [])).toBe(expected);
    }),
  );
});

const BASE: JsonObject = { name: "com.acme/files", version: "1.0.0", description: "Files." };
const clean = (extra: JsonObject) => withoutInternalAddresses({ ...BASE, ...extra }, SUFFIXES);

test.each<[string, JsonObject]>([
  ["remotes[0]", { remotes: [{ type: "sse", url: "https://mcp.acme.example/sse" }] }],
  ["remotes[0]", { remotes: [{ type: "sse", url: "http://10.0.0.7:8080/mcp" }] }],
  ["remotes[0]", { remotes: [{ type: "sse", url: "http://localhost:8080/mcp" }] }],
  ["remotes[0]", { remotes: [{ type: "sse", url: "https://{tenant}.acme.example:{port}/mcp" }] }],
  ["remotes[0]", { remotes: [{ url: "https://a.com", variables: { h: { default: "db.corp" } } }] }],
  [
    "remotes[0]",
    { remotes: [{ url: "https://a.com", headers: [{ value: "http://167772161/" }] }] },
  ],
  ["packages[0]", { packages: [{ registryType: "oci", identifier: "images.acme.example/a/b:1" }] }],
  ["packages[0]", { packages: [{ registryType: "oci", identifier: "registry:5000/a/b:1" }] }],
  ["packages[0]", { packages: [{ registryType: "npm", registryBaseUrl: "http://npm/" }] }],
  ["packages[0]", { packages: [{ packageArguments: [{ value: "--url=http://10.1.1.1" }] }] }],
  ["packages[0]", { packages: [{ environmentVariables: [{ default: "\\\\files.corp\\share" }] }] }],
  ["packages[0]", { packages: [{ environmentVariables: [{ default: "fd00:1::5" }] }] }],
  [
    "packages[0]",
    { packages: [{ environmentVariables: [{ default: "u:p@db.acme.example:5432" }] }] },
  ],
  ["websiteUrl", { websiteUrl: "https://wiki.acme.example/mcp" }],
  ["repository", { repository: { url: "https://git.corp/a/b", source: "gitlab" } }],
  ["icons[0]", { icons: [{ src: "https://static.intranet/a.png" }] }],
  ["_meta.com.acme/x", { _meta: { "com.acme/x": { deep: [{ host: "10.0.0.1" }] } } }],
  ["x-runbook", { "x-runbook": { at: "https://runbooks.acme.example" } }],
])("%s is removed from %j", (path, extra) => {
  const { doc, removed } = clean(extra);
  expect(removed).toEqual([path]);
  expect(JSON.stringify(doc)).not.toMatch(/acme\.example|10\.|\.corp|intranet|localhost|fd00|npm/);
});

test.each([
  ["Runs at https://mcp.acme.example/a?b=c.", "Runs at [internal address]."],
  [
    "See (http://wiki/x) or 10.0.0.1, please.",
    "See ([internal address]) or [internal address], please.",
  ],
  ["Mail help@acme.example now", "Mail help@[internal address] now"],
])("the description %j becomes %j", (description, expected) => {
  const { doc, removed } = clean({ description });
  expect(doc).toEqual({ ...BASE, description: expected });
  expect(removed).toEqual(["description"]);
});

test("public neighbours of what is removed stay", () => {
  const open = { type: "sse", url: "https://example.com/mcp" };
  const { doc } = clean({
    remotes: [{ type: "sse", url: "https://a.acme.example" }, open],
    _meta: { "com.acme/x": "10.0.0.1", "com.acme/y": "public" },
  });
  expect(doc).toEqual({ ...BASE, remotes: [open], _meta: { "com.acme/y": "public" } });
});

test.each<[string, JsonObject]>([
  [
    "public addresses",
    { remotes: [{ url: "https://example.com" }], websiteUrl: "https://example.com" },
  ],
  [
    "image references and versions",
    { packages: [{ registryType: "oci", identifier: "ghcr.io/a/b:0.1.0", version: "10.2.0.1" }] },
  ],
  ["Docker Hub short names", { packages: [{ registryType: "oci", identifier: "acme/files:1.0" }] }],
  [
    "a package on the reader's own machine",
    {
      packages: [
        {
          transport: { type: "sse-ish" },
          environmentVariables: [
            { default: "http://127.0.0.1:9090" },
            { default: "http://host.docker.internal" },
          ],
        },
      ],
    },
  ],
  [
    "an author's example in prose",
    {
      packages: [
        {
          environmentVariables: [
            { description: "e.g. http://pihole.local:8080 or http://someserver" },
          ],
        },
      ],
    },
  ],
  [
    "blanks to fill in",
    {
      remotes: [{ url: "https://{host}/mcp" }],
      packages: [{ runtimeArguments: [{ value: "http://${HOST}:3000" }] }],
    },
  ],
  ["dotted words", { description: "Edits settings.json and v1.2.3 of node.js, etc." }],
])("%s are left alone: the same object comes back", (_what, extra) => {
  const doc = { ...BASE, ...extra };
  const result = withoutInternalAddresses(doc, SUFFIXES);
  expect(result.removed).toEqual([]);
  expect(result.doc).toBe(doc);
});

test("what is cleaned once needs no second cleaning, and any JSON can be cleaned", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.webUrl(), (extra, url) => {
      const first = clean({ ...(extra as JsonObject), description: `${url} http://10.0.0.1/` });
      expect(withoutInternalAddresses(first.doc, SUFFIXES).removed).toEqual([]);
    }),
  );
});
