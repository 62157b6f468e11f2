import { createHash } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { reachTo } from "#lib/testing/trust-services.ts";
import { roleOf as roleByName } from "../code/source-file.ts";
import { askAnalysers } from "./ask-analysers.ts";

const TOKEN = "a-token-of-the-tests";
const ARCHIVE = Buffer.from("an archive");
const ITS_DIGEST = createHash("sha256").update(ARCHIVE).digest("hex");
type Asked = { url: string; authorization: string; type: string; body: Buffer };

/** What the sidecar does next; `hang` never answers. */
let next: { status: number; body: unknown; headers?: Record<string, string> } | "hang";
let asked: Asked[] = [];
let server: http.Server;
let url = "";

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { authorization = "", "content-type": type = "" } = request.headers;
      asked.push({ url: request.url ?? "", authorization, type, body: Buffer.concat(chunks) });
      if (next === "hang") return;
      const { body } = next;
      response
        .writeHead(next.status, next.headers)
        .end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const reachOf = (change = {}) => reachTo({ analyser: { url, token: TOKEN, ...change } });
const PYPI = { archive: ARCHIVE, layout: "sdist", kind: "pypi" } as const;
const NPM = { archive: ARCHIVE, layout: "npm", kind: "npm" } as const;

const found = (change = {}) => ({
  ...{ rule: "B602", severity: "high", confidence: "high", title: "A shell" },
  ...{ file: "server.py", line: 3, ...change },
});
const tool = (change = {}) => ({
  ...{ version: "1.9.4", findings: [found()], unread: [], reason: null, detail: null },
  ...change,
});
const answers = (bandit: unknown, guarddog: unknown = null, sha256 = ITS_DIGEST) => {
  next = { status: 200, body: { sha256, tools: { bandit, guarddog } } };
};

test("an archive is sent with the token, and what comes back is evidence", async () => {
  answers(tool(), tool({ version: "3.1.0", findings: [] }));
  const reach = reachOf();
  const got = await askAnalysers(reach, PYPI);
  const [evidence] = reach.evidence;
  expect(asked).toEqual([
    {
      url: "/analyse?kind=pypi&format=tgz",
      authorization: `Bearer ${TOKEN}`,
      type: "application/octet-stream",
      body: ARCHIVE,
    },
  ]);
  const whole = { unread: [], incomplete: null };
  const place = { file: "server.py", line: 3 };
  const { file: _file, line: _line, ...rest } = found();
  expect(got).toEqual({
    bandit: {
      ok: true,
      value: { version: "1.9.4", findings: [{ ...rest, place, role: "own" }], ...whole },
      evidence: [evidence?.sha256],
    },
    guarddog: {
      ok: true,
      value: { version: "3.1.0", findings: [], ...whole },
      evidence: [evidence?.sha256],
    },
  });
  expect(reach.evidence).toMatchObject([{ kind: "analysers", httpStatus: 200 }]);
  expect(JSON.stringify(reach.evidence)).not.toContain(TOKEN);
});

test("without a sidecar, or without bytes, nothing is asked", async () => {
  expect(await askAnalysers(reachTo({}), PYPI)).toBeUndefined();
  expect(await askAnalysers(reachTo({ analyser: null }), PYPI)).toBeUndefined();
  expect(await askAnalysers(reachOf(), { ...PYPI, archive: null })).toBeUndefined();
  expect(asked).toEqual([]);
});

test.each([
  ["npm", "npm", "tgz"],
  ["pypi", "wheel", "zip"],
  ["pypi", "bundle", "zip"],
] as const)("of %s, a %s is sent as %s", async (kind, layout, format) => {
  answers(null);
  await askAnalysers(reachOf(), { archive: ARCHIVE, kind, layout });
  expect(asked).toMatchObject([{ url: `/analyse?kind=${kind}&format=${format}` }]);
});

test("without a token none is sent", async () => {
  answers(null);
  await askAnalysers(reachOf({ token: null }), PYPI);
  expect(asked).toMatchObject([{ authorization: "" }]);
});

test("a tool that it does not have is none, and Bandit is for Python alone", async () => {
  answers(null, null);
  expect(await askAnalysers(reachOf(), PYPI)).toEqual({ bandit: null, guarddog: null });
  answers(tool(), undefined);
  expect(await askAnalysers(reachOf(), NPM)).toEqual({
    bandit: null,
    guarddog: null,
  });
});

/** The role of each file to Bandit, and which of them it counts as unread. */
async function rolesOf(files: readonly string[], change = {}) {
  answers(tool({ findings: files.map((file) => found({ file })), unread: files }));
  const got = await askAnalysers(reachOf(), { ...PYPI, ...change });
  if (!got?.bandit?.ok) throw new Error("There is no report.");
  const { findings, unread } = got.bandit.value;
  return [...findings.map(({ role }) => role), ...unread];
}

test("whose code it is comes from its name, or from who knows better", async () => {
  const files = ["a.py", "tests/b.py", ".venv/c.py"];
  expect(await rolesOf(files)).toEqual(["own", "aside", "vendored", "a.py"]);
  expect(await rolesOf(files, { layout: "bundle", roleOf: () => "vendored" })).toEqual(
    Array(3).fill("vendored"),
  );
});

test("no folder inside a package hides what is imported at run time", async () => {
  const inside = ["acme/examples/core.py", "src/acme/tests/run.py", "acme/docs/tool"];
  const all = [...Array<string>(3).fill("own"), ...inside];
  expect(await rolesOf(inside)).toEqual(all);
  expect(await rolesOf(inside, { layout: "wheel" })).toEqual(all);
});

test("a folder of a package that is named like one of dependencies is its own, but in bundles", async () => {
  const inside = ["acme/venv/core.py", "acme/node_modules/core.py"];
  expect(await rolesOf(inside)).toEqual(["own", "own", ...inside]);
  expect(await rolesOf([".venv/c.py"], { layout: "wheel" })).toEqual(["own", ".venv/c.py"]);
  const bundle = { layout: "bundle", roleOf: roleByName, ownCode: new Set(["venv/server.py"]) };
  expect(await rolesOf(["lib/venv/x.py", "venv/server.py"], bundle)).toEqual(["vendored", "own", "venv/server.py"]); // prettier-ignore
});

test("the same counts for GuardDog in Python, and names alone in packages of npm", async () => {
  const files = ["acme/venv/core.py", "node_modules/a.js", "tests/a.js"];
  answers(null, tool({ findings: files.map((file) => found({ file })) }));
  const roles = async (asked: typeof PYPI | typeof NPM) => {
    const got = await askAnalysers(reachOf(), asked);
    return got?.guarddog?.ok ? got.guarddog.value.findings.map(({ role }) => role) : null;
  };
  expect(await roles(PYPI)).toEqual(["own", "vendored", "aside"]);
  expect(await roles(NPM)).toEqual(["vendored", "vendored", "aside"]);
});

test("folders beside the packages are aside, unless they are installed or imported", async () => {
  const beside = ["tests/run.py", "examples/acme/core.py"];
  expect(await rolesOf(beside)).toEqual(["aside", "aside"]);
  expect(await rolesOf(beside, { layout: "wheel" })).toEqual(["own", "own", ...beside]);
  const ownCode = new Set(["examples/acme/core.py"]);
  expect(await rolesOf(beside, { ownCode })).toEqual(["aside", "own", "examples/acme/core.py"]);
});

const REPLIES: [string, () => void, string][] = [
  ["wants credentials", () => (next = { status: 401, body: {} }), "auth_required"],
  ["is busy", () => (next = { status: 429, body: {} }), "rate_limited"],
  ["breaks", () => (next = { status: 500, body: {} }), "registry_5xx"],
  ["has no room", () => (next = { status: 503, body: {} }), "registry_5xx"],
  ["is something else", () => (next = { status: 404, body: {} }), "unreachable"],
  ["does not unpack it", () => (next = { status: 422, body: {} }), "opaque_artifact"],
  ["sends elsewhere", () => (next = { status: 302, body: "", headers: { location: "http://127.0.0.1:9/" } }), "unreachable"], // prettier-ignore
  ["talks garbage", () => (next = { status: 200, body: "<html>" }), "registry_5xx"],
  ["answers nothing", () => (next = { status: 200, body: {} }), "registry_5xx"],
  ["speaks of other bytes", () => answers(tool(), null, "0".repeat(64)), "registry_5xx"],
  ["names a severity of its own", () => answers(tool({ findings: [found({ severity: "bad" })] })), "registry_5xx"], // prettier-ignore
  ["names a place outside", () => answers(tool({ findings: [found({ file: "../x.py" })] })), "registry_5xx"], // prettier-ignore
  ["leaves a place outside unread", () => answers(tool({ unread: ["/etc/x.py"] })), "registry_5xx"],
  ["says nothing and no reason", () => answers(tool({ findings: null })), "registry_5xx"],
  ["took too long", () => answers(tool({ findings: null, reason: "timeout" })), "timeout"],
  ["could not run it", () => answers(tool({ findings: null, reason: "error" })), "registry_5xx"],
  ["hangs", () => (next = "hang"), "timeout"],
];

test.each(REPLIES)("a sidecar that %s is never a clean result", async (_what, reply, reason) => {
  reply();
  const got = await askAnalysers(reachOf({ timeoutMs: 1_500 }), PYPI);
  expect(got?.bandit).toMatchObject({ ok: false, reason });
  expect(JSON.stringify(got)).not.toContain(TOKEN);
});

test("nobody at home is told as unreachable, for both tools", async () => {
  const nobody = { url: "http://127.0.0.1:9" };
  const missing = {
    ok: false,
    reason: "unreachable",
    detail: "The analysers: It does not answer.",
  };
  expect(await askAnalysers(reachOf(nobody), PYPI)).toEqual({ bandit: missing, guarddog: missing });
  expect(await askAnalysers(reachOf(nobody), { ...PYPI, kind: "npm" })).toEqual({
    bandit: null,
    guarddog: missing,
  });
});

test("findings that are not all are kept, with the reason", async () => {
  answers(tool({ reason: "error", detail: "Some of its rules could not be applied." }));
  const got = await askAnalysers(reachOf(), PYPI);
  expect(got?.bandit).toMatchObject({
    ok: true,
    value: {
      findings: [{ rule: "B602" }],
      incomplete: {
        reason: "registry_5xx",
        detail: "Bandit: Some of its rules could not be applied.",
      },
    },
  });
});
