import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { cosign, cosignedAt, withCosignatures } from "./cosignature.ts";
import { formatNote, parseNote, signNote, verifyNote } from "./note.ts";
import { createKey, createKeyFile, signerFromFile, signerFromJson, verifierOf } from "./signer.ts";
import { COSIGNATURE, formatVkey, parseVkey, publicKeyPem, verifierKey } from "./verifier-key.ts";

// The example of Go's golang.org/x/mod/sumdb/note, whose format this is.
const NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NEUMANN_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

const signer = signerFromJson(createKey("gatehouse.audit/test"));
const witness = signerFromJson(createKey("witness.example/w1"));
const witnessKey = verifierKey(witness.name, COSIGNATURE, witness.publicKey);
const root = Buffer.alloc(32, 9);
const CHECKPOINT = { origin: "gatehouse.audit/test", size: 20_852_163, root };

test("a note signed by another implementation verifies with its key", () => {
  const { text, signedBy } = verifyNote(NEUMANN_NOTE, [parseVkey(NEUMANN)]);
  expect(text).toMatch(/^If you think[^]+problem is\.\n$/);
  expect(signedBy.map(({ name }) => name)).toEqual(["PeterNeumann"]);
});

test("a key is written as the line it was read from", () => {
  expect(formatVkey(parseVkey(NEUMANN))).toBe(NEUMANN);
  const key = verifierOf(signer);
  expect(parseVkey(formatVkey(key)).publicKey).toEqual(signer.publicKey);
  expect(key.keyId).toBe(signer.keyId);
});

test.each([
  ["another id", NEUMANN.replace("c74f20a3", "c74f20a4"), "damaged"],
  ["a changed key", NEUMANN.replace("ARpc", "ARpd"), "damaged"],
  ["another type", "a+00000000+AmFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh", "another kind"],
  ["a cut key", NEUMANN.slice(0, -4), "32 bytes"],
  ["only a name", "PeterNeumann", "looks like"],
  [
    "a name with a space",
    "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "",
  ],
])("%s is no key", (_what, text, reason) => {
  expect(() => parseVkey(text)).toThrow(reason);
});

test("a signed checkpoint opens with the key, and says what it was given", async () => {
  const note = await signCheckpoint(CHECKPOINT, signer);
  expect(openCheckpoint(note, [verifierOf(signer)])).toEqual(CHECKPOINT);
  expect(note.split("\n").slice(0, 2)).toEqual(["gatehouse.audit/test", "20852163"]);
});

test("no byte of a signed checkpoint can change", async () => {
  const note = await signCheckpoint(CHECKPOINT, signer);
  const bytes = Buffer.from(note);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => openCheckpoint(changed.toString(), [verifierOf(signer)])).toThrow();
  }
});

test("a signature of an unknown key counts for nothing", async () => {
  const note = await signCheckpoint(CHECKPOINT, signer);
  expect(() => openCheckpoint(note, [])).toThrow("No key that is trusted");
  const namesake = signerFromJson(createKey(signer.name));
  expect(() => openCheckpoint(note, [verifierOf(namesake)])).toThrow("No key that is trusted");
});

test("one bad signature of a known key spoils a note that another one signed", async () => {
  const text = formatCheckpoint(CHECKPOINT);
  const good = parseNote(await signNote(text, signer)).signatures;
  const other = parseNote(await signNote("other\n", witness)).signatures;
  const note = formatNote({ text, signatures: [...good, ...other] });
  expect(() => verifyNote(note, [verifierOf(signer), verifierOf(witness)])).toThrow("not genuine");
  expect(verifyNote(note, [verifierOf(signer)]).signedBy).toHaveLength(1);
});

const SIGNATURE = NEUMANN_NOTE.split("\n").at(-2) ?? "";
test.each([
  ["no signature", "text\n", "no signatures"],
  ["a last line without its end", `text\n\n${SIGNATURE}`, "cut"],
  ["a line that is no signature", `text\n\n${SIGNATURE}\nhello\n`, "no signature"],
  ["a hyphen instead of the dash", `text\n\n${SIGNATURE.replace("—", "-")}\n`, "no signature"],
  ["sloppy base64", `text\n\n— PeterNeumann x08go/ZJkuC=\n`, "no signature"],
  ["control characters", `te\rxt\n\n${SIGNATURE}\n`, "control characters"],
  ["a thousand signatures", `text\n\n${`${SIGNATURE}\n`.repeat(65)}`, "too many"],
  ["endless text", `${"x".repeat(70_000)}\n\n${SIGNATURE}\n`, "too long"],
])("a note with %s is refused", (_what, note, reason) => {
  expect(() => parseNote(note)).toThrow(reason);
});

const ROOT = root.toString("base64");
test.each([
  ["a leading zero", `o\n01\n${ROOT}\n`],
  ["a negative size", `o\n-1\n${ROOT}\n`],
  ["a size beyond what is exact", `o\n9007199254740993\n${ROOT}\n`],
  ["a size in words", `o\n1e3\n${ROOT}\n`],
  ["no origin", `\n1\n${ROOT}\n`],
  ["a short root", "o\n1\nAAAA\n"],
  ["a root in other letters", `o\n1\n${ROOT.replace(/.=$/, "B=")}\n`],
  ["no last newline", `o\n1\n${ROOT}`],
  ["an empty extension line", `o\n1\n${ROOT}\n\next\n`],
  ["two lines", "o\n1\n"],
])("a checkpoint with %s is refused", (_what, text) => {
  expect(() => parseCheckpoint(text)).toThrow();
});

test("extension lines are allowed, and a tree may be empty", () => {
  expect(parseCheckpoint(`o\n0\n${ROOT}\nextension\n`)).toEqual({ origin: "o", size: 0, root });
});

test("what would not be read back is not written", () => {
  expect(() => formatCheckpoint({ ...CHECKPOINT, origin: "a\nb" })).toThrow("one line");
  expect(() => formatCheckpoint({ ...CHECKPOINT, size: -1 })).toThrow("size -1");
  expect(() => formatCheckpoint({ ...CHECKPOINT, root: Buffer.alloc(31) })).toThrow("32 bytes");
});

test("a witness's cosignature says when, and leaves the log's signature as it is", async () => {
  const note = await signCheckpoint(CHECKPOINT, signer);
  const line = await cosign(parseNote(note).text, witness, 1_679_315_147);
  const cosigned = withCosignatures(note, [line]);
  expect(cosignedAt(cosigned, witnessKey)).toBe(1_679_315_147);
  expect(cosignedAt(note, witnessKey)).toBeNull();
  expect(openCheckpoint(cosigned, [verifierOf(signer)])).toEqual(CHECKPOINT);
});

test("a cosignature for another checkpoint or another time is none", async () => {
  const note = await signCheckpoint(CHECKPOINT, signer);
  const other = await cosign(formatCheckpoint({ ...CHECKPOINT, size: 1 }), witness, 5);
  expect(cosignedAt(note + other, witnessKey)).toBeNull();

  const [line] = parseNote(
    note + (await cosign(parseNote(note).text, witness, 5)),
  ).signatures.slice(-1);
  if (!line) throw new Error("no line");
  line.signature.writeBigUInt64BE(6n);
  const { text, signatures } = parseNote(note);
  expect(
    cosignedAt(formatNote({ text, signatures: [...signatures, line] }), witnessKey),
  ).toBeNull();
});

test("the plain signature of a witness's key is no cosignature", async () => {
  const note = await signNote(formatCheckpoint(CHECKPOINT), witness);
  expect(cosignedAt(note, witnessKey)).toBeNull();
});

test("the public key file reads as a key, and carries the name in its first line", () => {
  const pem = publicKeyPem(verifierOf(signer));
  const { x } = createPublicKey(pem).export({ format: "jwk" });
  expect(Buffer.from(x ?? "", "base64url")).toEqual(signer.publicKey);
  const [first = ""] = pem.split("\n");
  expect(parseVkey(first.replace("# gatehouse audit key: ", "")).name).toBe(signer.name);
});

test("a key file is made for its owner alone, and never over another one", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "audit-key-")), "audit-key.json");
  createKeyFile(file, "gatehouse.audit/test");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(signerFromFile(file).name).toBe("gatehouse.audit/test");
  expect(() => createKeyFile(file, "gatehouse.audit/test")).toThrow("EEXIST");
});

test.each([0o640, 0o604, 0o660, 0o601])("a key file with mode %o is refused", (mode) => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "audit-key-")), "audit-key.json");
  writeFileSync(file, createKey("a"));
  chmodSync(file, mode);
  expect(() => signerFromFile(file)).toThrow("chmod 600");
});

test("a text that is no key is refused without showing it", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
    format: "pem",
    type: "pkcs8",
  });
  for (const text of [
    "secret-canary",
    '{"name":"a","privateKey":"secret-canary"}',
    '{"name":"a b","privateKey":"secret-canary"}',
    JSON.stringify({ name: "a", privateKey: rsa }),
    "null",
  ])
    try {
      signerFromJson(text);
      expect.unreachable("must be refused");
    } catch (error) {
      expect(String(error)).toContain("KeyError: The key is not JSON");
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("canary");
    }
});

test("names of keys have neither spaces nor a plus", () => {
  for (const name of ["", "a b", "a+b", "a\u00a0b", "a\nb"])
    expect(() => createKey(name)).toThrow();
});
