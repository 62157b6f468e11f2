import { describe, expect, test } from "vitest";
import { trustMetaOf } from "./trust-meta.ts";

const declared = (own: unknown) => trustMetaOf({ _meta: { "org.mpaktrust": own } } as never);

describe("what a publisher declares", () => {
  test("is nothing where there is no block, or none that is an object", () => {
    expect(trustMetaOf({})).toBeNull();
    expect(trustMetaOf({ _meta: [] })).toBeNull();
    expect(declared("all fine")).toBeNull();
  });

  test("may be written with dots or as nested objects", () => {
    const own = { permissions: { network: "outbound" } };
    expect(declared(own)).toEqual(trustMetaOf({ _meta: { org: { mpaktrust: own } } }));
    expect(declared(own)?.permissions).toEqual({
      filesystem: null,
      network: "outbound",
      environment: null,
      subprocess: null,
      native: null,
    });
  });

  test.each([
    [3_600, 3_600],
    ["24h", 86_400],
    ["7d", 604_800],
    ["for ever", null],
    [-1, null],
  ])("a token lifetime of %j is %j seconds", (given, seconds) => {
    const meta = declared({ credentials: [{ provider: "acme", token_lifetime: given }] });
    expect(meta?.credentials?.[0]?.tokenLifetimeSeconds).toBe(seconds);
  });

  test("takes scopes as names or with a justification, and both spellings of a file", () => {
    const scopes = ["read", { name: "write", justification: "It files issues." }, 3, {}];
    const meta = declared({ credentials: [{ provider: "acme", scopes, storage: "disk" }] });
    expect(meta?.credentials?.[0]).toMatchObject({
      scopes: [
        { name: "read", justification: null },
        { name: "write", justification: "It files issues." },
      ],
      storage: "file",
    });
  });

  test("words that are none count as not said", () => {
    const meta = declared({
      permissions: { filesystem: "a bit", subprocess: { toString: "full" } },
      source: { commit: "main" },
      build: { reproducible: "yes" },
      data_handling: { telemetry: "sometimes", egress_hosts: ["api.acme.example", 4] },
    });
    expect(meta).toMatchObject({
      permissions: { filesystem: null, subprocess: null },
      sourceCommit: null,
      reproducible: null,
      telemetry: null,
      egressHosts: ["api.acme.example"],
    });
  });
});
