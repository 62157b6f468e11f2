import type http from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import selfsigned from "selfsigned";
import { newCertificate, type Certificate } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { startMcpServer, type McpServer } from "#lib/testing/mcp-server.ts";
import { cleanEntry } from "#lib/testing/trust-facts.ts";
import { reachTo } from "#lib/testing/trust-services.ts";
import type { EntryFacts } from "../core/facts.ts";
import type { RemoteFacts } from "../core/remote-facts.ts";
import { judge } from "../core/rules/judge.ts";
import { openFeeds } from "../feeds/feed-store.ts";
import { toolSetHash } from "../declared-tools.ts";
import { collectRemote } from "./collect-remote.ts";
import { remoteFacts } from "./remote-facts.ts";

const feedDir = mkdtempSync(path.join(tmpdir(), "remote-facts-test-"));
const trusted = tls.getCACertificates("default");
const running: { close: () => Promise<void> }[] = [];
let certificate: Certificate;
beforeAll(async () => {
  certificate = await newCertificate();
  // The authority that this process trusts, as NODE_EXTRA_CA_CERTS would have it.
  tls.setDefaultCACertificates([...trusted, certificate.cert]);
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});
afterAll(() => {
  tls.setDefaultCACertificates(trusted);
  rmSync(feedDir, { recursive: true });
});

async function secure(own: Certificate | null = certificate): Promise<McpServer> {
  const server = await startMcpServer(own ?? undefined);
  running.push(server);
  return server;
}

const entryFor = (url: string, more: Record<string, unknown> = {}): EntryFacts =>
  cleanEntry("remote", {
    document: {
      name: "com.acme/files",
      version: "1.2.0",
      remotes: [{ type: "streamable-http", url, ...more }],
    },
  });

function reachOf(hosts: readonly string[], timeoutMs = 3_000) {
  return reachTo({ allowedHosts: hosts, timeoutMs });
}

type Asked = {
  hosts: readonly string[];
  entry?: EntryFacts | null;
  credential?: { header: string; value: string } | null;
};

async function scan(url: string, { hosts, entry = null, credential = null }: Asked) {
  const reach = reachOf(hosts);
  const tools = { feeds: openFeeds(feedDir), fingerprintKey: Buffer.alloc(32, 1), capture: true };
  const facts = await remoteFacts(
    { kind: "remote", name: url, version: null },
    { reach, tools, entry, credential },
  );
  const results = judge(facts, new Date().toISOString());
  const of = (id: string) => {
    const result = results.find(({ control }) => control === id);
    return [result?.status, result?.reason ?? result?.findings[0]?.code].filter(Boolean).join(" ");
  };
  return { facts, of, reach, seen: facts.remote.ok ? facts.remote.value : null };
}

describe("a server over https", () => {
  test.each(["json", "events"] as const)(
    "is asked for all that it offers, answering with %s",
    async (answers) => {
      const server = await secure();
      Object.assign(server.state, {
        answers,
        pageSize: 2,
        tools: ["a", "b", "c"].map((name) => ({
          name,
          description: `Does ${name}.`,
          inputSchema: { type: "object" },
        })),
        prompts: [{ name: "greet" }],
        resources: [{ name: "notes", uri: "file:///n", description: "Notes." }],
        instructions: "Use it for units.",
      });
      const url = `${server.base}/mcp`;
      const { facts, seen, of, reach } = await scan(url, {
        hosts: [server.host],
        entry: entryFor(url),
      });
      expect(seen).toMatchObject({
        https: true,
        tlsValid: true,
        tlsVersion: "TLSv1.3",
        redirectsToHttp: false,
        protocol: { version: "2025-11-25", serverName: "test-server", serverVersion: "1.4.0" },
        unanswered: null,
        auth: { state: "public", resource: null },
        declaredAuth: null,
        domainProof: null,
      });
      expect(facts.tools).toMatchObject({
        ok: true,
        value: {
          from: "live",
          tools: [{ name: "a" }, { name: "b" }, { name: "c" }],
          prompts: [{ name: "greet", description: null }],
          resources: [{ name: "notes", description: "Notes." }],
          instructions: "Use it for units.",
        },
      });
      expect(facts.version).toBe("1.4.0");
      if (facts.tools.ok)
        expect(facts.tools.value.setHash).toBe(toolSetHash(facts.tools.value.tools));
      expect(["XR-RM-01", "XR-AV-01", "AI-01", "CD-01", "CD-03"].map(of)).toEqual(
        Array(5).fill("pass"),
      );
      expect(of("XR-RM-02")).toBe("warn XR-RM-02/open-unsaid");
      expect(of("CQ-01")).toBe("not_applicable");
      expect(reach.evidence.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(["remote probe", "live tools"]),
      );
      // The session is ended, and nothing that could be a credential was sent.
      expect(server.seen.some(({ method }) => method === "DELETE")).toBe(true);
      for (const { headers } of server.seen)
        expect(headers).not.toMatchObject({ authorization: expect.anything() as unknown });
      expect(
        server.seen.find(({ said }) => said === "tools/list")?.headers["mcp-protocol-version"],
      ).toBe("2025-11-25");
    },
  );

  test.each([
    ["declared as sse", "sse"],
    ["of which the address says nothing", null],
  ])("of the older transport, %s, is asked too", async (_name, type) => {
    const server = await secure();
    const url = type === null ? `${server.base}/both` : `${server.base}/sse`;
    server.put("/both", (request, response) => {
      if (request.method === "POST") return void response.writeHead(405).end();
      response.writeHead(307, { location: "/sse" }).end();
    });
    const entry = type === null ? null : entryFor(url, { type });
    const { seen, facts } = await scan(url, { hosts: [server.host], entry });
    expect(seen?.protocol).toMatchObject({ version: "2025-11-25" });
    expect(facts.tools).toMatchObject({
      ok: true,
      value: { from: "live", tools: [{ name: "convert_units" }] },
    });
  });

  test("that is declared as open passes, and one that is declared as protected fails", async () => {
    const server = await secure();
    const url = `${server.base}/mcp`;
    const hosts = [server.host];
    const open = entryFor(url);
    open.document["_meta"] = { "org.mpaktrust": { credentials: [] } };
    expect((await scan(url, { hosts, entry: open })).of("XR-RM-02")).toBe("pass");
    const header = entryFor(url, { headers: [{ name: "X-Key", isSecret: true }] });
    expect((await scan(url, { hosts, entry: header })).of("XR-RM-02")).toBe("fail XR-RM-02/open");
  });
});

describe("the connection", () => {
  test.each<[string, () => Promise<Certificate>]>([
    ["of another host", () => newCertificate("other.example").then(trust)],
    ["of an authority that nobody knows", () => newCertificate()],
    ["that has ended", () => expired().then(trust)],
  ])("with a certificate %s fails, and nothing is asked over it", async (_name, make) => {
    const server = await secure(await make());
    const { seen, of, facts } = await scan(`${server.base}/mcp`, { hosts: [server.host] });
    expect(seen).toMatchObject({ https: true, tlsValid: false, auth: { state: "unknown" } });
    expect(of("XR-RM-01")).toBe("fail XR-RM-01/certificate");
    expect(["XR-RM-02", "AI-01", "CD-01"].map(of)).toEqual(Array(3).fill("not_checkable tls"));
    expect(facts.tools).toMatchObject({ ok: false, reason: "tls" });
    expect(server.seen).toEqual([]);
    tls.setDefaultCACertificates([...trusted, certificate.cert]);
  });

  test("over plain http fails, also for a host inside that an administrator has opened", async () => {
    const server = await secure(null);
    const { seen, of } = await scan(`${server.base}/mcp`, { hosts: [server.host] });
    expect(seen).toMatchObject({ https: false, tlsValid: false, tlsVersion: null });
    expect(of("XR-RM-01")).toBe("fail XR-RM-01/plain-http");
    expect(of("CD-01")).toBe("pass");
  });

  test.each([301, 302, 307, 308])(
    "that is sent on to plain http with %i fails, and is not followed",
    async (status) => {
      const [server, plain] = [await secure(), await secure(null)];
      server.put("/mcp", (_request, response) =>
        response.writeHead(status, { location: `${plain.base}/mcp` }).end(),
      );
      const { seen, of } = await scan(`${server.base}/mcp`, { hosts: ["127.0.0.1"] });
      expect(seen?.redirectsToHttp).toBe(true);
      expect(of("XR-RM-01")).toBe("fail XR-RM-01/downgrade");
      expect(of("XR-RM-02")).toBe("not_checkable tls");
      expect(plain.seen).toEqual([]);
    },
  );

  test("is followed to another https address with 307 and 308 only", async () => {
    const [server, other] = [await secure(), await secure()];
    server.put("/kept", (_request, response) =>
      response.writeHead(308, { location: `${other.base}/mcp` }).end(),
    );
    server.put("/lost", (_request, response) =>
      response.writeHead(302, { location: `${other.base}/mcp` }).end(),
    );
    const hosts = ["127.0.0.1"];
    expect((await scan(`${server.base}/kept`, { hosts })).seen?.protocol).not.toBeNull();
    const lost = await scan(`${server.base}/lost`, { hosts });
    expect(lost.of("XR-AV-01")).toBe("fail XR-AV-01/no-initialize");
    server.put("/login", (_request, response) =>
      response.writeHead(302, { location: "/oauth/authorize" }).end(),
    );
    expect((await scan(`${server.base}/login`, { hosts })).seen?.auth.state).toBe("forbidden");
  });
});

async function trust(made: Certificate): Promise<Certificate> {
  tls.setDefaultCACertificates([...trusted, certificate.cert, made.cert]);
  return Promise.resolve(made);
}

async function expired(): Promise<Certificate> {
  const pems = await selfsigned.generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - 2 * 86_400_000),
    notAfterDate: new Date(Date.now() - 86_400_000),
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
    ],
  });
  return { cert: pems.cert, key: pems.private };
}

describe("a server that wants a sign-in", () => {
  const challenge =
    (text: string) => (_request: http.IncomingMessage, response: http.ServerResponse) =>
      void response.writeHead(401, text === "" ? {} : { "www-authenticate": text }).end("{}");

  async function guarded({
    methods,
    issuer,
    where = "challenge",
  }: {
    methods?: string[];
    issuer?: string;
    where?: "challenge" | "well-known";
  }) {
    const server = await secure();
    const { base } = server;
    const at = where === "challenge" ? "/metadata" : "/.well-known/oauth-protected-resource/mcp";
    server.put(
      "/mcp",
      challenge(
        where === "challenge"
          ? `Bearer resource_metadata="${base}/metadata", scope="files:read"`
          : "",
      ),
    );
    server.putJson(at, {
      resource: `${base}/mcp`,
      authorization_servers: [`${base}/tenant`],
      scopes_supported: ["files:write"],
    });
    server.putJson("/.well-known/openid-configuration/tenant", {
      issuer: issuer ?? `${base}/tenant`,
      op_policy_uri: "https://acme.example/privacy",
      ...(methods ? { code_challenge_methods_supported: methods } : {}),
    });
    const url = `${base}/mcp`;
    return scan(url, { hosts: [server.host], entry: entryFor(url) });
  }

  test.each(["challenge", "well-known"] as const)("and says where, by its %s", async (where) => {
    const { seen, of, facts } = await guarded({ methods: ["plain", "S256"], where });
    expect(seen).toMatchObject({
      protocol: null,
      auth: { state: "challenged", pkceS256: true },
      policyUri: "https://acme.example/privacy",
    });
    expect(seen?.auth.scopesSupported).toEqual(
      where === "challenge" ? ["files:write", "files:read"] : ["files:write"],
    );
    expect(of("XR-RM-02")).toBe("pass");
    expect(of("AI-01")).toBe("warn AI-01/not-greeted");
    expect(facts.tools).toMatchObject({ ok: false, reason: "auth_required" });
    expect(of("XR-DH-03")).toBe("pass");
  });

  test("without PKCE, or with metadata of another issuer, fails", async () => {
    expect((await guarded({ methods: ["plain"] })).of("XR-RM-02")).toBe("fail XR-RM-02/no-pkce");
    expect((await guarded({})).of("XR-RM-02")).toBe("fail XR-RM-02/no-pkce");
    expect(
      (await guarded({ methods: ["S256"], issuer: "https://evil.example" })).of("XR-RM-02"),
    ).toBe("fail XR-RM-02/no-pkce");
  });

  test("and does not say where fails, unless it is declared with a key of its own", async () => {
    const server = await secure();
    const url = `${server.base}/mcp`;
    const hosts = [server.host];
    server.put("/mcp", challenge("Bearer"));
    expect((await scan(url, { hosts, entry: entryFor(url) })).of("XR-RM-02")).toBe(
      "fail XR-RM-02/no-metadata",
    );
    const header = entryFor(url, { headers: [{ name: "X-Key", isRequired: true }] });
    expect((await scan(url, { hosts, entry: header })).of("XR-RM-02")).toBe("pass");
    server.put("/mcp", challenge(""));
    const bare = await scan(url, { hosts, entry: entryFor(url) });
    expect(bare.seen?.auth.state).toBe("forbidden");
    expect(bare.of("XR-RM-02")).toBe("fail XR-RM-02/no-challenge");
  });

  test("whose metadata cannot be reached is not judged by that", async () => {
    const server = await secure();
    server.put("/mcp", challenge(`Bearer resource_metadata="http://10.0.0.1/metadata"`));
    const { of } = await scan(`${server.base}/mcp`, { hosts: [server.host] });
    expect(of("XR-RM-02")).toBe("not_checkable unreachable");
  });

  test("only for its tools is known to speak MCP, and its tools are not known", async () => {
    const server = await secure();
    server.state.signInFor = "tools/list";
    const { seen, of } = await scan(`${server.base}/mcp`, { hosts: [server.host] });
    expect(seen).toMatchObject({
      protocol: { serverName: "test-server" },
      auth: { state: "challenged" },
    });
    expect([of("XR-AV-01"), of("CD-01")]).toEqual(["pass", "not_checkable auth_required"]);
  });
});

describe("a server that tells its tools only to those who sign in", () => {
  const VALUE = "Bearer token-of-the-account-for-scans";
  const credential = { header: "Authorization", value: VALUE };
  const DECLARED = [{ name: "convert_units", description: "Converts a length." }];
  const declaring = (url: string, tools: unknown[] = DECLARED) => {
    const entry = entryFor(url);
    const _meta = { "io.modelcontextprotocol.registry/publisher-provided": { tools } };
    const document = { ...entry.document, description: "Converts units.", _meta };
    return { ...entry, document: document as EntryFacts["document"] };
  };
  const shown = ({ seen }: McpServer) => seen.filter(({ headers }) => headers.authorization);

  /** A real server behind a door that opens with the credential. */
  async function behindDoor(value = VALUE) {
    const server = await secure();
    server.state.signIn = value;
    return { server, url: `${server.base}/mcp`, hosts: [server.host] };
  }

  test("is judged by what its server.json declares, which is said and holds it below L2", async () => {
    const { url, hosts } = await behindDoor();
    const { facts, of } = await scan(url, { hosts, entry: declaring(url) });
    expect(facts.tools).toMatchObject({
      ok: true,
      value: { from: "declared", tools: [{ name: "convert_units" }] },
    });
    expect([of("AI-01"), of("CD-01")]).toEqual([
      "warn AI-01/not-greeted",
      "warn CD-01/declared-only",
    ]);
    for (const id of ["CD-03", "XR-TD-01", "XR-TD-02", "XR-AV-01"])
      expect([id, of(id)]).toEqual([id, "not_checkable auth_required"]);
  });

  test("is asked for them with the credential that is kept for it, and for nothing as a stranger", async () => {
    const { server, url, hosts } = await behindDoor();
    const { facts, seen, of, reach } = await scan(url, {
      ...{ hosts, credential },
      entry: declaring(url, [{ name: "another" }]),
    });
    expect(facts.tools).toMatchObject({
      ok: true,
      value: { from: "live", tools: [{ name: "convert_units" }] },
    });
    expect(seen).toMatchObject({
      protocol: { serverName: "test-server" },
      // How it answers strangers is judged by what it answered a stranger.
      auth: { state: "challenged" },
    });
    expect(["AI-01", "CD-01", "CD-03", "XR-AV-01"].map(of)).toEqual(Array(4).fill("pass"));
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
    expect(shown(server).every(({ path: at }) => at === "/mcp")).toBe(true);
    expect(JSON.stringify([facts, reach.evidence.map(({ body }) => String(body))])).not.toContain(
      "token-of-the-account",
    );
  });

  test("and refuses the credential stays as declared, or unknown", async () => {
    const { url, hosts } = await behindDoor("Bearer another-token-than-that");
    const told = await scan(url, { hosts, credential, entry: entryFor(url) });
    expect(told.facts.tools).toMatchObject({
      reason: "auth_required",
      detail: expect.stringContaining("refused the credential") as string,
    });
    const declared = await scan(url, { hosts, credential, entry: declaring(url) });
    expect(declared.of("CD-01")).toBe("warn CD-01/declared-only");
  });

  test("and repeats the credential is not believed, and nothing of that is kept", async () => {
    const { server, url, hosts } = await behindDoor();
    server.state.instructions = `You are ${VALUE.slice("Bearer ".length)}.`;
    const { facts, of, reach } = await scan(url, { hosts, credential });
    expect(of("CD-01")).toBe("not_checkable not_captured");
    expect(JSON.stringify([facts, reach.evidence.map(({ body }) => String(body))])).not.toContain(
      "token-of-the-account",
    );
  });

  test("is shown the credential at its own origin alone, whereto ever it sends us", async () => {
    const { server, url, hosts } = await behindDoor();
    const thief = await secure();
    server.put("/mcp", (request, response) =>
      request.headers.authorization === undefined
        ? void response.writeHead(401, { "www-authenticate": "Bearer" }).end()
        : void response.writeHead(307, { location: `${thief.base}/mcp` }).end(),
    );
    await scan(url, { hosts: [...hosts, thief.host], credential });
    expect(shown(server)).not.toEqual([]);
    expect(thief.seen).not.toEqual([]);
    expect(shown(thief)).toEqual([]);
  });

  test("is not shown it where strangers get everything, or where its certificate is not trusted", async () => {
    const open = await secure();
    await scan(`${open.base}/mcp`, { hosts: [open.host], credential });
    expect(shown(open)).toEqual([]);
    const untrusted = await secure(await newCertificate());
    untrusted.state.signIn = VALUE;
    await scan(`${untrusted.base}/mcp`, { hosts: [untrusted.host], credential });
    expect(untrusted.seen).toEqual([]);
    const plain = await startMcpServer();
    running.push(plain);
    plain.state.signIn = VALUE;
    await scan(`${plain.base}/mcp`, { hosts: [plain.host], credential });
    expect(shown(plain)).toEqual([]);
  });
});

describe("a server that is no help", () => {
  const answering = async (handler: (response: http.ServerResponse) => void) => {
    const server = await secure();
    server.put("/mcp", (_request, response) => handler(response));
    return scan(`${server.base}/mcp`, { hosts: [server.host] });
  };

  test.each<[string, (response: http.ServerResponse) => void, string, string]>([
    [
      "answers 500",
      (response) => response.writeHead(500).end(),
      "not_checkable registry_5xx",
      "not_checkable registry_5xx",
    ],
    [
      "asks to wait",
      (response) => response.writeHead(429).end(),
      "not_checkable rate_limited",
      "not_checkable rate_limited",
    ],
    [
      "answers with a page",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>Hello"),
      "fail AI-01/initialize",
      "not_checkable not_captured",
    ],
    [
      "has nothing there",
      (response) => response.writeHead(404).end(),
      "fail AI-01/initialize",
      "not_checkable not_captured",
    ],
    ["never answers", () => undefined, "not_checkable timeout", "not_checkable timeout"],
    [
      "never ends a stream",
      (response) =>
        response.writeHead(200, { "content-type": "text/event-stream" }).write("data: {"),
      "not_checkable timeout",
      "not_checkable timeout",
    ],
    [
      "sends without end",
      (response) => flood(response),
      "not_checkable too_large",
      "not_checkable too_large",
    ],
    [
      "redirects in a circle",
      (response) => response.writeHead(307, { location: "/mcp" }).end(),
      "not_checkable unreachable",
      "not_checkable unreachable",
    ],
    [
      "redirects to an address inside",
      (response) => response.writeHead(307, { location: "https://10.0.0.1/mcp" }).end(),
      "not_checkable unreachable",
      "not_checkable unreachable",
    ],
  ])(
    "because it %s: its connection is judged all the same",
    async (_name, handler, initialize, tools) => {
      const { of } = await answering(handler);
      expect([of("XR-RM-01"), of("AI-01"), of("CD-01")]).toEqual(["pass", initialize, tools]);
    },
    15_000,
  );

  test("because it closes the door in the middle", async () => {
    const { of } = await answering(
      (response) =>
        response.writeHead(200, { "content-length": "100" }).write("{") && response.destroy(),
    );
    expect(of("AI-01")).toBe("not_checkable unreachable");
  });

  test.each<[string, unknown[], string]>([
    [
      "10,000 tools",
      Array.from({ length: 10_000 }, (_, at) => ({ name: `t${at}`, description: "Does it." })),
      "too_large",
    ],
    [
      "a description of a megabyte",
      [{ name: "t", description: "x".repeat(1_048_576) }],
      "too_large",
    ],
    [
      "descriptions of eight megabytes",
      Array.from({ length: 80 }, () => ({ name: "t", description: "x".repeat(100_000) })),
      "too_large",
    ],
    ["a tool that is none", [7], "not_captured"],
  ])("because it lists %s: it is known, its tools are not", async (_name, tools, reason) => {
    const server = await secure();
    server.state.tools = tools;
    const { seen, of } = await scan(`${server.base}/mcp`, { hosts: [server.host] });
    expect(seen?.protocol).not.toBeNull();
    expect([of("CD-01"), of("XR-AV-01")]).toEqual([`not_checkable ${reason}`, "pass"]);
  });

  test.each([
    [
      "sends its messages to another host",
      "event: endpoint\ndata: https://other.example/messages\n\n",
      "not_captured",
    ],
    ["names no address for messages", "data: hello\n\n", "not_captured"],
    ["ends its stream at once", "", "not_captured"],
  ])("of the older transport, because it %s", async (_name, events, reason) => {
    const server = await secure();
    server.put("/sse", (_request, response) =>
      response.writeHead(200, { "content-type": "text/event-stream" }).end(events),
    );
    const { of, seen } = await scan(`${server.base}/sse`, { hosts: [server.host] });
    expect(of("CD-01")).toBe(`not_checkable ${reason}`);
    expect(seen?.protocol).toBeNull();
    expect(server.seen.every(({ path: asked }) => !asked.startsWith("/messages"))).toBe(true);
  });

  test("because the name of its session is none", async () => {
    const { of } = await answering((response) =>
      response
        .writeHead(200, { "content-type": "application/json", "mcp-session-id": "a b" })
        .end("{}"),
    );
    expect(of("CD-01")).toBe("not_checkable not_captured");
  });

  test("is given up after the time for all of it, however many pages it has", async () => {
    const server = await secure();
    server.put("/mcp", (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const timer = setInterval(() => response.write(": still there\n\n"), 20);
      response.on("close", () => clearInterval(timer));
    });
    const reach = reachOf([server.host], 20_000);
    const before = performance.now();
    const { remote } = await collectRemote(
      reach,
      { address: `${server.base}/mcp`, entry: null },
      { totalMs: 400 },
    );
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(remote).toMatchObject({
      ok: true,
      value: { unanswered: { reason: "timeout" } satisfies Partial<RemoteFacts["unanswered"]> },
    });
  });

  test("does not fill the memory", async () => {
    const server = await secure();
    server.put("/mcp", (_request, response) => flood(response));
    global.gc?.();
    const before = process.memoryUsage().rss;
    for (let at = 0; at < 5; at += 1) await scan(`${server.base}/mcp`, { hosts: [server.host] });
    expect((process.memoryUsage().rss - before) / 1_048_576).toBeLessThan(150);
  });
});

function flood(response: http.ServerResponse) {
  response.writeHead(200, { "content-type": "application/json" });
  const piece = "x".repeat(262_144);
  const write = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", write);
  write();
}

describe("an address", () => {
  test("inside that nobody has opened is not asked, and looks like one that does not answer", async () => {
    for (const own of [certificate, null]) {
      const server = await secure(own);
      const { facts } = await scan(`${server.base}/mcp`, { hosts: [] });
      const missed = { ok: false, reason: "unreachable", detail: "It does not answer." };
      expect([facts.remote, facts.tools]).toEqual([missed, missed]);
      expect(server.seen).toEqual([]);
      const nowhere = await scan(server.base.replace(/\d+$/, "1025"), { hosts: ["127.0.0.1"] });
      expect(nowhere.facts.remote).toEqual(missed);
    }
  });

  test.each([
    ["https://{tenant}.acme.example/mcp", "{tenant}"],
    ["https://mcp.acme.example/{region}/mcp", "{region}"],
  ])("with a part that users fill in (%s) is not asked", async (url, variable) => {
    const { facts, of } = await scan(url, { hosts: [] });
    expect(facts.remote).toMatchObject({
      ok: false,
      reason: "not_declared",
      detail: expect.stringContaining(variable) as string,
    });
    expect([of("XR-RM-01"), of("CD-01")]).toEqual([
      "not_checkable not_declared",
      "not_checkable not_declared",
    ]);
  });

  test.each([
    ["mcp.acme.example/mcp", "is not an absolute http or https address"],
    ["ftp://acme.example/x", "uses ftp: where only http and https are allowed"],
    ["file:///etc/passwd", "uses file: where only http and https are allowed"],
    ["https://user:secret@acme.example/mcp", "carries credentials (user:password@)"],
  ])("that is none is not asked: %s", async (url, why) => {
    const { facts, reach } = await scan(url, { hosts: [] });
    expect(facts.remote).toEqual({
      ok: false,
      reason: "not_declared",
      detail: `Its address ${why}.`,
    });
    expect(reach.evidence).toEqual([]);
  });
});
