import "#lib/testing/alone.ts";
import { generateKeyPair } from "jose";
import NextAuth from "next-auth";
import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { writeCountedRefusals } from "#lib/audit/refusals.ts";
import { db } from "#lib/db/client.ts";
import { createUser } from "#lib/testing/factories.ts";
import { authOptions } from "./options.ts";

const issuer = await vi.hoisted(async () => {
  const { startIssuer } = await import("#lib/testing/oidc-issuer.ts");
  const started = await startIssuer();
  process.env["OIDC_ISSUER"] = started.issuer;
  process.env["OIDC_CLIENT_ID"] = "gatehouse";
  process.env["OIDC_CLIENT_SECRET"] = "a-secret-of-the-test";
  process.env["NEXTAUTH_URL"] = "http://127.0.0.1:3000";
  return started;
});
const DISCOVERY = "/.well-known/openid-configuration";
const discovered = {
  issuer: issuer.issuer,
  jwks_uri: `${issuer.issuer}/keys`,
  authorization_endpoint: `${issuer.issuer}/authorize`,
  token_endpoint: `${issuer.issuer}/token`,
};
const answerWith = (path: string, body: object, status = 200) =>
  issuer.answer(path, (res) =>
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
  );

beforeEach(async () => {
  answerWith(DISCOVERY, discovered);
  await writeCountedRefusals();
});
afterAll(() => issuer.close());

type Request = { method: string; query: object; body: object; cookies: object; headers: object };
// next-auth 4 types its handler as returning any, and for pages with their own request and response.
const nextAuth = NextAuth as unknown as (
  req: Request,
  res: object,
  options: ReturnType<typeof authOptions>,
) => Promise<void>;

/** A browser with its cookies, at the routes of next-auth. */
class Browser {
  readonly cookies: Record<string, string> = {};

  /** Where it is sent, or what it is told. */
  async visit(path: string, given: { query?: object; body?: object } = {}): Promise<string> {
    const nextauth = path.split("/");
    let answer = "";
    const res = {
      status: () => res,
      getHeader: () => undefined,
      setHeader: (name: string, value: string | string[]) => {
        if (name === "Location") answer = String(value);
        if (name === "Set-Cookie") this.#keep([value].flat());
        return res;
      },
      json: (body: object) => (answer = JSON.stringify(body)),
      send: (body: object) => (answer = JSON.stringify(body)),
      end: () => undefined,
    };
    const req = {
      method: given.body ? "POST" : "GET",
      query: { nextauth, ...given.query },
      body: given.body ?? {},
      cookies: this.cookies,
      headers: {},
    };
    await nextAuth(req, res, authOptions());
    return answer;
  }

  #keep(lines: string[]): void {
    for (const line of lines) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined) this.cookies[name] = decodeURIComponent(value ?? "");
    }
  }

  /** On its way to the provider: what that has to send back. */
  async begin(): Promise<{ state: string; nonce: string }> {
    const { csrfToken } = JSON.parse(await this.visit("csrf")) as { csrfToken: string };
    const sent = await this.visit("signin/oidc", { body: { csrfToken } });
    const { searchParams } = new URL(sent);
    return { state: searchParams.get("state") ?? "", nonce: searchParams.get("nonce") ?? "" };
  }
}

const person = () => ({
  sub: randomUUID(),
  email: `${randomUUID()}@test.example`,
  email_verified: true,
  name: "A Name Of Nobody",
});
type Changed = {
  claims?: object;
  state?: string;
  cookie?: RegExp;
  signed?: Parameters<typeof issuer.sign>[1];
};

/** Signs in as the provider says, with something wrong. */
async function signIn({ claims, state, cookie, signed }: Changed): Promise<string> {
  const browser = new Browser();
  const sent = await browser.begin();
  const token = { aud: "gatehouse", nonce: sent.nonce, ...person(), ...claims };
  answerWith("/token", {
    id_token: await issuer.sign(token, signed),
    access_token: "an-access-token",
    token_type: "Bearer",
  });
  for (const name of Object.keys(browser.cookies))
    if (cookie?.test(name)) Reflect.deleteProperty(browser.cookies, name);
  const query = { code: "a-code", state: state ?? sent.state };
  return browser.visit("callback/oidc", { query });
}

/** Of everybody: the database is this file's own. */
async function newRefusals(work: () => Promise<unknown>) {
  const before = await refusals();
  await work();
  // next-auth waits for none of its reports.
  await writeCountedRefusals();
  return (await refusals()).slice(before.length);
}
const refusals = () =>
  db.auditEvent.findMany({ where: { action: "authorization.refuse" }, orderBy: { id: "asc" } });

const ofNobody = (reason: string) => [
  {
    outcome: "refused",
    targetKind: "permission",
    targetId: "identity.resolve",
    after: { code: "forbidden", permission: "identity.resolve", reason },
  },
];

const anotherKey = async () => (await generateKeyPair("RS256")).privateKey;

test.each<[string, () => Promise<Changed>]>([
  ["no_email", async () => ({ claims: { email: undefined } })],
  ["email_unverified", async () => ({ claims: { email_verified: false } })],
  ["profile_unreadable", async () => ({ claims: { email: "no address" } })],
  ["no_subject", async () => ({ claims: { sub: "" } })],
  ["state", async () => ({ state: "another" })],
  ["state", async () => ({ cookie: /state/ })],
  ["nonce", async () => ({ claims: { nonce: "another" } })],
  ["pkce", async () => ({ cookie: /pkce/ })],
  ["provider_answer", async () => ({ signed: { key: await anotherKey() } })],
  ["provider_answer", async () => ({ claims: { aud: "another" } })],
])("who is refused for %s leaves one record that says so", async (reason, changed) => {
  const found = await newRefusals(async () => {
    const sent = await signIn(await changed());
    expect(sent).toMatch(/\/(error\?error=\w+|signin)$/);
  });
  expect(found).toMatchObject(ofNobody(reason));
  expect(JSON.stringify(found)).not.toMatch(/@|a-code|an-access-token|A Name|another/);
});

test("an attempt to take an account over names the account, and not its address", async () => {
  const victim = await createUser({ issuer: issuer.issuer, subject: randomUUID() });
  const found = await newRefusals(() => signIn({ claims: { email: victim.email } }));
  const after = { reason: "email_of_another" };
  expect(found).toMatchObject([{ targetKind: "person", targetId: victim.id, after }]);
  expect(JSON.stringify(found)).not.toContain(victim.email);
  expect(await db.session.count()).toBe(0);
});

test("a disabled person is named", async () => {
  const sub = randomUUID();
  const gone = { issuer: issuer.issuer, subject: sub, disabledAt: new Date() };
  const { id, email } = await createUser(gone);
  const found = await newRefusals(() => signIn({ claims: { sub, email } }));
  const after = { reason: "account_disabled" };
  expect(found).toMatchObject([{ targetKind: "person", targetId: id, after }]);
});

test.each([
  ["access_denied", "access_denied"],
  ["ada@test.example was here", "provider_error"],
])("a provider that answers with the error %j is recorded as %s", async (error, reason) => {
  const found = await newRefusals(() => new Browser().visit("callback/oidc", { query: { error } }));
  expect(found).toMatchObject([{ actorKind: "anonymous", ...ofNobody(reason)[0] }]);
  expect(JSON.stringify(found)).not.toContain("was here");
});

test("a code that the provider does not take is recorded in its word", async () => {
  const browser = new Browser();
  const { state } = await browser.begin();
  answerWith("/token", { error: "invalid_grant", error_description: "a-code was used" }, 400);
  const query = { code: "a-code", state };
  const found = await newRefusals(() => browser.visit("callback/oidc", { query }));
  expect(found).toMatchObject(ofNobody("invalid_grant"));
  expect(JSON.stringify(found)).not.toContain("a-code");
});

test("a sign-in that finds no provider is recorded", async () => {
  issuer.answer(DISCOVERY, (res) => res.destroy());
  const browser = new Browser();
  const { csrfToken } = JSON.parse(await browser.visit("csrf")) as { csrfToken: string };
  const found = await newRefusals(() => browser.visit("signin/oidc", { body: { csrfToken } }));
  expect(found).toMatchObject(ofNobody("provider_unreachable"));
});

test("a stranger who floods the door fills no disk, and is counted", async () => {
  const found = await newRefusals(() =>
    Promise.all(Array.from({ length: 60 }, () => new Browser().visit("callback/oidc"))),
  );
  const counts = found.map(({ after }) => (after as { repeated?: number }).repeated ?? 1);
  expect([found.length, counts.reduce((sum, count) => sum + count, 0)]).toEqual([21, 60]);
});

test("many attempts on one account hide none on another", async () => {
  const account = () => createUser({ issuer: issuer.issuer, subject: randomUUID() });
  const [one, other] = [await account(), await account()];
  const found = await newRefusals(async () => {
    for (let n = 0; n < 25; n += 1) await signIn({ claims: { email: one.email } });
    await signIn({ claims: { email: other.email } });
  });
  const on = ({ id }: { id: string }) => found.filter(({ targetId }) => targetId === id);
  expect(on(one)).toHaveLength(21);
  expect(on(other)).toMatchObject([{ after: { reason: "email_of_another" } }]);
});
