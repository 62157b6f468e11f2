import { describe, expect, test } from "vitest";
import { PUBLIC_NPM } from "#lib/kernel/public-npm.ts";
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
    mail: null,
  });
});

test("mail needs a server and a sender", () => {
  const source = {
    SMTP_URL: "smtps://u:p@mail.test.example",
    MAIL_FROM: "Gatehouse <g@x.example>",
  };
  expect(readEnv(source).mail).toEqual({
    smtpUrl: "smtps://u:p@mail.test.example",
    from: "Gatehouse <g@x.example>",
    replyTo: null,
  });
});

test("former public keys of the log are a list", () => {
  expect(readEnv({}).audit.oldPublicKeys).toEqual([]);
  const { audit } = readEnv({ AUDIT_PUBLIC_KEYS_OLD: " /keys/former.pem, log+1a2b3c4d+AbC=," });
  expect(audit.oldPublicKeys).toEqual(["/keys/former.pem", "log+1a2b3c4d+AbC="]);
});

test.each([
  ["PORT", { PORT: "http" }],
  ["PORT", { PORT: "70000" }],
  ["DATABASE_URL", { DATABASE_URL: "mysql://x" }],
  ["DATABASE_OWNER_URL", { DATABASE_OWNER_URL: "postgres" }],
  ["DATABASE_POOL_SIZE", { DATABASE_POOL_SIZE: "1" }],
  ["API_RATE_LIMIT", { API_RATE_LIMIT: "0" }],
  ["API_WRITE_RATE_LIMIT", { API_WRITE_RATE_LIMIT: "many" }],
  ["GATEHOUSE_URL", { GATEHOUSE_URL: "ftp://x" }],
  ["GATEHOUSE_SEED", { GATEHOUSE_SEED: "yes" }],
  ["GATEHOUSE_SECRET", { GATEHOUSE_SECRET: "short" }],
  ["NPM_REGISTRY_URL", { NPM_REGISTRY_URL: "npm" }],
  ["OIDC_ROLE_MAP", { OIDC_ROLE_MAP: "group=boss" }],
  ["OIDC_CLIENT_ID", { OIDC_ISSUER: "https://id.test.example" }],
  ["OIDC_CLIENT_SECRET", { OIDC_ISSUER: "https://id.test.example", OIDC_CLIENT_ID: "x" }],
  ["SMTP_URL", { SMTP_URL: "http://mail.test.example" }],
  ["MAIL_FROM", { SMTP_URL: "smtp://mail.test.example" }],
  ["MAIL_FROM", { SMTP_URL: "smtp://m", MAIL_FROM: "A <a@b.example>\r\nBcc: x@y.example" }],
  ["AUDIT_CHECKPOINT_SECONDS", { AUDIT_CHECKPOINT_SECONDS: "60" }],
  ["AUDIT_PAYLOAD_KEY", { AUDIT_PAYLOAD_KEY: "short" }],
  ["AUDIT_ANCHOR_WEBHOOK_SECRET", { AUDIT_ANCHOR_WEBHOOK_URL: "https://a.test.example" }],
  ["AUDIT_ANCHOR_WEBHOOK_SECRET", { AUDIT_ANCHOR_WEBHOOK_SECRET: "plain-words" }],
  ["AUDIT_WITNESS_KEY", { AUDIT_WITNESS_URL: "https://w.test.example" }],
  ["MAIL_REPLY_TO", { MAIL_REPLY_TO: "nobody" }],
  ["OSV_URL", { OSV_URL: "osv" }],
  ["KEV_URL", { KEV_URL: "file:///etc/kev.json" }],
  ["GITHUB_URL", { GITHUB_URL: "off" }],
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

describe("where intake reads packages", () => {
  test.each([
    ["the public registry", {}, PUBLIC_NPM],
    [
      "npm's own registry",
      { npm_config_registry: "https://npm.test.example/all/" },
      "https://npm.test.example/all",
    ],
    [
      "the one that is set",
      {
        npm_config_registry: "https://npm.test.example",
        NPM_REGISTRY_URL: "https://own.test.example",
      },
      "https://own.test.example",
    ],
    [
      "the public registry beside nonsense of npm's",
      { npm_config_registry: "undefined" },
      PUBLIC_NPM,
    ],
  ])("is %s", (_which, source, base) => {
    expect(readEnv(source).intake.npm).toBe(base);
  });

  test("has a list of hosts inside", () => {
    expect(
      readEnv({ INTAKE_ALLOWED_HOSTS: "npm.corp:8443, 10.0.0.0/8," }).intake.allowedHosts,
    ).toEqual(["npm.corp:8443", "10.0.0.0/8"]);
  });
});

describe("where trust scores get their evidence", () => {
  test("is the public services and a folder of the data, until something else is said", () => {
    expect(readEnv({ DATA_DIR: "/data" }).trust).toEqual({
      osv: "https://api.osv.dev",
      epss: "https://api.first.org/data/v1/epss",
      kev: "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
      scorecard: "https://api.scorecard.dev",
      depsDev: "https://api.deps.dev",
      github: "https://api.github.com",
      ociMirrors: {},
      allowedHosts: [],
      scans: true,
      capture: true,
      dnsServers: [],
      analyser: null,
      feedDir: "/data/feeds",
      sigstoreTrustRoot: null,
    });
  });

  test("name servers are given by their addresses", () => {
    const servers = (TRUST_DNS_SERVERS: string) => readEnv({ TRUST_DNS_SERVERS }).trust.dnsServers;
    expect(servers("10.0.0.53, 127.0.0.1:5353,[::1]:53")).toEqual([
      "10.0.0.53",
      "127.0.0.1:5353",
      "[::1]:53",
    ]);
    expect(() => servers("dns.corp.example")).toThrow(/TRUST_DNS_SERVERS must be addresses/);
  });

  test("analysers are asked only where an address is given, and a token is no word", () => {
    const ANALYSER_URL = "http://analysers:8090/";
    const ANALYSER_TOKEN = "0123456789abcdef";
    expect(readEnv({ ANALYSER_TOKEN }).trust.analyser).toBeNull();
    expect(readEnv({ ANALYSER_URL }).trust.analyser).toEqual({
      url: "http://analysers:8090",
      token: null,
    });
    expect(readEnv({ ANALYSER_URL, ANALYSER_TOKEN }).trust.analyser?.token).toBe(ANALYSER_TOKEN);
    expect(() => readEnv({ ANALYSER_URL: "analysers:8090" })).toThrow(/ANALYSER_URL must be/);
    expect(() => readEnv({ ANALYSER_TOKEN: "short" })).toThrow(/ANALYSER_TOKEN must have/);
  });

  test.each(["docker.io", "docker.io=mirror", "=https://mirror.corp.example"])(
    "as mirrors of registries: %j is refused",
    (OCI_MIRRORS) => {
      expect(() => readEnv({ OCI_MIRRORS })).toThrow(/OCI_MIRRORS.*registry=address/);
    },
  );

  test("can be mirrors, files and nothing at all", () => {
    const source = {
      OSV_URL: "https://osv.corp.example/",
      EPSS_URL: "off",
      SCORECARD_URL: "off",
      DEPS_DEV_URL: "off",
      TRUST_FEED_DIR: "/feeds",
      SIGSTORE_TRUST_ROOT: "/keys/trusted_root.json",
      TRUST_ALLOWED_HOSTS: "osv.corp.example, 10.0.0.0/8",
      OCI_MIRRORS: "docker.io=https://mirror.corp.example/hub/, ghcr.io=http://10.0.0.1:5000",
    };
    expect(readEnv(source).trust).toMatchObject({
      osv: "https://osv.corp.example",
      epss: null,
      scorecard: null,
      depsDev: null,
      ociMirrors: {
        "docker.io": "https://mirror.corp.example/hub",
        "ghcr.io": "http://10.0.0.1:5000",
      },
      allowedHosts: ["osv.corp.example", "10.0.0.0/8"],
      feedDir: "/feeds",
      sigstoreTrustRoot: "/keys/trusted_root.json",
    });
  });
});
