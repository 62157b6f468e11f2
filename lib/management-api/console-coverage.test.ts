import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { VERBS } from "#lib/testing/authorization-matrix.ts";

/**
 * What the console can do and the management API has no route for, each with the reason. Written
 * by hand: whoever gives the console something new adds a route, or says here why not.
 */
const EXCEPTIONS: Record<string, string> = {
  browseServers: "GET /servers lists the same servers; this adds the marks of a page's search.",
  getFormOptions: "What forms offer: GET /teams and GET /deployment-rules have all of it.",
  listOwnerCandidates: "What a form offers: GET /teams and GET /teams/{slug} have all of it.",
  getRetirementNotice: "A banner: GET /servers/{name}/retirement says the same and more.",
  getLogState: "A banner: GET /api/health/ready says the same, and a change says it itself.",
  hasDemoData: "A banner: GET /demo says the same and more.",
  getRegistryVersion: "A preview of /v0.1, which answers the very same without a token.",
  listSessions: "Sessions belong to browsers: no token, whatever its scopes, may see them.",
  revokeSessions: "No token may end sessions; disabling a person, which may, ends all of theirs.",
  startSession: "Signing in is for people; machines have tokens.",
  endSession: "Signing out ends a browser's own session; a token is revoked instead.",
  listDemoPeople: "The accounts that the demo sign-in offers; no reader of the API signs in there.",
};

const ROOT = path.resolve(import.meta.dirname, "../..");
const IMPORT = /import\s+(type\s+)?([^;]*?)\s+from\s+"([#.][^"]+)";/g;
type Import = { file: string; names: string[] };

/** Values that a file takes from files of ours; `*` for all of them. */
function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  return [...text.matchAll(IMPORT)].flatMap(([, isType, taken = "", from = ""]) => {
    const target = from.startsWith("#")
      ? from.slice(1)
      : path.join(path.dirname(file), from).replaceAll("\\", "/");
    if (isType !== undefined || !existsSync(path.join(ROOT, target))) return [];
    const names = taken
      .replaceAll(/[{}]/g, " ")
      .split(",")
      .map((each) => each.trim().split(/\s+as\s+/)[0] ?? "")
      .filter((name) => name !== "" && !name.startsWith("type "));
    return [{ file: target, names }];
  });
}

/** The verbs that files call, by themselves or through whatever they import that is no verb. */
function verbsCalledBy(files: readonly string[]): string[] {
  const called = new Set<string>();
  const seen = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || !/\.tsx?$/.test(file)) continue;
    seen.add(file);
    for (const { file: target, names } of importsOf(file)) {
      const verbs = names.filter((name) => Object.hasOwn(VERBS, name));
      for (const verb of verbs) called.add(verb);
      if (verbs.length < names.length) waiting.push(target);
    }
  }
  return [...called].sort();
}

const filesIn = (pattern: string) =>
  globSync(pattern, { cwd: ROOT }).filter((file) => !/\.test\.tsx?$/.test(file));

const byConsole = verbsCalledBy(filesIn("app/{(console),sign-in}/**/*.{ts,tsx}"));
const byRoutes = verbsCalledBy(filesIn("app/api/v1/**/route.ts"));

test(`the console calls ${byConsole.length} verbs: each has a route, or a reason for none`, () => {
  // A walk that saw nothing must not report success.
  expect(byConsole.length).toBeGreaterThan(110);
  const missing = byConsole.filter((verb) => !byRoutes.includes(verb));
  expect(missing).toEqual(Object.keys(EXCEPTIONS).sort());
});

test("every exception says why", () => {
  for (const [verb, reason] of Object.entries(EXCEPTIONS))
    expect([verb, reason]).toEqual([verb, expect.stringMatching(/^[A-Z].{20,}\.$/)]);
});
