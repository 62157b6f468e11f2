import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { can, type Permission } from "#lib/kernel/permissions.ts";
import { anonymousContext, systemContext, userContext } from "#lib/testing/context.ts";
import { VERBS } from "./authorization-matrix.ts";

type Verb = ((ctx: unknown, input: unknown) => Promise<unknown>) & {
  permission: Permission;
  verb: "command" | "query";
};

const ROOT = path.resolve(import.meta.dirname, "../..");
const ACTORS = {
  x: anonymousContext,
  E: () => userContext("engineer"),
  S: () => userContext("security"),
  A: () => userContext("admin"),
  U: () => userContext("auditor"),
};

async function allVerbs(): Promise<Map<string, Verb>> {
  const files = globSync("lib/*/{*,*/*}.ts", { cwd: ROOT })
    .filter((file) => !/\.test\.ts$|^lib\/(testing|verbs|db|kernel|config)\//.test(file))
    // Some files are processes of their own: only those that define a verb are loaded.
    .filter((file) =>
      /\bdefine(Command|Query)\(/.test(readFileSync(path.join(ROOT, file), "utf8")),
    );
  const verbs = new Map<string, Verb>();
  for (const file of files) {
    const exported = (await import(path.join(ROOT, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported))
      if (typeof value === "function" && "verb" in value) verbs.set(name, value as Verb);
  }
  return verbs;
}
const verbs = await allVerbs();

test("every verb has a row, and every row a verb", () => {
  expect([...verbs.keys()].sort()).toEqual(Object.keys(VERBS).sort());
});

describe.each([...verbs])("%s", (name, verb) => {
  test.each(Object.entries(ACTORS))("for %s is as the matrix says", async (letter, context) => {
    const may = VERBS[name]?.may.includes(letter) ?? false;
    expect(can(context().actor, verb.permission)).toBe(may);
    if (may) return;
    // Refused before the input is even read: nonsense would be `invalid`.
    const refusal = verb(context(), Symbol("nonsense"));
    const code = letter === "x" ? "unauthenticated" : "forbidden";
    await expect(refusal).rejects.toMatchObject({ code });
  });

  test("is open to our own processes", () => {
    expect(can(systemContext().actor, verb.permission)).toBe(true);
  });
});

test("a token never allows more than its person's roles, nor more than its scopes", () => {
  const scopes = ["registry:read"] as const;
  for (const verb of verbs.values()) {
    const narrow = userContext("admin", { scopes: [...scopes] }).actor;
    if (verb.permission !== "registry.read") expect(can(narrow, verb.permission)).toBe(false);
    const wide = userContext("engineer", { scopes: ["admin"] }).actor;
    if (can(wide, verb.permission))
      expect(can(userContext("engineer").actor, verb.permission)).toBe(true);
  }
});
