import https from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newCertificate, type Certificate } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { startDns, type DnsAnswer } from "#lib/testing/dns-server.ts";
import { askDns } from "./ask-dns.ts";
import { askWellKnown } from "./ask-well-known.ts";
import { domainName } from "./core/domain-name.ts";
import { proofText, WELL_KNOWN_PATH } from "./proof-text.ts";

const token = "T0ken-of-this-publisher";
const domain = "acme.test";

describe("DNS, over UDP", () => {
  const names = new Map<string, DnsAnswer>();
  let server: Awaited<ReturnType<typeof startDns>>;
  beforeAll(async () => {
    server = await startDns(names);
  });
  afterAll(() => server.close());

  test.each<[string, DnsAnswer | undefined, string]>([
    ["the record", [proofText(token)], "proven"],
    ["the record among others", ["v=spf1 -all", proofText("old"), proofText(token)], "proven"],
    ["a record in several strings", [`${"x".repeat(300)}`, proofText(token)], "proven"],
    ["the token of somebody else", [proofText("T0ken-of-another-one")], "wrong"],
    ["a part of the token", [proofText(token.slice(0, -1))], "wrong"],
    ["other records only", ["v=spf1 -all"], "absent"],
    ["a name without TXT records", [], "absent"],
    ["no such name", undefined, "absent"],
    ["a server that fails", "servfail", "not_checkable"],
    ["a server that refuses", "refused", "not_checkable"],
  ])("%s: %s", async (_what, answer, outcome) => {
    const name = `${outcome.replace("_", "-")}-${names.size}.${domain}`;
    if (answer !== undefined) names.set(name, answer);
    expect(await askDns({ domain: name, token }, [server.address])).toMatchObject({ outcome });
    expect(server.asked).toContain(name);
  });

  test("a record of another name proves nothing, not even of the parent", async () => {
    names.set("below.parent.test", [proofText(token)]);
    for (const name of ["parent.test", "beside.parent.test", "a.below.parent.test"])
      expect(await askDns({ domain: name, token }, [server.address])).toMatchObject({
        outcome: "absent",
      });
  });

  test("silence, nonsense and answers to other questions are no answer", async () => {
    const faults = ["silent", "garbage", "wrong_id"] as const;
    faults.forEach((fault) => names.set(`${fault.replace("_", "-")}.test`, fault));
    const answers = await Promise.all(
      faults.map((fault) =>
        askDns({ domain: `${fault.replace("_", "-")}.test`, token }, [server.address]),
      ),
    );
    for (const answer of answers) expect(answer.outcome).toBe("not_checkable");
  }, 60_000);
});

describe("the web server of the domain, over https", () => {
  let certificate: Certificate;
  let server: https.Server;
  let port: number;
  let answer: { status: number; body: string; location?: string };
  const hosts: (string | undefined)[] = [];
  beforeAll(async () => {
    certificate = await newCertificate(domain);
    server = https.createServer(certificate, (request, response) => {
      hosts.push(`${request.headers.host}${request.url}`);
      response
        .writeHead(answer.status, answer.location ? { location: answer.location } : {})
        .end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = (more: Partial<Parameters<typeof askWellKnown>[1]> = {}) =>
    askWellKnown(
      { domain, token },
      {
        port,
        ca: certificate.cert,
        allowedHosts: [`${domain}:${port}`],
        resolve: () => Promise.resolve(["127.0.0.1"]),
        ...more,
      },
    );

  test.each([
    ["the file", 200, proofText(token), "proven"],
    ["the file with other lines", 200, `# ours\r\n${proofText(token)}\r\n`, "proven"],
    ["another token", 200, proofText("other"), "wrong"],
    ["a page for whatever is asked", 200, `<html>${proofText(token)}</html>`, "absent"],
    ["nothing", 404, "", "absent"],
    ["gone", 410, "", "absent"],
    ["a server in trouble", 503, proofText(token), "not_checkable"],
    ["a door", 403, proofText(token), "not_checkable"],
    ["more than a proof", 200, "x".repeat(100_000), "not_checkable"],
  ])("%s: %i", async (_what, status, body, outcome) => {
    answer = { status, body };
    expect(await ask()).toMatchObject({ outcome });
    expect(hosts.at(-1)).toBe(`${domain}:${port}${WELL_KNOWN_PATH}`);
  });

  test.each([
    ["to another host", "https://elsewhere.test/"],
    ["to an address inside", "https://169.254.169.254/latest/"],
    ["to plain http", `http://${domain}/`],
  ])("a redirect %s is not followed", async (_what, location) => {
    answer = { status: 302, body: "", location };
    const before = hosts.length;
    expect(await ask()).toMatchObject({ outcome: "not_checkable" });
    expect(hosts.length).toBe(before + 1);
  });

  test("a name that leads inside, or to two places of which one is inside, is never asked", async () => {
    answer = { status: 200, body: proofText(token) };
    const before = hosts.length;
    for (const addresses of [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["10.0.0.1"]])
      expect(
        await ask({ allowedHosts: [], resolve: () => Promise.resolve(addresses) }),
      ).toMatchObject({ outcome: "not_checkable" });
    expect(hosts.length).toBe(before);
  });

  test("a certificate of somebody else proves nothing", async () => {
    answer = { status: 200, body: proofText(token) };
    const { cert } = await newCertificate(domain);
    expect(await ask({ ca: cert })).toMatchObject({ outcome: "not_checkable" });
  });
});

describe("a domain", () => {
  test.each([
    [" Acme.COM. ", "acme.com"],
    ["tools.acme.co.uk", "tools.acme.co.uk"],
    ["bücher.example", "xn--bcher-kva.example"],
    // Cyrillic letters: another domain than acme.com, and it shows.
    ["асме.com", "xn--80akut.com"],
    ["ａｃｍｅ.com", "acme.com"],
  ])("%j is written as %s", (text, expected) => {
    expect(domainName(text)).toBe(expected);
  });

  test.each([
    "",
    "com",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "0x7f.1",
    "acme.com:8080",
    "https://acme.com",
    "user@acme.com",
    "acme.com/path",
    "*.acme.com",
    "_dns.acme.com",
    "a..b",
    "-a.com",
    "a b.com",
    `${"a".repeat(64)}.com`,
  ])("%j is none", (text) => {
    expect(domainName(text)).toBeNull();
  });
});
