import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { AppError } from "#lib/kernel/errors.ts";
import { newCertificate } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { guardedFetch, openConnections, redirectTarget } from "./guarded-fetch.ts";

let server: http.Server;
let port: number;
const seen: string[] = [];
const tokens: (string | undefined)[] = [];
let lastHeaders: http.IncomingHttpHeaders = {};

beforeAll(async () => {
  server = http.createServer((request, response) => {
    seen.push(request.url ?? "");
    tokens.push(request.headers.authorization);
    lastHeaders = request.headers;
    if (request.url === "/echo") {
      response.writeHead(503, { "retry-after": "7" });
      request.pipe(response);
      return;
    }
    answer(new URL(request.url ?? "/", "http://x"), response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function answer(url: URL, response: http.ServerResponse): void {
  const to = url.searchParams.get("to");
  if (to !== null) {
    response.writeHead(Number(url.searchParams.get("status") ?? 302), { location: to }).end("go");
  } else if (url.pathname === "/loop") {
    response.writeHead(302, { location: "/loop" }).end();
  } else if (url.pathname === "/large") {
    response.writeHead(200).end("x".repeat(100_000));
  } else if (url.pathname === "/endless") {
    response.writeHead(200).write("x");
  } else if (url.pathname === "/missing") {
    response.writeHead(404).end("{}");
  } else if (url.pathname !== "/silent") {
    response.writeHead(200, { "content-type": "application/json" }).end('{"secret":true}');
  }
}

const base = () => `http://127.0.0.1:${port}`;
const own = () => ({ allowedHosts: [`127.0.0.1:${port}`], timeoutMs: 2_000 });
const refusal = async (work: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

const LOOPBACK = [
  "127.0.0.1",
  "127.0.0.1.",
  "127.1",
  "127.0.1",
  "127.1.2.3",
  "127.255.255.254",
  "2130706433",
  "0x7f000001",
  "0x7f.0.0.1",
  "0x7f.0x0.0x0.0x1",
  "0177.0.0.1",
  "0177.0.0.01",
  "017700000001",
  "0x7f.1",
  "127.0x1",
  "0",
  "0.0.0.0",
  "0x0",
  "00.0.0.0",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[0000:0000:0000:0000:0000:0000:0000:0001]",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[64:ff9b::127.0.0.1]",
  "[2002:7f00:1::]",
  "%31%32%37.0.0.1",
  "１２７.０.０.１",
  "①②⑦.⓪.⓪.①",
  "127。0。0。1",
];
const INTERNAL = [
  "10.0.0.1",
  "10.255.255.255",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "192.168.255.255",
  "100.64.0.1",
  "100.127.255.255",
  "169.254.0.1",
  "169.254.169.254",
  "2852039166",
  "0xa9fea9fe",
  "0251.0376.0251.0376",
  "[::ffff:169.254.169.254]",
  "[64:ff9b::a9fe:a9fe]",
  "[2002:a9fe:a9fe::]",
  "169.254.170.2",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "198.18.0.1",
  "198.19.255.255",
  "192.0.2.1",
  "192.88.99.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "[fc00::1]",
  "[fd00:ec2::254]",
  "[fd12:3456:789a::1]",
  "[fe80::1]",
  "[fec0::1]",
  "[ff02::1]",
  "[2001:db8::1]",
  "[2001::1]",
  "[100::1]",
  "[::ffff:10.0.0.1]",
  "[::10.0.0.1]",
  "metadata.google.internal",
];

describe("addresses inside", () => {
  test.each([...LOOPBACK, ...INTERNAL])("%s is not fetched", async (host) => {
    const before = seen.length;
    const error = await refusal(
      guardedFetch(`http://${host}:${port}/`, { timeoutMs: 2_000, resolve: resolver(host) }),
    );
    expect(error.code).toBe("invalid");
    expect(error.message).not.toContain(host);
    expect(seen.length).toBe(before);
  });

  test("blocked and unreachable look the same", async () => {
    const blocked = await refusal(guardedFetch(`${base()}/`));
    const absent = await refusal(
      guardedFetch("http://nobody.example/", {
        resolve: () => Promise.reject(new Error("ENOTFOUND")),
      }),
    );
    expect(blocked.message).toBe(absent.message);
    expect(blocked.message).not.toContain("secret");
  });

  test.each([
    ["a private address behind a name", ["10.0.0.1"]],
    ["one private address among public ones", ["93.184.216.34", "10.0.0.1"]],
    ["a private IPv6 address beside a public IPv4 one", ["93.184.216.34", "fd00::1"]],
    ["no address at all", []],
  ])("%s is refused", async (_name, addresses) => {
    await refusal(
      guardedFetch("http://name.example/", { resolve: () => Promise.resolve(addresses) }),
    );
  });

  test("a name that changes its address between look-ups is judged at each connection", async () => {
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    const resolve = () => Promise.resolve(answers.shift() ?? ["10.0.0.1"]);
    const options = { allowedHosts: ["127.0.0.0/8"], resolve, timeoutMs: 2_000 };
    const url = `http://rebind.example:${port}/`;
    expect((await guardedFetch(url, options)).status).toBe(200);
    await refusal(guardedFetch(url, options));
  });

  test("proxy settings of the environment are not followed", async () => {
    vi.stubEnv("HTTP_PROXY", base());
    vi.stubEnv("http_proxy", base());
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    const before = seen.length;
    await refusal(guardedFetch("http://10.0.0.1/", { timeoutMs: 2_000 }));
    expect(seen.length).toBe(before);
    vi.unstubAllEnvs();
  });
});

/** `localhost` must be found where the machine has no hosts file; metadata where there is no cloud. */
function resolver(host: string) {
  return () => Promise.resolve([host.startsWith("metadata") ? "93.184.216.34" : "127.0.0.1"]);
}

describe("what an administrator opens", () => {
  test.each([() => `127.0.0.1:${port}`, () => "127.0.0.1", () => "127.0.0.0/8"])(
    "is reached (%#)",
    async (entry) => {
      const answered = await guardedFetch(`${base()}/ok`, { allowedHosts: [entry()] });
      expect(answered).toMatchObject({ status: 200, contentType: "application/json" });
      expect(answered.body.toString()).toBe('{"secret":true}');
    },
  );

  test("another port or host stays closed", async () => {
    await refusal(guardedFetch(`${base()}/`, { allowedHosts: [`127.0.0.1:${port + 1}`] }));
    await refusal(
      guardedFetch(`${base()}/`, { allowedHosts: ["10.0.0.0/8", "registry.internal"] }),
    );
  });

  test.each(["169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "[::ffff:a9fe:a9fe]"])(
    "the metadata service at %s stays closed even then",
    async (host) => {
      const allowedHosts = ["0.0.0.0/0", "::/0", host.replace(/[[\]]/g, "")];
      await refusal(guardedFetch(`http://${host}/latest/`, { allowedHosts, timeoutMs: 1_000 }));
    },
  );

  test("and the metadata service by its name", async () => {
    const before = seen.length;
    await refusal(
      guardedFetch(`http://metadata.google.internal:${port}/`, {
        allowedHosts: ["metadata.google.internal", "127.0.0.0/8"],
        resolve: () => Promise.resolve(["127.0.0.1"]),
      }),
    );
    expect(seen.length).toBe(before);
  });

  test.each([22, 25, 5432, 6379, 9200, 27017])(
    "port %i needs an entry of its own",
    async (closed) => {
      await refusal(
        guardedFetch(`http://127.0.0.1:${closed}/`, {
          allowedHosts: ["127.0.0.1"],
          timeoutMs: 1_000,
        }),
      );
    },
  );
});

describe("addresses that are none", () => {
  test.each([
    "file:///etc/passwd",
    "gopher://127.0.0.1/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "ftp://ftp.example/",
    "blob:https://x/y",
    "unix:/var/run/docker.sock",
    "http://user:secret@registry.example/",
    "http://registry.example/a\r\nHost: x",
    "http://registry.example/ a",
    "\\\\share\\x",
    "http:",
    "",
    `http://x.example/${"a".repeat(9_000)}`,
  ])("%j is refused", async (address) => {
    expect((await refusal(guardedFetch(address))).code).toBe("invalid");
  });
});

describe("redirects", () => {
  test.each([301, 302, 303, 307, 308])("%i to an address inside is refused", async (status) => {
    const before = seen.length;
    const to = encodeURIComponent("http://10.0.0.1/");
    await refusal(guardedFetch(`${base()}/?status=${status}&to=${to}`, own()));
    expect(seen.length).toBe(before + 1);
  });

  test("to the same server is followed, five times at most", async () => {
    expect((await guardedFetch(`${base()}/?to=/ok`, own())).url).toBe(`${base()}/ok`);
    const error = await refusal(guardedFetch(`${base()}/loop`, own()));
    expect(error.message).toMatch(/redirects more than 5 times/);
  });

  test("to another host is refused where the caller asks for that", async () => {
    const to = encodeURIComponent(`http://localhost:${port}/ok`);
    const allowedHosts = ["127.0.0.1", "localhost"];
    const resolve = () => Promise.resolve(["127.0.0.1"]);
    const url = `${base()}/?to=${to}`;
    expect((await guardedFetch(url, { allowedHosts, resolve })).status).toBe(200);
    const error = await refusal(guardedFetch(url, { allowedHosts, resolve, sameHost: true }));
    expect(error.message).toMatch(/another host/);
  });

  test("a token goes to the host it is for, and along with no redirect to another one", async () => {
    const resolve = () => Promise.resolve(["127.0.0.1"]);
    const options = {
      allowedHosts: ["127.0.0.1", "localhost"],
      resolve,
      authorization: "Bearer t",
    };
    tokens.length = 0;
    await guardedFetch(`${base()}/?to=/ok`, options);
    const away = encodeURIComponent(`http://localhost:${port}/?to=${base()}/ok`);
    await guardedFetch(`${base()}/?to=${away}`, options);
    expect(tokens).toEqual(["Bearer t", "Bearer t", "Bearer t", undefined, undefined]);
  });

  test("from https to http is refused, and so are schemes and credentials", () => {
    const from = new URL("https://a.example/x");
    expect(redirectTarget(from, "/y", true).toString()).toBe("https://a.example/y");
    for (const location of ["http://a.example/", "file:///etc/passwd", "https://u:p@a.example/"])
      expect(() => redirectTarget(from, location, false)).toThrow(AppError);
  });
});

describe("what is sent", () => {
  test("signed headers go to the host they are for, and along with no redirect to another one", async () => {
    const resolve = () => Promise.resolve(["127.0.0.1"]);
    const allowedHosts = ["127.0.0.1", "localhost"];
    tokens.length = 0;
    const away = encodeURIComponent(`http://localhost:${port}/ok`);
    const credentials = { authorization: "AWS4 x", "x-amz-date": "d" };
    await guardedFetch(`${base()}/?to=${away}`, { allowedHosts, resolve, credentials });
    expect(tokens).toEqual(["AWS4 x", undefined]);
    expect(lastHeaders["x-amz-date"]).toBeUndefined();
  });

  test("a PUT carries its bytes unchanged, follows no redirect, and the wait that is asked for is kept", async () => {
    const body = Uint8Array.from({ length: 256 }, (_, index) => index);
    const post = { method: "PUT" as const, body, headers: { "content-type": "x/y" } };
    const answered = await guardedFetch(`${base()}/echo`, { ...own(), post });
    expect(answered).toMatchObject({ status: 503, retryAfter: "7" });
    expect(answered.body.equals(Buffer.from(body))).toBe(true);
    const before = seen.length;
    const to = `${base()}/?to=${encodeURIComponent("/ok")}`;
    expect((await guardedFetch(to, { ...own(), post })).status).toBe(302);
    expect(seen.length).toBe(before + 1);
  });

  test("a server with a certificate of the company is trusted by that certificate only", async () => {
    const certificate = await newCertificate();
    const secure = https.createServer(certificate, (_request, response) => response.end("{}"));
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    const { port: securePort } = secure.address() as AddressInfo;
    const url = `https://127.0.0.1:${securePort}/`;
    const allowedHosts = ["127.0.0.1"];
    await refusal(guardedFetch(url, { allowedHosts, timeoutMs: 2_000 }));
    await refusal(guardedFetch(url, { allowedHosts, ca: (await newCertificate()).cert }));
    expect((await guardedFetch(url, { allowedHosts, ca: certificate.cert })).status).toBe(200);
    secure.closeAllConnections();
    secure.close();
  });
});

describe("connections that stay open", () => {
  const opened = new Set<string>();
  beforeAll(() => {
    server.on("connection", (socket) => opened.add(`${socket.remoteAddress}:${socket.remotePort}`));
  });

  test("questions under the same rules share one, and others never do", async () => {
    const connections = openConnections();
    try {
      opened.clear();
      for (let at = 0; at < 20; at += 1)
        await guardedFetch(`${base()}/`, { ...own(), connections });
      // A question may begin before the connection of the one before is free again.
      expect(opened.size).toBeLessThanOrEqual(2);
      await refusal(guardedFetch(`${base()}/`, { connections }));
      opened.clear();
      await guardedFetch(`${base()}/`, { allowedHosts: ["127.0.0.0/8"], connections });
      expect(opened.size).toBe(1);
    } finally {
      connections.close();
    }
  });

  test("one that the other side has closed is opened again", async () => {
    const connections = openConnections();
    try {
      for (let at = 0; at < 20; at += 1) {
        const { status } = await guardedFetch(`${base()}/`, { ...own(), connections });
        expect(status).toBe(200);
        server.closeIdleConnections();
      }
    } finally {
      connections.close();
    }
  });

  test("a token is sent with its own question only", async () => {
    const connections = openConnections();
    try {
      await guardedFetch(`${base()}/`, { ...own(), connections, authorization: "Bearer t" });
      await guardedFetch(`${base()}/`, { ...own(), connections });
      expect(tokens.slice(-2)).toEqual(["Bearer t", undefined]);
    } finally {
      connections.close();
    }
  });
});

describe("limits", () => {
  test("an answer over the limit is cut off", async () => {
    const error = await refusal(guardedFetch(`${base()}/large`, { ...own(), maxBytes: 1_000 }));
    expect(error).toMatchObject({ code: "too_large" });
  });

  test.each(["/silent", "/endless"])("a server that hangs (%s) is given up", async (path) => {
    const error = await refusal(guardedFetch(base() + path, { ...own(), timeoutMs: 300 }));
    expect(error.code).toBe("invalid");
  });

  test("an error status is an answer", async () => {
    expect(await guardedFetch(`${base()}/missing`, own())).toMatchObject({ status: 404 });
  });
});
