/**
 * Proves, in the reader's browser and with its own cryptography, that a record stands in the log.
 * Written apart from the server's code, so that nothing of the server is believed but the data.
 */
import type { AuditProof } from "#lib/audit/get-proof.ts";
import type { AuditEntryFields } from "#lib/audit/read-entry.ts";

export type StepState = "ok" | "failed" | "unknown";
export type ProofStep = { label: string; state: StepState; detail: string };
export type ProofResult = { verdict: StepState; steps: ProofStep[]; fingerprint: string | null };

type Bytes = Uint8Array<ArrayBuffer>;

const FORMAT = "gatehouse-audit/1";
/** After the format and `prev`, in this order (lib/audit/README.md). */
const TEXT_FIELDS = [
  "writer",
  "epoch",
  "seq",
  "id",
  "at",
  "kind",
  "action",
  "outcome",
  "actorKind",
  "actorId",
  "actorName",
  "credentialId",
  "targetKind",
  "targetId",
  "requestId",
  "traceId",
  "before",
  "after",
  "commitment",
] as const satisfies readonly (keyof AuditEntryFields)[];

/** The record as the page shows it; it must be the one that is proven. */
export type ShownEntry = AuditEntryFields;

/** @throws Error when the data has not the form of a proof. */
export async function verifyProof(
  data: AuditProof,
  shown: ShownEntry,
  subtle: SubtleCrypto,
): Promise<ProofResult> {
  const differing = TEXT_FIELDS.filter((field) => data.entry[field] !== shown[field]);
  const steps: ProofStep[] = [
    step("The fields on this page are those of the proof", differing.length === 0, {
      ok: "All of them, to the letter.",
      failed: `Not the same: ${differing.join(", ")}.`,
    }),
  ];
  const hash = await entryHash(data.entry, subtle);
  steps.push(
    step("The fields give the hash of the record", toHex(hash) === data.hash, {
      ok: `SHA-256 over the ${TEXT_FIELDS.length + 2} fields is ${data.hash}.`,
      failed: `They give ${toHex(hash)}, but the log says ${data.hash}.`,
    }),
  );
  const { checkpoint, leaf, key } = data;
  if (checkpoint === null || leaf === null || key === null) return result(steps, null);
  const note = parseNote(checkpoint.note);
  const root = await rootOf({ hash, leaf, size: note.size, proof: data.proof }, subtle);
  steps.push(
    step(
      "The hash leads to the root of the tree",
      root !== null && toHex(root) === toHex(note.root) && note.size === checkpoint.size,
      {
        ok: `${data.proof.length} hashes lead from leaf ${leaf} to the root of ${note.size} records.`,
        failed: "The path ends at another root than the one that was signed.",
      },
    ),
  );
  const signed = await signature(note, key.vkey, subtle);
  steps.push(signed.step);
  return result(steps, signed.fingerprint);
}

const step = (label: string, good: boolean, words: { ok: string; failed: string }): ProofStep => ({
  label,
  state: good ? "ok" : "failed",
  detail: good ? words.ok : words.failed,
});

function result(steps: ProofStep[], fingerprint: string | null): ProofResult {
  const states = steps.map(({ state }) => state);
  const verdict = states.includes("failed")
    ? "failed"
    : states.includes("unknown") || fingerprint === null
      ? "unknown"
      : "ok";
  return { verdict, steps, fingerprint };
}

/** SHA-256(0x00 ‖ each field as its length in four bytes and its UTF-8): RFC 6962 §2.1. */
export async function entryHash(entry: AuditEntryFields, subtle: SubtleCrypto): Promise<Bytes> {
  const texts = TEXT_FIELDS.map((field) => utf8(String(entry[field] ?? "")));
  const parts = [utf8(FORMAT), fromHex(entry.prev), ...texts];
  return sha256(
    join(new Uint8Array([0]), ...parts.flatMap((part) => [length(part), part])),
    subtle,
  );
}

type Path = { hash: Bytes; leaf: number; size: number; proof: readonly string[] };

/** RFC 9162 §2.1.3.2; null when the path has not the length that such a tree needs. */
export async function rootOf(path: Path, subtle: SubtleCrypto): Promise<Bytes | null> {
  let [node, at, last] = [path.hash, path.leaf, path.size - 1];
  if (at > last) return null;
  for (const sibling of path.proof.map(fromHex)) {
    if (last === 0) return null;
    const isLeft = at % 2 === 1 || at === last;
    const pair = isLeft ? [sibling, node] : [node, sibling];
    node = await sha256(join(new Uint8Array([1]), ...pair), subtle);
    if (isLeft) while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? node : null;
}

const half = (n: number) => Math.floor(n / 2);

type Note = {
  text: string;
  size: number;
  root: Bytes;
  signatures: { name: string; bytes: Bytes }[];
};

/** C2SP tlog-checkpoint within a signed note. */
function parseNote(note: string): Note {
  const split = note.lastIndexOf("\n\n");
  const text = note.slice(0, split + 1);
  const [, size = "", root = ""] = text.split("\n");
  const lines = note.slice(split + 2).split("\n");
  const signatures = lines.flatMap((line) => {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    return name === undefined || encoded === undefined
      ? []
      : [{ name, bytes: fromBase64(encoded) }];
  });
  if (split < 0 || !/^\d+$/.test(size)) throw new Error("The checkpoint is no signed note.");
  return { text, size: Number(size), root: fromBase64(root), signatures };
}

/** DER of an Ed25519 SubjectPublicKeyInfo up to the key itself (RFC 8410 §4). */
const SPKI_PREFIX = "302a300506032b6570032100";

export type ReadKey = { name: string; publicKey: Bytes; fingerprint: string };

/** Of a C2SP verifier key, or of the file that `audit public-key` writes. @throws Error */
export async function readKey(given: string, subtle: SubtleCrypto): Promise<ReadKey> {
  const vkey = /([^\s+]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/=]+)/.exec(given);
  const bytes = fromBase64(vkey?.[2] ?? "");
  if (vkey === null || bytes.length !== 33 || bytes[0] !== 1)
    throw new Error("This is no key of a log: it looks like name+1a2b3c4d+AbC….");
  const publicKey = bytes.slice(1);
  const fingerprint = toHex(await sha256(join(fromHex(SPKI_PREFIX), publicKey), subtle));
  return { name: vkey[1] ?? "", publicKey, fingerprint };
}

const SIGNED = "The root is signed by the key of the log";

async function signature(
  note: Note,
  vkey: string,
  subtle: SubtleCrypto,
): Promise<{ step: ProofStep; fingerprint: string | null }> {
  const { name, publicKey, fingerprint } = await readKey(vkey, subtle);
  const keyId = (
    await sha256(join(utf8(`${name}\n`), new Uint8Array([1]), publicKey), subtle)
  ).slice(0, 4);
  const line = note.signatures.find(
    (one) => one.name === name && toHex(one.bytes.slice(0, 4)) === toHex(keyId),
  );
  const key = await importKey(publicKey, subtle);
  if (key === null)
    return {
      step: {
        label: SIGNED,
        state: "unknown",
        detail: "This browser cannot check Ed25519 signatures.",
      },
      fingerprint,
    };
  const good =
    line !== undefined &&
    (await subtle.verify("Ed25519", key, line.bytes.slice(4), utf8(note.text)));
  return {
    step: step(SIGNED, good, {
      ok: `Ed25519, by ${name}.`,
      failed: `The checkpoint has no genuine signature of ${name}.`,
    }),
    fingerprint,
  };
}

/** Null: the browser does not know Ed25519. */
async function importKey(publicKey: Bytes, subtle: SubtleCrypto): Promise<CryptoKey | null> {
  try {
    return await subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
}

const sha256 = async (bytes: Bytes, subtle: SubtleCrypto): Promise<Bytes> =>
  new Uint8Array(await subtle.digest("SHA-256", bytes));

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

function length({ length: size }: Bytes): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, size);
  return bytes;
}

function join(...parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const toHex = (bytes: Bytes): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const fromHex = (hex: string): Bytes =>
  new Uint8Array((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));

const fromBase64 = (text: string): Bytes =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
