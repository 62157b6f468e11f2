#!/usr/bin/env node
/**
 * Checks an export of Gatehouse's audit log, or the proof of one record, given the log's public key:
 *
 *   node verify-audit.mjs log.jsonl --key key.pem
 *   node verify-audit.mjs proof.json --key key.pem
 *
 * One file that imports nothing but Node's standard library (18.14 or newer) and shares no code with
 * the product, so that it can be read, copied to another machine, and believed. It reads the export
 * once, line by line, in memory that does not grow with it (twice when retention pruned records).
 *
 * Exit status: 0 whole, or proven; 1 tampered with; 2 unusable (arguments, files, format).
 *
 * The format, in short. A record's hash is SHA-256(0x00 ‖ its fields, each after its length); it
 * covers the hash of the record before it in its writer's chain, and is a leaf of the log's Merkle
 * tree (RFC 6962). Checkpoints are signed notes over the tree's size and root (C2SP
 * tlog-checkpoint, Ed25519). Chains find a record that was changed, inserted, moved or taken out;
 * the tree binds all chains together; the signatures say whose tree it is; checkpoints from outside
 * (--checkpoint) and witnesses (--witness) find a history that the key's holder wrote anew.
 */
import { isUtf8 } from "node:buffer";
import * as crypto from "node:crypto";
import { createReadStream, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const { createHash, createPublicKey, verify: verifyEd25519 } = crypto;

const FORMAT = "gatehouse-audit-export/1";
const PROOF_FORMAT = "gatehouse-audit-proof/1";
const ANY_PROOF = "gatehouse-audit-proof/";
const ENTRY_FORMAT = "gatehouse-audit/1";
const MAX_LINE_BYTES = 64 * 1_048_576;
/** A proof holds one record, whose facts stand in it as texts within a text. */
const MAX_PROOF_BYTES = 2 * MAX_LINE_BYTES;
/** Ids beyond this many are not compared with each other: it would take too much memory. */
const MAX_IDS = 5_000_000;
/** Recent hashes kept for each writer, to compare with the heads that heartbeats name. */
const RECENT = 65_536;
/** A head that a heartbeat named may be sequenced later, but not by more than this. */
const SETTLE_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const ZEROS = "0".repeat(64);

const USAGE = `Usage: node verify-audit.mjs <log.jsonl or proof.json> --key <key.pem> [options]

  The file is what "audit export" wrote, or "audit prove --json" of one record.

  --key <file>...         public key of the log, as "audit public-key" wrote it; earlier keys too
  --checkpoint <file>...  checkpoints that were kept outside the log, or folders of them: a history
                          that was written anew does not fit them. Collect them before you export.
                          With a proof: the one of as many records as the proof's own
  --witness <vkey>...     verifier keys (or files with one) of witnesses that must have cosigned
  --json                  print the result as one JSON object

Exit status: 0 whole, or proven; 1 tampered with; 2 unusable.`;

class Unusable extends Error {}

class Tampered extends Error {
  constructor(reason, place) {
    super(reason);
    this.place = place;
  }
}

// ---------------------------------------------------------------- JSON as it is hashed (RFC 8785)

function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(",")}}`;
}

/**
 * A line of an export: its members in their order, what is in them as it is hashed. Only a line that
 * is written so, or as JSON.stringify does, has each member once and no number that another program
 * could read otherwise.
 */
const written = (line) =>
  `{${Object.entries(line)
    .map(([name, value]) => `${JSON.stringify(name)}:${canonical(value)}`)
    .join(",")}}`;

// ---------------------------------------------------------------- what a record looks like

const isText = (value) => typeof value === "string";
const isName = (value) => typeof value === "string" && value !== "";
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isOrdinal = (value) => Number.isSafeInteger(value) && value >= 1;
const isHash = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const orNull = (check) => (value) => value === null || check(value);
const oneOf =
  (...words) =>
  (value) =>
    words.includes(value);
const isId = (value) =>
  typeof value === "string" &&
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);

function isTime(value) {
  if (!isText(value) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return false;
  const at = new Date(value);
  return !Number.isNaN(at.getTime()) && at.toISOString() === value;
}

const FIELDS = {
  id: isId,
  at: isTime,
  writer: isName,
  epoch: isOrdinal,
  seq: isOrdinal,
  kind: oneOf("command", "event", "heartbeat", "epoch", "call"),
  action: isName,
  outcome: oneOf("success", "refused", "failed"),
  actorKind: isName,
  actorId: isText,
  actorName: isText,
  // Absent and empty have the same hash, so only absent is allowed.
  credentialId: orNull(isName),
  targetKind: isText,
  targetId: isText,
  requestId: isText,
  traceId: orNull(isName),
  before: orNull(isObject),
  after: orNull(isObject),
  commitment: orNull(isHash),
  prev: isHash,
};
const RECORD = { type: oneOf("record"), leaf: isCount, ...FIELDS, hash: isHash };
/** A record in a proof: its facts are the texts that were hashed. */
const ENTRY = { ...FIELDS, before: orNull(isName), after: orNull(isName) };
const PRUNED = {
  type: oneOf("pruned"),
  leaf: isCount,
  writer: isName,
  epoch: isOrdinal,
  seq: isOrdinal,
  hash: isHash,
};
const CHECKPOINT = { type: oneOf("checkpoint"), note: isText };
const PERSONAL = {
  type: oneOf("personal"),
  id: isId,
  salt: (value) => isText(value) && /^[0-9a-f]{32}$/.test(value),
  payload: isObject,
};
const KEY = {
  name: isName,
  keyId: (value) => isText(value) && /^[0-9a-f]{8}$/.test(value),
  vkey: isName,
  fingerprint: isHash,
};
const PROOF = {
  format: oneOf(PROOF_FORMAT),
  state: oneOf("proven", "waiting_for_place", "waiting_for_checkpoint", "stopped"),
  entry: isObject,
  hash: isHash,
  leaf: orNull(isCount),
  proof: (value) => Array.isArray(value) && value.every(isHash),
  checkpoint: orNull(
    (value) => misfit(value, { size: isCount, at: isTime, note: isText }) === null,
  ),
  key: orNull((value) => misfit(value, KEY) === null),
};
const HEAD = { writer: isName, epoch: isOrdinal, seq: isOrdinal, hash: isHash };
const HEADER = {
  type: oneOf("export"),
  format: isText,
  origin: isName,
  firstLeaf: isCount,
  size: isCount,
  prefix: (value) => Array.isArray(value) && value.every(isHash),
  priors: (value) => Array.isArray(value) && value.every((head) => misfit(head, HEAD) === null),
};

/** What is wrong with the members of an object, or null. */
function misfit(object, shape) {
  if (!isObject(object)) return "it is no object";
  let expected = 0;
  for (const name in shape) {
    expected += 1;
    if (shape[name](object[name])) continue;
    return Object.hasOwn(object, name)
      ? `its member "${name}" is not as the format wants it`
      : `its member "${name}" is missing`;
  }
  const names = Object.keys(object);
  if (names.length === expected) return null;
  const unknown = names.find((name) => !Object.hasOwn(shape, name));
  return `it has a member "${unknown}" that the format does not know`;
}

// ---------------------------------------------------------------- hashes

/** One call where Node has it (20.12 and newer), as it is twice as fast. */
const digest =
  typeof crypto.hash === "function"
    ? (bytes) => crypto.hash("sha256", bytes, "buffer")
    : (bytes) => createHash("sha256").update(bytes).digest();

const sha256 = (...parts) => digest(Buffer.concat(parts.map((part) => Buffer.from(part))));

let room = Buffer.alloc(65_536);

function hashOfRecord(record) {
  const json = (value) => (value === null ? "" : canonical(value));
  return hashOfFields(record, json(record.before), json(record.after));
}

/** SHA-256(0x00 ‖ for each field: uint32 length ‖ bytes). */
function hashOfFields(record, before, after) {
  const texts = [
    record.writer,
    String(record.epoch),
    String(record.seq),
    record.id,
    record.at,
    record.kind,
    record.action,
    record.outcome,
    record.actorKind,
    record.actorId,
    record.actorName,
    record.credentialId ?? "",
    record.targetKind,
    record.targetId,
    record.requestId,
    record.traceId ?? "",
    before,
    after,
    record.commitment ?? "",
  ];
  const units = texts.reduce((sum, text) => sum + 3 * text.length + 4, 128);
  if (units > room.length) room = Buffer.alloc(2 * units);
  room[0] = 0;
  let end = putField(1, ENTRY_FORMAT, "utf8");
  end = putField(end, record.prev, "hex");
  for (const text of texts) end = putField(end, text, "utf8");
  return digest(room.subarray(0, end));
}

function putField(at, text, encoding) {
  const length = room.write(text, at + 4, encoding);
  room.writeUInt32BE(length, at);
  return at + 4 + length;
}

/** The Merkle tree of RFC 6962 as the roots of its full subtrees: at most one for each height. */
class Tree {
  /** @param prefix the full subtrees of the leaves before the first one, left to right. */
  constructor(size, prefix) {
    this.size = size;
    this.peaks = [];
    const heights = [];
    for (
      let [rest, height] = [size, 0];
      rest > 0;
      [rest, height] = [Math.floor(rest / 2), height + 1]
    )
      if (rest % 2 === 1) heights.unshift(height);
    if (heights.length !== prefix.length)
      throw new Unusable("The first line does not have the hashes that belong to its firstLeaf.");
    for (const [at, height] of heights.entries())
      this.peaks.push({ height, hash: Buffer.from(prefix[at], "hex") });
  }

  add(leaf) {
    let peak = { height: 0, hash: leaf };
    while (this.peaks.at(-1)?.height === peak.height) {
      const left = this.peaks.pop();
      peak = { height: peak.height + 1, hash: Tree.node(left.hash, peak.hash) };
    }
    this.peaks.push(peak);
    this.size += 1;
  }

  root() {
    if (this.peaks.length === 0) return sha256("");
    return this.peaks.map(({ hash }) => hash).reduceRight((right, left) => Tree.node(left, right));
  }

  static node(left, right) {
    left.copy(room, 1);
    right.copy(room, 33);
    room[0] = 1;
    return digest(room.subarray(0, 65));
  }
}

/** The root that a path leads to (RFC 9162 §2.1.3.2); null: it has not the length for such a leaf. */
function rootOfPath(hash, { leaf, size, path }) {
  let [node, at, last] = [hash, leaf, size - 1];
  const half = (number) => Math.floor(number / 2);
  for (const sibling of path) {
    if (last === 0) return null;
    const isRight = at % 2 === 1 || at === last;
    node = isRight ? Tree.node(sibling, node) : Tree.node(node, sibling);
    if (isRight) while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? node : null;
}

// ---------------------------------------------------------------- keys, notes, checkpoints

const NOTE_KEY = 1;
const WITNESS_KEY = 4;

function keyIdOf(name, type, raw) {
  return sha256(`${name}\n`, Buffer.of(type), raw).toString("hex").slice(0, 8);
}

function publicKeyOf(raw) {
  const x = raw.toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

function unbase64(text) {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

/** name+hexid+base64(type ‖ key) */
function readVkey(text) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const bytes = encoded === undefined ? null : unbase64(encoded);
  if (bytes === null || bytes.length !== 33) throw new Unusable("This is no verifier key.");
  const [type, raw] = [bytes[0], bytes.subarray(1)];
  if (keyIdOf(name, type, raw) !== id)
    throw new Unusable(`The verifier key of ${name} does not fit its own id.`);
  return { name, type, raw, id, key: publicKeyOf(raw) };
}

/** The file of "audit public-key": PEM below a comment with the verifier key; or either alone. */
function readKey(text) {
  const [, vkey] = /^# gatehouse audit key: (\S+)$/m.exec(text) ?? [];
  const named = vkey !== undefined || !text.includes("-----BEGIN") ? readVkey(vkey ?? text) : null;
  if (named !== null && named.type !== NOTE_KEY)
    throw new Unusable("--key wants the key of the log, and this is one of a witness.");
  if (!text.includes("-----BEGIN")) return named;
  let key;
  try {
    key = createPublicKey(text);
  } catch {
    throw new Unusable("A key file holds no public key.");
  }
  if (key.asymmetricKeyType !== "ed25519") throw new Unusable("A key is not an Ed25519 key.");
  const raw = Buffer.from(key.export({ format: "jwk" }).x, "base64url");
  if (named !== null && !named.raw.equals(raw))
    throw new Unusable("A key file names another key in its first line than it holds.");
  return named ?? { name: null, type: NOTE_KEY, raw, id: null, key };
}

/** @returns what a note says, or a text that tells why it is no checkpoint. */
function readNote(note) {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) return "it has control characters";
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) return "it has no signatures";
  const text = note.slice(0, split + 1);
  const signatures = [];
  for (const line of note.slice(split + 2, -1).split("\n")) {
    const [, name, encoded] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? [];
    const bytes = encoded === undefined ? null : unbase64(encoded);
    if (bytes === null || bytes.length < 5) return "a line below the blank one is no signature";
    signatures.push({ name, id: bytes.toString("hex", 0, 4), bytes: bytes.subarray(4) });
  }
  const lines = text.slice(0, -1).split("\n");
  const [origin, decimal, encoded] = lines;
  if (lines.length < 3 || lines.includes("")) return "it lacks an origin, a size or a root";
  if (!/^(0|[1-9]\d{0,15})$/.test(decimal) || !Number.isSafeInteger(Number(decimal)))
    return "its size is no number";
  const root = unbase64(encoded);
  if (root === null || root.length !== 32) return "its root is no hash";
  return { text, origin, size: Number(decimal), root, signatures };
}

/** Null when one of the keys signed, and none of them badly; otherwise why not. */
function signatureProblem(note, keys) {
  let signed = false;
  for (const { name, id, bytes } of note.signatures)
    for (const known of keys) {
      // A bare PEM has no name: it is taken for the key of the origin.
      const keyName = known.name ?? note.origin;
      const keyId = known.id ?? keyIdOf(keyName, NOTE_KEY, known.raw);
      if (name !== keyName || id !== keyId) continue;
      if (!verifyEd25519(null, Buffer.from(note.text), known.key, bytes))
        return `the signature of ${keyName} is not genuine`;
      signed = true;
    }
  return signed ? null : "none of the given keys signed it";
}

/** Whether the witness signed (C2SP tlog-cosignature): its POSIX time, null, or false if forged. */
function cosignedAt(note, witness) {
  let latest = null;
  for (const { name, id, bytes } of note.signatures) {
    if (name !== witness.name || id !== witness.id) continue;
    if (bytes.length !== 72) return false;
    const time = bytes.readBigUInt64BE();
    const message = Buffer.from(`cosignature/v1\ntime ${time}\n${note.text}`);
    if (!verifyEd25519(null, message, witness.key, bytes.subarray(8))) return false;
    latest = Math.max(latest ?? 0, Number(time));
  }
  return latest;
}

// ---------------------------------------------------------------- ids seen, in 16 bytes each

class IdSet {
  constructor() {
    this.count = 0;
    this.slots = new Uint32Array(4 * 1_024);
  }

  /** False if it was there already. */
  add(id) {
    if (this.count * 2 >= this.slots.length / 4) this.grow();
    const hex = id.replaceAll("-", "");
    const words = [0, 8, 16, 24].map((at) => Number.parseInt(hex.slice(at, at + 8), 16));
    const isNew = this.put(words);
    if (isNew) this.count += 1;
    return isNew;
  }

  put([a, b, c, d]) {
    const { slots } = this;
    const places = slots.length / 4;
    const mixed = (a ^ Math.imul(b, 31) ^ c ^ Math.imul(d, 0x9e3779b1)) >>> 0;
    for (let place = mixed % places; ; place = (place + 1) % places) {
      const at = place * 4;
      const [w, x, y, z] = [slots[at], slots[at + 1], slots[at + 2], slots[at + 3]];
      if ((w | x | y | z) === 0) {
        [slots[at], slots[at + 1], slots[at + 2], slots[at + 3]] = [a, b, c, d];
        return true;
      }
      if (w === a && x === b && y === c && z === d) return false;
    }
  }

  grow() {
    const former = this.slots;
    this.slots = new Uint32Array(former.length * 2);
    for (let at = 0; at < former.length; at += 4) {
      const words = former.subarray(at, at + 4);
      if (words.some((word) => word !== 0)) this.put(words);
    }
  }
}

// ---------------------------------------------------------------- one writer's chain

class Chain {
  constructor(writer) {
    this.writer = writer;
    /** The last record; seq 0: none yet. */
    this.epoch = 0;
    this.seq = 0;
    this.hash = ZEROS;
    this.closed = false;
    this.lastAt = null;
    /** Epochs of which this export has records. */
    this.epochs = 0;
    this.countedEpoch = null;
    /** Hashes of the last records, as a ring; `total` counts all of them. */
    this.recent = Buffer.alloc(64 * 32);
    this.total = 0;
    /** Epoch → its last seq and its place in `total`. */
    this.ends = new Map();
    /** "epoch/seq" → a head that a heartbeat named before the record came. */
    this.awaited = new Map();
  }

  advance({ epoch, seq, hash }) {
    if (epoch !== this.countedEpoch) this.epochs += 1;
    this.countedEpoch = epoch;
    [this.epoch, this.seq, this.hash] = [epoch, seq, hash];
    const room = this.recent.length / 32;
    if (this.total === room && room < RECENT)
      this.recent = Buffer.concat([this.recent, Buffer.alloc(this.recent.length)]);
    this.recent.write(hash, (this.total % (this.recent.length / 32)) * 32, "hex");
    this.total += 1;
    this.ends.set(epoch, { seq, total: this.total });
  }

  /** Its head before the export begins. */
  startFrom(prior) {
    this.advance(prior);
    [this.epochs, this.countedEpoch] = [0, null];
  }

  /** The hash at a place that has passed: undefined if never, null if too long ago to know. */
  hashAt(epoch, seq) {
    const end = this.ends.get(epoch);
    if (end === undefined || seq > end.seq) return undefined;
    const place = end.total - 1 - (end.seq - seq);
    const room = this.recent.length / 32;
    if (place < 0 || place < this.total - room) return null;
    return this.recent.toString("hex", (place % room) * 32, (place % room) * 32 + 32);
  }

  isPast(epoch, seq) {
    return epoch < this.epoch || (epoch === this.epoch && seq <= this.seq);
  }
}

// ---------------------------------------------------------------- the check

class Check {
  constructor({ keys, outside, witnesses }) {
    this.keys = keys;
    this.witnesses = witnesses.map((witness) => ({ ...witness, size: null, time: null }));
    this.outside = new Map();
    for (const note of outside) {
      const same = this.outside.get(note.size) ?? [];
      this.outside.set(note.size, [...same, note]);
    }
    this.header = null;
    this.line = 0;
    this.chains = new Map();
    this.ids = new IdSet();
    this.prunes = null;
    /** The first record that is left out as pruned and should not be. */
    this.unsaid = null;
    this.notes = new Map();
    this.last = null;
    this.lastPersonal = null;
    this.ended = false;
    this.outsideAgreed = 0;
    this.outsideSize = null;
    this.outsideNotCovered = 0;
    this.seen = { records: 0, pruned: 0, checkpoints: 0, heartbeats: 0, heads: 0, payloads: 0 };
    this.commitments = 0;
    this.checkpointSize = null;
    this.rootHex = null;
    [this.firstAt, this.lastAt] = [null, null];
  }

  get leaf() {
    return this.tree.size;
  }

  fail(reason, place = {}) {
    throw new Tampered(reason, { line: this.line, ...place });
  }

  note(text, times = 1) {
    this.notes.set(text, (this.notes.get(text) ?? 0) + times);
  }

  /** One line of the export, without its newline. */
  take(bytes) {
    this.line += 1;
    const object = this.parse(bytes);
    if (this.header === null) return this.takeHeader(object);
    if (this.ended) this.fail("A line stands after the last checkpoint.", this.nextPlace());
    switch (object.type) {
      case "record":
        return this.takeRecord(object);
      case "pruned":
        return this.takePruned(object);
      case "checkpoint":
        return this.takeCheckpoint(object);
      case "personal":
        return this.takePersonal(object);
      default:
        return this.fail("The line is of no type that the format knows.", this.nextPlace());
    }
  }

  parse(bytes) {
    let object;
    let text;
    try {
      if (!isUtf8(bytes)) throw new TypeError("not UTF-8");
      text = bytes.toString("utf8");
      object = JSON.parse(text);
    } catch {
      if (this.header === null) throw new Unusable("The file is no export: line 1 is no JSON.");
      this.fail("The line is no JSON.", this.nextPlace());
    }
    if (!isObject(object)) {
      if (this.header === null) throw new Unusable("The file is no export: line 1 is no object.");
      this.fail("The line is no JSON object.", this.nextPlace());
    }
    if (text !== JSON.stringify(object) && text !== written(object)) {
      if (this.header === null)
        throw new Unusable("Line 1 is not written as exports are: a member twice, or spaces.");
      this.fail("The line is not written as exports are: a member twice, or spaces.", {
        ...this.nextPlace(),
        ...placeOf(object),
      });
    }
    return object;
  }

  nextPlace() {
    return this.tree === undefined ? {} : { leaf: this.leaf };
  }

  takeHeader(object) {
    if (object.type !== "export") throw new Unusable("The file is no export of an audit log.");
    if (object.format !== FORMAT)
      throw new Unusable(`The export has a format other than ${FORMAT}: use its own verifier.`);
    const problem = misfit(object, HEADER);
    if (problem !== null) throw new Unusable(`The first line is no head of an export: ${problem}.`);
    const { firstLeaf, size, prefix, priors } = object;
    if (firstLeaf > size) throw new Unusable("The export begins after its own end.");
    this.header = object;
    this.tree = new Tree(firstLeaf, prefix);
    if (firstLeaf === 0 && priors.length > 0)
      this.fail("The export begins with the log, and still names records before it.");
    for (const prior of priors) {
      if (this.chains.has(prior.writer))
        this.fail(`Two earlier heads of writer ${prior.writer}.`, prior);
      this.chainOf(prior.writer).startFrom(prior);
    }
    for (const { origin, file } of [...this.outside.values()].flat())
      if (origin !== object.origin)
        throw new Unusable(`${file} is a checkpoint of another log, ${origin}.`);
    this.meetOutside();
  }

  chainOf(writer) {
    const chain = this.chains.get(writer) ?? new Chain(writer);
    this.chains.set(writer, chain);
    return chain;
  }

  takeRecord(record) {
    const place = { leaf: this.leaf, ...placeOf(record) };
    const problem = misfit(record, RECORD);
    if (problem !== null) this.fail(`The record is not as the format wants it: ${problem}.`, place);
    this.checkLeaf(record, place);
    const chain = this.chainOf(record.writer);
    this.checkPlace(chain, record, place);
    if (record.prev !== chain.hash)
      this.fail("The record is not linked to the one before it in its chain.", place);
    if (hashOfRecord(record).toString("hex") !== record.hash)
      this.fail(
        "The record does not have the hash that it carries: something in it was changed.",
        place,
      );
    this.checkEpoch(chain, record, place);
    this.checkId(record, place);
    this.checkTime(chain, record);
    this.advance(chain, record, place);
    this.seen.records += 1;
    if (record.commitment !== null) this.commitments += 1;
    this.last = record;
    if (record.action === "log.heartbeat") this.takeHeartbeat(record, place);
    if (record.action === "log.prune") this.takePruneRecord(record, place);
  }

  checkLeaf({ leaf }, place) {
    if (leaf > this.leaf)
      this.fail(`Leaf ${this.leaf} is missing: leaf ${leaf} stands in its place.`, {
        ...place,
        leaf: this.leaf,
      });
    if (leaf < this.leaf)
      this.fail(`Leaf ${this.leaf} should stand here, and leaf ${leaf} does, once more.`, place);
    if (leaf >= this.header.size)
      this.fail(
        `The export says that it ends before leaf ${this.header.size}, and goes on.`,
        place,
      );
  }

  /** Whether (epoch, seq) is the next place of its chain. */
  checkPlace(chain, { epoch, seq, writer }, place) {
    if (epoch === chain.epoch) {
      if (seq > chain.seq + 1)
        this.fail(`Record ${chain.seq + 1} of writer ${writer}, epoch ${epoch}, is missing.`, {
          ...place,
          missing: { writer, epoch, seq: chain.seq + 1 },
        });
      if (seq <= chain.seq)
        this.fail(
          `Record ${seq} of writer ${writer}, epoch ${epoch}, stands here a second time.`,
          place,
        );
      if (chain.closed)
        this.fail(`Writer ${writer} closed epoch ${epoch}, and a record follows in it.`, place);
      return;
    }
    if (epoch < chain.epoch)
      this.fail(
        `Writer ${writer} is in epoch ${chain.epoch}, and this record goes back to ${epoch}.`,
        place,
      );
    if (seq !== 1)
      this.fail(
        `The first records of writer ${writer}, epoch ${epoch}, are missing: ${seq} is there.`,
        {
          ...place,
          missing: { writer, epoch, seq: 1 },
        },
      );
  }

  checkEpoch(chain, { kind, action, writer, epoch, seq, after }, place) {
    const opens = action === "writer.open";
    if (opens !== (seq === 1) && !(writer === "legacy" && epoch === 1))
      this.fail("An epoch begins with writer.open, and with nothing else.", place);
    const isOwn = opens || action === "writer.close";
    if (isOwn !== (kind === "epoch"))
      this.fail("The kind of the record does not fit its action.", place);
    if (!opens) return;
    const [lastEpoch, lastSeq] = chain.total === 0 ? [null, null] : [chain.epoch, chain.seq];
    if (after?.previousEpoch !== lastEpoch || after?.previousSeq !== lastSeq)
      this.fail(
        `Writer ${writer} says that epoch ${epoch} follows record ${after?.previousSeq} of epoch ${after?.previousEpoch}, and the log has ${lastSeq} of ${lastEpoch}.`,
        place,
      );
  }

  checkId({ id }, place) {
    if (this.ids.count >= MAX_IDS)
      return this.note(`ids beyond the first ${MAX_IDS} were not compared for duplicates`);
    if (!this.ids.add(id)) this.fail("Two records have the same id.", place);
  }

  checkTime(chain, { at, writer, epoch }) {
    if (this.firstAt === null || at < this.firstAt) this.firstAt = at;
    if (this.lastAt === null || at > this.lastAt) this.lastAt = at;
    const back =
      chain.epoch === epoch && chain.lastAt !== null
        ? Date.parse(chain.lastAt) - Date.parse(at)
        : 0;
    if (back > DAY_MS) this.note(`the times of writer ${writer} go back by more than a day`);
    chain.lastAt = at;
  }

  /** The record is good: it becomes the head of its chain and a leaf of the tree. */
  advance(chain, record, place) {
    const { epoch, seq, hash, action } = record;
    if (epoch !== chain.epoch) this.endEpoch(chain, epoch);
    chain.advance(record);
    chain.closed = action === "writer.close";
    const awaited = chain.awaited.get(`${epoch}/${seq}`);
    if (awaited !== undefined) {
      if (awaited.hash !== hash)
        this.fail(`The heartbeat at leaf ${awaited.leaf} saw another record here.`, place);
      chain.awaited.delete(`${epoch}/${seq}`);
    }
    this.feedPrunes(hash);
    this.tree.add(Buffer.from(hash, "hex"));
    this.meetOutside();
  }

  /** What heartbeats saw in an epoch that has ended must have come by now. */
  endEpoch(chain, nextEpoch) {
    for (const awaited of chain.awaited.values())
      if (awaited.epoch < nextEpoch) this.failAwaited(awaited);
  }

  failAwaited({ writer, epoch, seq, leaf, id }) {
    this.fail(
      `The heartbeat at leaf ${leaf} saw record ${seq} of writer ${writer}, epoch ${epoch}, and the log does not have it.`,
      { leaf, id, writer, epoch, seq, missing: { writer, epoch, seq } },
    );
  }

  takeHeartbeat({ after, at, id, kind }, place) {
    const heads = after?.writers;
    const good = Array.isArray(heads) && heads.every((head) => misfit(head, HEAD) === null);
    if (!good || kind !== "heartbeat")
      this.fail("The heartbeat does not say where the writers stand.", place);
    this.seen.heartbeats += 1;
    for (const head of heads) this.takeHead(head, { at, id, place });
  }

  /** The log must hold what a heartbeat saw: now, or soon, as it may be sequenced later. */
  takeHead({ writer, epoch, seq, hash }, { at, id, place }) {
    this.seen.heads += 1;
    const chain = this.chainOf(writer);
    if (!chain.isPast(epoch, seq)) {
      const key = `${epoch}/${seq}`;
      const awaited = chain.awaited.get(key);
      if (awaited !== undefined && awaited.hash !== hash)
        this.fail(
          `Two heartbeats saw different records at ${seq} of writer ${writer}, epoch ${epoch}.`,
          place,
        );
      if (awaited === undefined)
        chain.awaited.set(key, { writer, epoch, seq, hash, at, id, leaf: place.leaf });
      return;
    }
    const held = chain.hashAt(epoch, seq);
    const isBefore = this.header.firstLeaf > 0 && (held === undefined || held === null);
    if (held === null || isBefore) this.note("heads named by heartbeats were too old to compare");
    else if (held !== hash)
      this.fail(
        `The heartbeat saw record ${seq} of writer ${writer}, epoch ${epoch}, as the log does not have it.`,
        { ...place, saw: { writer, epoch, seq } },
      );
  }

  takePersonal(object) {
    const place = { leaf: this.leaf - 1, ...placeOf(this.last ?? {}) };
    const problem = misfit(object, PERSONAL);
    if (problem !== null)
      this.fail(`The payload is not as the format wants it: ${problem}.`, place);
    if (this.last === null || object.id !== this.last.id)
      this.fail("A payload does not stand behind its record.", { ...place, id: object.id });
    if (this.lastPersonal === object.id) this.fail("A record has two payloads.", place);
    this.lastPersonal = object.id;
    const commitment = sha256(Buffer.from(object.salt, "hex"), canonical(object.payload));
    if (commitment.toString("hex") !== this.last.commitment)
      this.fail("The payload is not the one that the record is committed to.", place);
    this.seen.payloads += 1;
  }

  takePruned(object) {
    const place = { leaf: this.leaf, ...placeOf(object) };
    const problem = misfit(object, PRUNED);
    if (problem !== null) this.fail(`The line is not as the format wants it: ${problem}.`, place);
    this.checkLeaf(object, place);
    const chain = this.chainOf(object.writer);
    this.checkPlace(chain, object, place);
    // Told at the end only: where the end is missing, that is what is wrong.
    if (this.prunes?.covering(this.leaf) === undefined)
      this.unsaid ??= { line: this.line, ...place };
    this.advance(chain, object, place);
    this.seen.pruned += 1;
    this.last = null;
  }

  feedPrunes(hash) {
    this.prunes?.covering(this.leaf)?.hasher.update(Buffer.from(hash, "hex"));
  }

  /** The record that says what retention took out: its digest covers what is missing. */
  takePruneRecord({ leaf, after }, place) {
    const ranges = pruneRanges(after);
    if (ranges === null) this.fail("The record of a pruning does not say what was pruned.", place);
    const first = Math.min(...ranges.map(([from]) => from));
    const prune = this.prunes?.byLeaf.get(leaf);
    if (ranges.some(([, to]) => to >= leaf))
      this.fail("The record of a pruning speaks of records that came after it.", place);
    if (first < this.header.firstLeaf || prune === undefined) {
      if (ranges.length > 0) this.note("prunings reach back before this export");
      return;
    }
    if (prune.hasher.digest("hex") !== after.digest)
      this.fail("The records left out as pruned are not those that the log says were pruned.", {
        ...place,
        from: first,
        to: Math.max(...ranges.map(([, to]) => to)),
      });
  }

  takeCheckpoint(object) {
    const place = { leaf: this.leaf - 1, checkpoint: this.leaf };
    const problem = misfit(object, CHECKPOINT);
    if (problem !== null)
      this.fail(`The checkpoint is not as the format wants it: ${problem}.`, place);
    const note = readNote(object.note);
    if (typeof note === "string") this.fail(`The checkpoint is none: ${note}.`, place);
    place.checkpoint = note.size;
    if (note.origin !== this.header.origin)
      this.fail(`The checkpoint is one of the log ${note.origin}.`, place);
    const signature = signatureProblem(note, this.keys);
    if (signature !== null)
      this.fail(`The checkpoint of ${note.size} records: ${signature}.`, place);
    if (note.size <= (this.checkpointSize ?? -1))
      this.fail(
        `A checkpoint of ${note.size} records stands behind one of ${this.checkpointSize}.`,
        place,
      );
    if (note.size !== this.leaf)
      this.fail(`A checkpoint of ${note.size} records stands behind ${this.leaf}.`, {
        ...place,
        leaf: Math.min(note.size, this.leaf),
      });
    if (!note.root.equals(this.tree.root()))
      this.fail(`The records do not have the root that was signed for ${note.size} of them.`, {
        ...place,
        from: this.checkpointSize ?? this.header.firstLeaf,
        to: note.size - 1,
      });
    this.takeCosignatures(note, (reason) => this.fail(reason, place));
    this.seen.checkpoints += 1;
    this.checkpointSize = note.size;
    this.rootHex = note.root.toString("hex");
    this.ended = note.size === this.header.size;
  }

  takeCosignatures(note, fail) {
    for (const witness of this.witnesses) {
      const time = cosignedAt(note, witness);
      if (time === false) fail(`The cosignature of ${witness.name} is not genuine.`);
      if (time === null || note.size < (witness.size ?? 0)) continue;
      [witness.size, witness.time] = [note.size, time];
    }
  }

  /** Compares the tree, as it stands, with what was kept outside for this size. */
  meetOutside() {
    if (this.outside.size === 0) return;
    for (const note of this.outside.get(this.leaf) ?? []) {
      if (!note.root.equals(this.tree.root()))
        this.fail(
          `The checkpoint kept outside (${note.file}) has another root for ${note.size} records: the log was written anew, and signed again.`,
          {
            leaf: this.leaf - 1,
            checkpoint: note.size,
            from: this.outsideSize ?? this.header.firstLeaf,
            to: note.size - 1,
          },
        );
      this.outsideAgreed += 1;
      this.outsideSize = note.size;
      this.takeCosignatures(note, (reason) => {
        throw new Unusable(`${note.file}: ${reason}`);
      });
    }
  }

  end() {
    if (this.header === null) throw new Unusable("The file is empty.");
    const { size, firstLeaf } = this.header;
    const place = {
      ...this.nextPlace(),
      ...(this.last === null ? {} : { after: placeOf(this.last) }),
    };
    if (this.leaf < size)
      this.fail(
        `The end is missing: the export says ${size} records, and leaf ${this.leaf} is not there.`,
        place,
      );
    if (!this.ended) this.fail("The last checkpoint, which covers all records, is missing.", place);
    this.endHeads();
    for (const noteSize of this.outside.keys()) {
      if (noteSize < firstLeaf) this.outsideNotCovered += 1;
      if (noteSize > size)
        this.fail(
          `A checkpoint kept outside covers ${noteSize} records, and the export ends after ${size}: its end was cut off, or the export is older than that checkpoint.`,
          { ...place, from: this.outsideSize ?? firstLeaf, to: noteSize - 1 },
        );
    }
    this.endPrunes();
    for (const { name, size: cosigned } of this.witnesses)
      if (cosigned === null)
        this.fail(`The witness ${name} cosigned none of these checkpoints.`, place);
  }

  endPrunes() {
    if (this.unsaid !== null)
      this.fail(
        "The record is left out as pruned, and no later record of the log says so.",
        this.unsaid,
      );
  }

  endHeads() {
    const newest = this.lastAt === null ? 0 : Date.parse(this.lastAt);
    for (const chain of this.chains.values())
      for (const awaited of chain.awaited.values()) {
        if (newest - Date.parse(awaited.at) > SETTLE_MS) this.failAwaited(awaited);
        this.note("records that the last heartbeats saw are not in this export yet");
      }
  }

  summary() {
    const { origin, firstLeaf, size } = this.header;
    const writers = [...this.chains.values()].filter(({ epochs }) => epochs > 0);
    return {
      origin,
      firstLeaf,
      size,
      root: this.rootHex,
      ...this.seen,
      writers: writers.length,
      epochs: writers.reduce((sum, { epochs }) => sum + epochs, 0),
      firstAt: this.firstAt,
      lastAt: this.lastAt,
      outsideCheckpoints: this.outsideAgreed,
      witnesses: this.witnesses.map(({ name, size: upTo, time }) => ({ name, size: upTo, time })),
      notChecked: this.notChecked(),
    };
  }

  /** What this export and these arguments cannot show. */
  notChecked() {
    const missing = this.commitments - this.seen.payloads;
    return [
      ...[...this.notes].map(([text, times]) => (times > 1 ? `${text} (${times} times)` : text)),
      ...(this.header.firstLeaf > 0
        ? [
            `records before leaf ${this.header.firstLeaf} are not in this export; only their hashes count`,
          ]
        : []),
      ...(this.seen.pruned > 0
        ? [`${this.seen.pruned} records were pruned by retention; only their hashes are left`]
        : []),
      ...(missing > 0
        ? [`${missing} personal payloads are not in this export, or were erased`]
        : []),
      ...(this.outsideNotCovered > 0
        ? [`${this.outsideNotCovered} checkpoints kept outside are older than this export`]
        : []),
      ...(this.outsideAgreed === 0 && this.witnesses.length === 0
        ? [
            "a history written anew and signed again with the log's own key: give --checkpoint or --witness",
          ]
        : []),
      this.outsideSize === null
        ? "whether the end was cut off, or the log set back to an older state: what is left is whole in itself; give the newest checkpoints kept outside with --checkpoint"
        : `whether more was signed after the ${this.outsideSize} records of the newest checkpoint given with --checkpoint`,
      "whether the log was told the truth when a record was written",
    ];
  }
}

function placeOf(object) {
  const place = {};
  if (isId(object.id)) place.id = object.id;
  for (const [name, check] of [
    ["writer", isName],
    ["epoch", isOrdinal],
    ["seq", isOrdinal],
  ])
    if (check(object[name])) place[name] = object[name];
  return place;
}

// ---------------------------------------------------------------- prunings

/** [first, last] leaf of each run that was pruned, or null. */
function pruneRanges(after) {
  const ranges = after?.leaves;
  const good =
    Array.isArray(ranges) &&
    isHash(after.digest) &&
    ranges.every(
      (range) =>
        Array.isArray(range) && range.length === 2 && range.every(isCount) && range[0] <= range[1],
    );
  return good ? ranges : null;
}

/** All prunings that the log speaks of, read ahead because they stand behind what they took out. */
class Prunes {
  static async read(open) {
    const prunes = new Prunes();
    for await (const bytes of linesOf(open())) {
      if (!bytes.includes('"log.prune"')) continue;
      let object;
      try {
        object = JSON.parse(bytes.toString("utf8"));
      } catch {
        continue;
      }
      if (object?.type !== "record" || object.action !== "log.prune") continue;
      prunes.add(object);
    }
    prunes.ranges.sort((one, other) => one.from - other.from);
    return prunes;
  }

  constructor() {
    this.byLeaf = new Map();
    this.ranges = [];
    this.at = 0;
  }

  add({ leaf, after }) {
    const ranges = pruneRanges(after);
    if (ranges === null || !isCount(leaf) || this.byLeaf.has(leaf)) return;
    const prune = { hasher: createHash("sha256") };
    this.byLeaf.set(leaf, prune);
    for (const [from, to] of ranges) this.ranges.push({ from, to, leaf, prune });
  }

  /** The pruning that took this leaf out. Leaves are asked for in rising order. */
  covering(leaf) {
    while (this.at < this.ranges.length && this.ranges[this.at].to < leaf) this.at += 1;
    const range = this.ranges[this.at];
    return range !== undefined && range.from <= leaf && range.leaf > leaf ? range.prune : undefined;
  }
}

// ---------------------------------------------------------------- the proof of one record

/** The text of a proof, or null for a file that is none. */
async function readProof(open) {
  const chunks = [];
  let length = 0;
  for await (const chunk of open()) {
    chunks.push(chunk);
    length += chunk.length;
    const isExport = chunks.length === 1 && chunk.indexOf('{"type":') === 0;
    if (isExport || length > MAX_PROOF_BYTES) return null;
  }
  const bytes = Buffer.concat(chunks);
  if (!bytes.includes(ANY_PROOF) || !isUtf8(bytes)) return null;
  const text = bytes.toString("utf8");
  try {
    const { format } = JSON.parse(text);
    return isText(format) && format.startsWith(ANY_PROOF) ? text : null;
  } catch {
    return null;
  }
}

/** White space between the parts of JSON, and none within its texts. */
const BETWEEN = /("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g;

/** Whether a record stands in the tree that was signed. @throws Tampered, Unusable */
function checkProof(text, { keys, outside, witnesses }) {
  const { problems = [], ...proof } = JSON.parse(text);
  const { format, state, entry, leaf, checkpoint } = proof;
  if (format !== PROOF_FORMAT)
    throw new Unusable(`The proof has a format other than ${PROOF_FORMAT}: use its own verifier.`);
  const place = { ...(isCount(leaf) ? { leaf } : {}), ...placeOf(entry ?? {}) };
  const fail = (reason) => {
    throw new Tampered(reason, place);
  };
  if (text.replace(BETWEEN, "$1") !== JSON.stringify(JSON.parse(text)))
    fail("The proof is not written as proofs are: a member twice, or a text in another form.");
  const misfits = misfit(proof, PROOF) ?? misfit(entry, ENTRY);
  if (misfits !== null) fail(`The proof is not as the format wants it: ${misfits}.`);
  if (state !== "proven" || leaf === null || checkpoint === null)
    throw new Unusable(
      `It proves nothing yet: the record was not under a checkpoint when it was written (${state}).`,
    );
  if (!Array.isArray(problems) || problems.length > 0)
    fail("The program that wrote the proof says itself that it does not hold.");
  const hash = hashOfFields(entry, entry.before ?? "", entry.after ?? "");
  if (hash.toString("hex") !== proof.hash)
    fail("The record does not have the hash that the proof names: something in it was changed.");
  const note = signedNote(proof, { keys, fail });
  const path = proof.proof.map((each) => Buffer.from(each, "hex"));
  const root = leaf < note.size ? rootOfPath(hash, { leaf, size: note.size, path }) : null;
  if (root === null || !root.equals(note.root))
    fail(`The path does not lead from leaf ${leaf} to the root that was signed.`);
  for (const kept of outside) compare(kept, { note, fail });
  return {
    ...{ origin: note.origin, size: note.size, root: note.root.toString("hex") },
    ...{ leaf, record: entry.id, at: entry.at, action: entry.action },
    outsideCheckpoints: outside.length,
    witnesses: witnesses.map((witness) => cosignedBy(witness, { note, fail })),
    notChecked: notProven(entry, outside.length + witnesses.length),
  };
}

/** The checkpoint of a proof: signed by a given key, and as the rest of the proof says. */
function signedNote({ checkpoint, key }, { keys, fail }) {
  const note = readNote(checkpoint.note);
  if (typeof note === "string") fail(`The checkpoint is none: ${note}.`);
  const signature = signatureProblem(note, keys);
  if (signature !== null) fail(`The checkpoint of ${note.size} records: ${signature}.`);
  if (note.size !== checkpoint.size)
    fail(`The proof says ${checkpoint.size} records, and the checkpoint ${note.size}.`);
  if (key !== null && !fitsNote(key, note))
    fail("The key that the proof names did not sign the checkpoint, or does not fit itself.");
  return note;
}

function fitsNote({ name, keyId, vkey, fingerprint }, note) {
  let known;
  try {
    known = readVkey(vkey);
  } catch {
    return false;
  }
  const print = sha256(known.key.export({ format: "der", type: "spki" })).toString("hex");
  return (
    known.type === NOTE_KEY &&
    known.name === name &&
    known.id === keyId &&
    print === fingerprint &&
    signatureProblem(note, [known]) === null
  );
}

/** A checkpoint from outside must be one of this very tree: one proof cannot say how others continue it. */
function compare({ file, origin, size, root }, { note, fail }) {
  if (origin !== note.origin)
    throw new Unusable(`${file} is a checkpoint of another log, ${origin}.`);
  if (size !== note.size)
    throw new Unusable(
      `${file} is a checkpoint of ${size} records, and a proof can be compared with one of its own ${note.size} only.`,
    );
  if (!root.equals(note.root))
    fail(
      `The checkpoint kept outside (${file}) has another root for ${size} records: the log was written anew, and signed again.`,
    );
}

function cosignedBy(witness, { note, fail }) {
  const time = cosignedAt(note, witness);
  if (time === false) fail(`The cosignature of ${witness.name} is not genuine.`);
  if (time === null) fail(`The witness ${witness.name} did not cosign this checkpoint.`);
  return { name: witness.name, size: note.size, time };
}

/** What a proof and these arguments cannot show. */
function notProven({ commitment }, others) {
  return [
    "the other records: whether the whole log is whole, an export shows",
    "when the checkpoint was signed: the time beside it (checkpoint.at) is in no hash",
    ...(commitment === null ? [] : ["the personal part of the record, which is not in a proof"]),
    ...(others === 0
      ? ["a history written anew and signed again with the log's own key: give --witness"]
      : []),
    "whether the log was told the truth when the record was written",
  ];
}

// ---------------------------------------------------------------- reading

/** Lines as bytes. Only 0x0A ends a line: other separators may stand in a text. */
async function* linesOf(chunks) {
  let rest = [];
  let held = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      const part = chunk.subarray(from, to);
      yield rest.length === 0 ? part : Buffer.concat([...rest, part]);
      [rest, held, from] = [[], 0, to + 1];
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    held += chunk.length - from;
    if (held > MAX_LINE_BYTES) throw new Unusable("A line of the file is longer than 64 MiB.");
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/**
 * Checks an export, or the proof of one record.
 * @param {{
 *   open: () => AsyncIterable<Buffer> | Iterable<Buffer>,
 *   keys: readonly string[],
 *   checkpoints?: readonly { file: string, note: string }[],
 *   witnesses?: readonly string[],
 * }} input `open` may be called three times; keys, notes and witnesses are their texts.
 * @returns {Promise<{ verdict: "whole" | "proven" | "tampered" | "unusable", reason?: string,
 *   place?: Record<string, unknown>, summary?: Record<string, unknown> }>}
 */
export async function verify({ open, keys, checkpoints = [], witnesses = [] }) {
  try {
    const inputs = readInputs({ keys, checkpoints, witnesses });
    const proof = await readProof(open);
    if (proof !== null) return { verdict: "proven", summary: checkProof(proof, inputs) };
    const check = new Check(inputs);
    for await (const bytes of linesOf(open())) {
      if (check.prunes === null && bytes.includes('"type":"pruned"'))
        check.prunes = await Prunes.read(open);
      check.take(bytes);
    }
    check.end();
    return { verdict: "whole", summary: check.summary() };
  } catch (error) {
    if (error instanceof Tampered)
      return { verdict: "tampered", reason: error.message, place: error.place };
    if (error instanceof Unusable) return { verdict: "unusable", reason: error.message };
    throw error;
  }
}

function readInputs({ keys, checkpoints, witnesses }) {
  if (keys.length === 0) throw new Unusable("Give the public key of the log with --key.");
  const logKeys = keys.map(readKey);
  const outside = checkpoints.map(({ file, note: text }) => {
    const note = readNote(text);
    if (typeof note === "string") throw new Unusable(`${file} is no checkpoint: ${note}.`);
    const problem = signatureProblem(note, logKeys);
    if (problem !== null) throw new Unusable(`${file}: ${problem}.`);
    return { ...note, file };
  });
  const cosigners = witnesses.map(readVkey);
  if (cosigners.some(({ type }) => type !== WITNESS_KEY))
    throw new Unusable("--witness wants the verifier key of a witness, not of a log.");
  return { keys: logKeys, outside, witnesses: cosigners };
}

// ---------------------------------------------------------------- the command line

const OPTIONS = { "--key": "keys", "--checkpoint": "checkpoints", "--witness": "witnesses" };

function readArguments(list) {
  const given = { file: null, keys: [], checkpoints: [], witnesses: [], json: false };
  let many = null;
  for (const argument of list) {
    if (argument === "--json") given.json = true;
    else if (Object.hasOwn(OPTIONS, argument)) {
      many = OPTIONS[argument];
      continue;
    } else if (argument.startsWith("--")) throw new Unusable(`There is no option ${argument}.`);
    else if (many !== null) {
      given[many].push(argument);
      // Several files may follow, as a shell writes them for a pattern.
      continue;
    } else if (given.file === null) given.file = argument;
    else throw new Unusable("Give one file at a time.");
    many = null;
  }
  if (given.file === null)
    throw new Unusable("Give the export or the proof to check, before the options.");
  return given;
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Unusable(`${file} cannot be read (${error.code ?? error.message}).`);
  }
}

function isThere(file, kind) {
  try {
    return statSync(file)[kind]();
  } catch {
    return false;
  }
}

function readCheckpoints(files) {
  return files.flatMap((file) =>
    isThere(file, "isDirectory")
      ? readdirSync(file)
          .filter((name) => !name.startsWith(".") && isThere(path.join(file, name), "isFile"))
          .map((name) => ({ file: path.join(file, name), note: readText(path.join(file, name)) }))
      : [{ file, note: readText(file) }],
  );
}

/** Nothing from the export may steer the terminal. */
const plain = (value) =>
  String(value).replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/g, "\ufffd");

function describe({ verdict, reason, place, summary }) {
  if (verdict === "whole") return describeWhole(summary);
  if (verdict === "proven") return describeProof(summary);
  if (verdict === "unusable") return `Unusable: ${plain(reason)}`;
  const { leaf, writer, epoch, seq, id, line, from, to } = place;
  const where = [
    ...(from === undefined ? leafWords(leaf) : [`leaves ${from} to ${to}`]),
    ...(writer === undefined ? [] : [`writer ${writer}, epoch ${epoch}, seq ${seq}`]),
    ...(id === undefined ? [] : [`record ${id}`]),
    ...(line === undefined ? [] : [`line ${line}`]),
  ];
  const at = where.length === 0 ? "" : `\nAt: ${plain(where.join("; "))}`;
  return `Tampered with: ${plain(reason)}${at}`;
}

const leafWords = (leaf) => (leaf === undefined ? [] : [`leaf ${leaf}`]);

function describeProof({ origin, size, root, leaf, record, at, action, ...more }) {
  const lines = [
    `Proven: record ${record} (${action}, ${at}) is leaf ${leaf} of ${origin}.`,
    `Checked: its hash, the path to the root of ${size.toLocaleString("en")} records, and who signed that.`,
    `Root: ${root}`,
    ...(more.outsideCheckpoints > 0 ? ["Agrees with the checkpoint kept outside."] : []),
    ...more.witnesses.map(
      ({ name, time }) => `Witness ${name} cosigned it at ${new Date(time * 1_000).toISOString()}.`,
    ),
    "Not shown by this check:",
    ...more.notChecked.map((text) => `  - ${text}`),
  ];
  return lines.map(plain).join("\n");
}

function describeWhole(summary) {
  const { firstLeaf, size, records, pruned, writers, epochs, checkpoints, heartbeats } = summary;
  const number = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
  const lines = [
    `Whole: ${number(records, "record")}${pruned > 0 ? ` and ${pruned.toLocaleString("en")} pruned` : ""} of ${summary.origin}, leaf ${firstLeaf} to ${size - 1}${records === 0 ? "" : `, ${summary.firstAt} to ${summary.lastAt}`}.`,
    `Checked: the hash and the place of every record in the chains of ${number(writers, "writer")} (${number(epochs, "epoch")}), ${number(checkpoints, "signed checkpoint")}, ${number(heartbeats, "heartbeat")}, ${number(summary.payloads, "personal payload")}.`,
    `Root of ${number(size, "record")}: ${summary.root}`,
    ...(summary.outsideCheckpoints > 0
      ? [`Agrees with ${number(summary.outsideCheckpoints, "checkpoint")} kept outside.`]
      : []),
    ...summary.witnesses.map(
      ({ name, size: upTo, time }) =>
        `Witness ${name} cosigned up to leaf ${upTo - 1} at ${new Date(time * 1_000).toISOString()}.`,
    ),
    "Not shown by this check:",
    ...summary.notChecked.map((text) => `  - ${text}`),
  ];
  return lines.map(plain).join("\n");
}

const EXIT = { whole: 0, proven: 0, tampered: 1, unusable: 2 };

async function main(list) {
  if (list.includes("--help")) {
    console.log(USAGE);
    return 0;
  }
  let json = list.includes("--json");
  let result;
  try {
    const given = readArguments(list);
    json = given.json;
    if (!isThere(given.file, "isFile")) throw new Unusable(`There is no file ${given.file}.`);
    result = await verify({
      open: () => createReadStream(given.file, { highWaterMark: 1_048_576 }),
      keys: given.keys.map(readText),
      checkpoints: readCheckpoints(given.checkpoints),
      witnesses: given.witnesses.map((text) => (isThere(text, "isFile") ? readText(text) : text)),
    });
  } catch (error) {
    const reason = error instanceof Unusable ? error.message : `The check failed: ${error.message}`;
    result = { verdict: "unusable", reason };
  }
  console.log(json ? JSON.stringify(result) : describe(result));
  if (result.verdict === "unusable" && !json) console.error(USAGE);
  return EXIT[result.verdict];
}

if (
  process.argv[1] !== undefined &&
  fileURLToPath(import.meta.url) === path.resolve(process.argv[1])
)
  process.exitCode = await main(process.argv.slice(2));
