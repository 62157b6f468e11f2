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

  test("counts where it is written with dots, also beside one of nested objects", () => {
    const nested = { mpaktrust: { permissions: { network: "full" } } };
    const dotted = { permissions: { network: "none" } };
    expect(
      trustMetaOf({ _meta: { "org.mpaktrust": dotted, org: nested } })?.permissions?.network,
    ).toBe("none");
    expect(trustMetaOf({ _meta: { org: "mpaktrust" } })).toBeNull();
  });

  test("is nothing but nulls where the block is empty", () => {
    expect(declared({})).toEqual({
      ...{ permissions: null, credentials: null, egressHosts: null, dataClasses: null },
      ...{ retention: null, telemetry: null, privacyPolicy: null },
      ...{ sourceCommit: null, reproducible: null },
    });
  });

  test.each([
    [3_600, 3_600],
    [0, null],
    [-1, null],
    ["45s", 45],
    ["30m", 1_800],
    ["1h", 3_600],
    [" 24 h ", 86_400],
    ["7d", 604_800],
    ["999999999s", 999_999_999],
    ["1000000000s", null],
    ["0h", null],
    ["for ever", null],
    ["24h or so", null],
    ["about 24h", null],
    ["7w", null],
    [{ h: 1 }, null],
    [true, null],
  ])("a token lifetime of %j is %j seconds", (given, seconds) => {
    const meta = declared({ credentials: [{ provider: "acme", token_lifetime: given }] });
    expect(meta?.credentials?.[0]?.tokenLifetimeSeconds).toBe(seconds);
  });

  test("takes scopes as names or with a justification, and both spellings of a file", () => {
    const scopes = ["read", { name: "write", justification: "It files issues." }, 3, null, {}];
    const meta = declared({ credentials: [{ provider: "acme", scopes, storage: "disk" }] });
    expect(meta?.credentials?.[0]).toMatchObject({
      scopes: [
        { name: "read", justification: null },
        { name: "write", justification: "It files issues." },
      ],
      storage: "file",
    });
  });

  test.each([
    ["filesystem", ["none", "read", "write", "full"]],
    ["network", ["none", "outbound", "inbound", "full"]],
    ["environment", ["none", "read", "write"]],
    ["subprocess", ["none", "restricted", "full"]],
    ["native", ["none", "required"]],
  ] as const)("of %s may be %j", (key, words) => {
    const said = words.map(
      (word) => declared({ permissions: { [key]: word } })?.permissions?.[key],
    );
    expect(said).toEqual(words);
  });

  test.each(["none", "opt_in", "opt_out", "always"])("of telemetry may be %s", (telemetry) => {
    expect(declared({ dataHandling: { telemetry } })?.telemetry).toBe(telemetry);
  });

  test.each([
    [{ storage: "memory" }, "memory"],
    [{ storage: "keychain" }, "keychain"],
    [{ storage: "file" }, "file"],
    [{ token_storage: "keychain" }, "keychain"],
    [{ storage: "memory", token_storage: "file" }, "memory"],
    [{ storage: "cloud" }, null],
    [{}, null],
  ])("a token that is kept as %j is kept in %s", (given, storage) => {
    expect(declared({ credentials: [given] })?.credentials?.[0]?.storage).toBe(storage);
  });

  test("of credentials is read as far as it says something", () => {
    const credentials = [
      {
        provider: "  acme ",
        scopes: [{ scope: "admin", justification: " It adds people. " }, { name: " " }, "read"],
        tokenLifetime: "1h",
        justification: "It files issues.",
      },
      "acme",
      { scopes: "all" },
    ];
    expect(declared({ credentials })?.credentials).toEqual([
      {
        provider: "acme",
        scopes: [
          { name: "admin", justification: "It adds people." },
          { name: "read", justification: null },
        ],
        ...{ tokenLifetimeSeconds: 3_600, storage: null, justification: "It files issues." },
      },
      {
        ...{ provider: "", scopes: [] },
        ...{ tokenLifetimeSeconds: null, storage: null, justification: null },
      },
    ]);
    expect(declared({ credentials: {} })?.credentials).toBeNull();
  });

  const HANDLED = {
    egressHosts: ["api.acme.example"],
    dataClasses: ["issues", "mail"],
    retention: "30 days",
    telemetry: "opt_in",
    privacyPolicy: "https://acme.example/privacy",
  };

  test("of data may be written in either spelling, of which the first one counts", () => {
    const snake = {
      egress_hosts: HANDLED.egressHosts,
      data_classes: HANDLED.dataClasses,
      retention: HANDLED.retention,
      telemetry: HANDLED.telemetry,
      privacy_policy: HANDLED.privacyPolicy,
    };
    expect(declared({ dataHandling: HANDLED })).toMatchObject(HANDLED);
    expect(declared({ data_handling: snake })).toMatchObject(HANDLED);
    const both = { dataHandling: { ...HANDLED, egress_hosts: ["b"] }, data_handling: {} };
    expect(declared(both)).toMatchObject(HANDLED);
  });

  test.each([
    ["0123456789abcdef0123456789abcdef01234567", true],
    [" 0123456789abcdef0123456789abcdef01234567 ", true],
    ["0123456789abcdef0123456789abcdef0123456", false],
    ["0123456789abcdef0123456789abcdef012345678", false],
    ["0123456789ABCDEF0123456789abcdef01234567", false],
    ["x0123456789abcdef0123456789abcdef01234567", false],
  ])("as the commit %j is one: %s", (commit, isOne) => {
    expect(declared({ source: { commit } })?.sourceCommit).toBe(isOne ? commit.trim() : null);
  });

  test.each([true, false])("of a build that can be repeated may be %s", (reproducible) => {
    expect(declared({ build: { reproducible } })?.reproducible).toBe(reproducible);
  });

  test("is cut where it is longer than anybody reads", () => {
    const many = Array.from({ length: 201 }, (_, at) => `one-${at}`);
    const meta = declared({
      credentials: [{ provider: "a".repeat(2_001), scopes: many }, ...many.map(() => ({}))],
      dataHandling: { egressHosts: many, dataClasses: ["", " ", "mail"] },
    });
    expect(meta?.credentials).toHaveLength(200);
    expect(meta?.credentials?.[0]?.provider).toHaveLength(2_000);
    expect(meta?.credentials?.[0]?.scopes).toHaveLength(200);
    expect(meta?.egressHosts).toHaveLength(200);
    expect(meta?.dataClasses).toEqual(["mail"]);
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
