import { expect, type APIRequestContext } from "@playwright/test";

export type Account =
  "engineer" | "security-1" | "security-2" | "owner-platform" | "owner-data" | "admin" | "auditor";

/** The hidden field that names the action of the sign-in form, by address: a build has one. */
const actions = new Map<string, string>();

async function actionOf(at: string): Promise<string> {
  const known = actions.get(at);
  if (known) return known;
  const text = await (await fetch(`${at}/sign-in`)).text();
  const action = /name="(\$ACTION_ID_\w+)"/.exec(text)?.[1];
  if (!action) throw new Error(`${at}/sign-in offers no account to sign in with.`);
  actions.set(at, action);
  return action;
}

/**
 * Sends the form of the sign-in page as a browser without JavaScript does; whatever shares the
 * cookies of `request` is signed in, in a session of its own. No page is loaded: the page itself
 * has its journeys in fresh-sign-in.spec.ts.
 */
export async function signInAs(
  request: APIRequestContext,
  account: Account,
  at = process.env["E2E_BASE_URL"] ?? "",
): Promise<void> {
  const answer = await request.post(`${at}/sign-in`, {
    multipart: { [await actionOf(at)]: "", email: `${account}@acme.example`, next: "/" },
    headers: { origin: at },
    maxRedirects: 0,
  });
  expect([account, answer.status()]).toEqual([account, 303]);
}
