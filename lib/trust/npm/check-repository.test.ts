import type http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startNpmRegistry } from "#lib/testing/npm-registry.ts";
import { checkRepository, isSignInPage } from "./check-repository.ts";

const COMMIT = "c".repeat(40);
let registry: Awaited<ReturnType<typeof startNpmRegistry>>;
beforeAll(async () => {
  registry = await startNpmRegistry();
});
afterAll(() => registry.close());

const status =
  (code: number) => (_request: http.IncomingMessage, response: http.ServerResponse) => {
    response.writeHead(code).end("{}");
  };
const check = (declared: string | null, commit: string | null = null) =>
  checkRepository(registry.reach(), { declared, commit });

test.each(["github:acme/gone", "acme/gone", "git+ssh://git@github.com/acme/gone.git"])(
  "%s that GitHub does not have is missing",
  async (declared) => {
    expect(await check(declared)).toMatchObject({
      ok: true,
      value: { url: "https://github.com/acme/gone", state: "missing", commitExists: null },
    });
  },
);

test("a commit is there, is not there, or was not told", async () => {
  registry.put("/github/repos/acme/tool", {});
  const at = `/github/repos/acme/tool/commits/${COMMIT}`;
  registry.put(at, { sha: COMMIT, commit: { verification: { verified: false } } });
  expect(await check("acme/tool", COMMIT)).toMatchObject({
    value: { commitExists: true, commitSigned: false },
  });
  registry.put(at, status(422));
  expect(await check("acme/tool", COMMIT)).toMatchObject({
    value: { commitExists: false, commitSigned: null },
  });
  registry.put(at, status(403));
  expect(await check("acme/tool", COMMIT)).toMatchObject({ value: { commitExists: null } });
});

test.each([null, "", "x", "javascript:alert(1)", "file:///etc/passwd"])(
  "%j names no repository, and nothing is asked",
  async (declared) => {
    const before = registry.seen.length;
    expect(await check(declared)).toMatchObject({ ok: false, reason: "not_declared" });
    expect(registry.seen.length).toBe(before);
  },
);

test("a host inside is not asked, and looks like one that does not answer", async () => {
  for (const declared of ["https://10.0.0.1/acme/tool", "https://git.invalid/acme/tool"])
    expect(await check(declared)).toMatchObject({
      ok: false,
      reason: "unreachable",
      detail: expect.stringContaining("It does not answer."),
    });
});

test.each([
  ["https://git.test.example/acme/tool", false],
  ["https://www.git.test.example/acme/tool", false],
  ["https://git.test.example/acme/renamed", false],
  ["https://git.test.example/users/sign_in", true],
  ["https://git.test.example/user/login?redirect_to=%2Facme", true],
  ["https://login.test.example/acme/tool", true],
])("an answer from %s is that of a sign-in page: %s", (answered, expected) => {
  expect(isSignInPage("https://git.test.example/acme/tool", answered)).toBe(expected);
});
