import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { TOKEN_SCOPES } from "#lib/kernel/actor.ts";
import { getTokenActor } from "#lib/tokens/get-token-actor.ts";
import { systemContext } from "#lib/testing/context.ts";
import { createUser, uniqueName } from "#lib/testing/factories.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-cli-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

type Ended = { code: number; out: string; err: string };

/** The real command in a process of its own, over the tests' database. */
function gatehouse(args: string[], input = ""): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [path.join(ROOT, "scripts", "gatehouse.ts"), ...args],
      { cwd: folder },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin?.end(input);
  });
}

const doc = (name: string) => ({ name, version: "1.0.0", description: "d" });

describe("import", () => {
  test("reads a file, writes the report and tells what was refused", async () => {
    const name = uniqueName();
    const file = path.join(folder, "list.json");
    fs.writeFileSync(file, JSON.stringify([doc(name), { ...doc(name), name: "no-slash" }]));
    const ended = await gatehouse(["import", "list.json", "--approve", "--report", "report.csv"]);
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(ended.out).toContain("2 documents: 1 imported, 0 updated, 0 unchanged, 1 refused.");
    expect(ended.out).toContain("no. 2 no-slash 1.0.0: name ");
    expect(fs.readFileSync(path.join(folder, "report.csv"), "utf8")).toContain(
      `1,imported,${name}`,
    );
    expect(await db.server.findUniqueOrThrow({ where: { name } })).toMatchObject({
      lifecycle: "approved",
    });
  });

  test("reads standard input and answers a machine with one line of JSON", async () => {
    const ended = await gatehouse(["import", "-", "--json"], JSON.stringify(doc(uniqueName())));
    expect(JSON.parse(ended.out)).toMatchObject({ imported: 1, refused: 0 });
    expect(ended.out.trim().split("\n")).toHaveLength(1);
  });

  test.each([
    [
      "a file that is not there",
      ["import", "nowhere.json"],
      /nowhere\.json cannot be read \(ENOENT\)/,
    ],
    ["an address inside", ["import", "http://169.254.169.254/latest"], /may fetch/],
  ])("of %s is one sentence and status 1", async (_name, args, words) => {
    const ended = await gatehouse(args);
    expect(ended).toMatchObject({ code: 1, out: "" });
    expect(ended.err).toMatch(words);
    expect(ended.err.trim().split("\n")).toHaveLength(1);
  });
});

describe("token create", () => {
  test("prints JSON with a token that works, in the scopes that were asked for", async () => {
    const { email, id } = await createUser({ email: `${randomUUID()}@test.example` });
    const args = ["token", "create", "--email", email, "--scope", "registry:read", "--json"];
    const { out } = await gatehouse([...args, "--scope", "catalog:read", "--expires-days", "3"]);
    const { token } = JSON.parse(out) as { token: string };
    expect(await getTokenActor(systemContext(), { text: token })).toMatchObject({
      id,
      token: { scopes: ["registry:read", "catalog:read"] },
    });
    const audit = await db.auditEvent.findFirstOrThrow({
      where: { action: "token.create", after: { path: ["person"], equals: id } },
    });
    // Of the login that ran it the number: its name is that of a person.
    const actorName = `Command line (uid ${os.userInfo().uid})`;
    expect(audit).toMatchObject({ actorKind: "system", actorName });
  });

  test("gives every scope but admin unless told otherwise", async () => {
    const { email } = await createUser({ email: `${randomUUID()}@test.example` });
    const { out } = await gatehouse(["token", "create", "--email", email, "--json"]);
    const { token } = JSON.parse(out) as { token: string };
    const actor = await getTokenActor(systemContext(), { text: token });
    expect(actor?.token?.scopes).toEqual(TOKEN_SCOPES.filter((scope) => scope !== "admin"));
  });

  test("for nobody is refused by the field", async () => {
    const ended = await gatehouse(["token", "create", "--email", "nobody@test.example"]);
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.err).toMatch(/^email: Nobody here/);
  });
});

test("user role gives a role, and its list shows it", async () => {
  const { email } = await createUser({ email: `${randomUUID()}@test.example` });
  expect(await gatehouse(["user", "role", "--email", email, "--add", "security"])).toMatchObject({
    out: `${email}: engineer, security\n`,
  });
  const people = JSON.parse((await gatehouse(["user", "list", "--json"])).out) as object[];
  expect(people).toContainEqual(
    expect.objectContaining({ email, roles: ["engineer", "security"] }),
  );
});

test.each([
  [[]],
  [["nothing"]],
  [["import"]],
  [["token", "create", "--email"]],
  [["user", "role"]],
])("wrong usage is status 2: %j", async (args) => {
  const ended = await gatehouse(args);
  expect(ended.code).toBe(2);
  expect(ended.err).not.toMatch(/ at .*\.ts/);
});

test("help is no error", async () => {
  expect(await gatehouse(["import", "--help"])).toMatchObject({ code: 0, err: "" });
});
