import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { entryHash, type EntryFields } from "./entry-bytes.ts";

const fields: EntryFields = {
  prev: Buffer.from("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "hex"),
  writer: "web-3",
  epoch: 12,
  seq: 345,
  id: "0190b6a5-7b1c-7c3e-8b1a-1f2e3d4c5b6a",
  at: "2026-11-26T17:00:00.000Z",
  kind: "command",
  action: "server.retire",
  outcome: "success",
  actorKind: "user",
  actorId: "u-1",
  actorName: "",
  credentialId: "tok-9",
  targetKind: "server",
  targetId: "s-1",
  requestId: "req-1",
  traceId: null,
  before: null,
  after: '{"note":"über 😀"}',
  commitment: "ab".repeat(32),
};

// Written by hand: every length is the number of bytes of what follows it.
const BYTES = [
  "00",
  "00000011" + ascii("gatehouse-audit/1"),
  "00000020" + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
  "00000005" + ascii("web-3"),
  "00000002" + ascii("12"),
  "00000003" + ascii("345"),
  "00000024" + ascii("0190b6a5-7b1c-7c3e-8b1a-1f2e3d4c5b6a"),
  "00000018" + ascii("2026-11-26T17:00:00.000Z"),
  "00000007" + ascii("command"),
  "0000000d" + ascii("server.retire"),
  "00000007" + ascii("success"),
  "00000004" + ascii("user"),
  "00000003" + ascii("u-1"),
  "00000000",
  "00000005" + ascii("tok-9"),
  "00000006" + ascii("server"),
  "00000003" + ascii("s-1"),
  "00000005" + ascii("req-1"),
  "00000000",
  "00000000",
  "00000015" + ascii('{"note":"') + "c3bc" + ascii("ber ") + "f09f9880" + ascii('"}'),
  "00000040" + ascii("ab".repeat(32)),
].join("");

test("a record's hash is that of the bytes the format describes", () => {
  const expected = createHash("sha256").update(Buffer.from(BYTES, "hex")).digest("hex");
  // The same bytes hashed by another program (Python's hashlib).
  expect(expected).toBe("4ee702c433aaf58ddb180a906016d52284324c722517cde88cb032b105d65eea");
  expect(entryHash(fields).toString("hex")).toBe(expected);
});

test("a record without anything optional has the hash another program computes", () => {
  const empty = Object.fromEntries(Object.keys(fields).map((name) => [name, ""]));
  const least = { ...empty, prev: Buffer.alloc(32), writer: "a", epoch: 1, seq: 1 };
  expect(entryHash(least as unknown as EntryFields).toString("hex")).toBe(
    "4f36d04942e5a0220eef276d973c59c1f3ac35b547455f34513e58157e28f2e7",
  );
});

test("every field counts, and what moves from one field to its neighbour counts too", () => {
  const seen = new Set([entryHash(fields).toString("hex")]);
  const changes: Partial<EntryFields>[] = [
    { prev: Buffer.alloc(32) },
    { epoch: 13 },
    { seq: 346 },
    { credentialId: null },
    { traceId: "t" },
    { before: "{}" },
    { after: null },
    { commitment: null },
    { targetKind: "serve", targetId: "rs-1" },
    { actorId: "", actorName: "u-1" },
    ...(["writer", "id", "at", "kind", "action", "outcome", "actorKind"] as const).map((name) => ({
      [name]: `${fields[name]}x`,
    })),
    ...(["actorId", "actorName", "targetKind", "targetId", "requestId"] as const).map((name) => ({
      [name]: `${fields[name]}x`,
    })),
  ];
  for (const change of changes) seen.add(entryHash({ ...fields, ...change }).toString("hex"));
  expect(seen.size).toBe(changes.length + 1);
});

test("records of any length are hashed right, one after the other", () => {
  const text = fc.string({ unit: "binary", maxLength: 20_000 });
  fc.assert(
    fc.property(text, text, (after, actorName) => {
      const bytes = BYTES.replace(
        "00000015" + ascii('{"note":"') + "c3bc" + ascii("ber ") + "f09f9880" + ascii('"}'),
        withLength(after),
      ).replace(`${ascii("u-1")}00000000`, ascii("u-1") + withLength(actorName));
      const expected = createHash("sha256").update(Buffer.from(bytes, "hex")).digest("hex");
      expect(entryHash({ ...fields, after, actorName }).toString("hex")).toBe(expected);
    }),
    { numRuns: 50 },
  );
});

test("a prev of another length is refused", () => {
  expect(() => entryHash({ ...fields, prev: Buffer.alloc(31) })).toThrow("32 bytes");
});

function ascii(text: string): string {
  return Buffer.from(text, "latin1").toString("hex");
}

function withLength(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  return bytes.length.toString(16).padStart(8, "0") + bytes.toString("hex");
}
