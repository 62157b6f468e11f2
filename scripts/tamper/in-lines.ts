import type { Json, JsonObject } from "#lib/kernel/json.ts";
import type { Random } from "../bench/random.ts";
import {
  atLeaf,
  atLine,
  copyOf,
  leafOf,
  linesOf,
  pickLine,
  type Case,
  type Place,
  type Tampering,
} from "./case.ts";
import { textOf, type Line } from "./export-lines.ts";
import { hashOf } from "./seal.ts";
import type { AuditRecord } from "#lib/audit/core/record.ts";

/** Another value of the same kind, one bit or one word away. */
export function flipped(value: Json | undefined, random: Random): Json {
  if (value === null || value === undefined) return random.pick(["", "x", { x: 1 }]);
  if (typeof value === "number") return value ^ (1 << random.int(4));
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return flippedText(value, random);
  if (Array.isArray(value)) return value.length === 0 ? [1] : value.slice(1);
  const key = random.pick([...Object.keys(value), "new"]);
  const object = value as JsonObject;
  return { ...object, [key]: flipped(object[key], random) };
}

export function flippedText(text: string, random: Random): string {
  if (text === "") return "x";
  const at = random.int(text.length);
  const code = text.charCodeAt(at);
  // Halves of surrogate pairs are no text: there the whole place is replaced.
  const other = code > 0xd7ff ? "x" : String.fromCharCode(code ^ (1 << random.int(3)));
  return text.slice(0, at) + other + text.slice(at + 1);
}

const FIELDS = [
  ...["leaf", "id", "at", "writer", "epoch", "seq", "kind", "action", "outcome", "actorKind"],
  ...["actorId", "actorName", "credentialId", "targetKind", "targetId", "requestId", "traceId"],
  ...["before", "after", "commitment", "prev", "hash"],
];

const flipField =
  (name: string): Tampering =>
  (given) => {
    const at = pickLine(given, "record");
    if (at === null) return null;
    const lines = copyOf(given);
    const line = lines[at];
    if (!line) return null;
    line[name] = flipped(line[name], given.random);
    // A writer, epoch or seq that looks like another one's makes this very record the odd one.
    return { text: textOf(lines), at: atLine(at) };
  };

/**
 * Any bit of the file. Only what changes the meaning of a line counts, and not the lines of
 * witnesses: without their keys they are signatures of strangers, which a reader must ignore.
 * Pruned records have a kind of their own.
 */
const flipBit: Tampering = ({ random, lines }) => {
  const bytes = Buffer.from(textOf(lines));
  const at = random.int(bytes.length);
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << random.int(8));
  const line = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length;
  const start = bytes.lastIndexOf(0x0a, at - 1) + 1;
  const cosigned = bytes.indexOf("\\n— witness", start);
  if (cosigned >= 0 && cosigned <= at && !bytes.subarray(cosigned, at).includes(0x0a)) return null;
  if (lines[line]?.type === "pruned") return null;
  if (isSameLine(bytes, changed, line)) return null;
  const named = ({ line: found }: Place) => found === line + 1 || found === line + 2;
  return {
    text: changed,
    at: line === 0 ? () => true : named,
    ...(line === 0 ? { unusable: true } : {}),
  };
};

function isSameLine(one: Buffer, other: Buffer, line: number): boolean {
  const meaning = (bytes: Buffer): string => {
    const text = bytes.toString("utf8").split("\n")[line] ?? "";
    try {
      return JSON.stringify(JSON.parse(text));
    } catch {
      return "";
    }
  };
  return meaning(one) === meaning(other) || one.length !== other.length;
}

const dropRecord: Tampering = (given) => {
  const at = pickLine(given, "record");
  if (at === null) return null;
  const lines = without(copyOf(given), at);
  return { text: textOf(lines), at: atLeaf(leafOf(given.lines[at])) };
};

const dropAndRenumber: Tampering = (given) => {
  const at = pickLine(given, "record");
  const dropped = at === null ? undefined : given.lines[at];
  if (at === null || !dropped) return null;
  const lines = renumbered(without(copyOf(given), at));
  return { text: textOf(lines), at: soonAfter(given, dropped) };
};

/** At the gap itself, at the next record of its chain, or by the next checkpoint. */
function soonAfter(given: Case, line: Line): (place: Place) => boolean {
  const leaf = leafOf(line);
  const bound = given.story.checkpoints.find((size) => size > leaf) ?? leaf;
  return ({ missing, leaf: named = -1, from = named, to = named }) =>
    (missing?.writer === line["writer"] && missing?.seq === line["seq"]) ||
    (from <= bound && to >= leaf);
}

/** A record that its chain would accept, put where the log had none. */
const insertForged: Tampering = (given) => {
  const at = pickLine(given, "record");
  const model = at === null ? undefined : (given.lines[at] as (Line & AuditRecord) | undefined);
  if (at === null || !model || model.kind !== "command") return null;
  const forged = { ...model, id: given.random.uuid(), seq: model.seq + 1, prev: model.hash };
  forged.commitment = null;
  forged.hash = hashOf(forged);
  const lines = copyOf(given);
  lines.splice(at + sizeOfRecord(lines, at), 0, forged);
  return { text: textOf(renumbered(lines)), at: soonAfter(given, model) };
};

const swap =
  (apart: number): Tampering =>
  (given) => {
    const records = linesOf(given, "record").filter((at) => sizeOfRecord(given.lines, at) === 1);
    const first = given.random.int(Math.max(1, records.length - apart));
    const [at, other] = [records[first], records[first + apart]];
    if (at === undefined || other === undefined) return null;
    const lines = copyOf(given);
    const [one, two] = [lines[at], lines[other]];
    if (!one || !two) return null;
    [lines[at], lines[other]] = [two, one];
    const place = atLeaf(leafOf(one));
    return {
      text: textOf(renumbered(lines)),
      at: (named) => place(named) || soonAfter(given, one)(named),
    };
  };

/** All that follows in an epoch counts one further. */
const renumberSeq =
  (rehash: boolean): Tampering =>
  (given) => {
    const at = pickLine(given, "record");
    const start = at === null ? undefined : (given.lines[at] as Line & AuditRecord);
    if (at === null || !start) return null;
    const lines = copyOf(given) as (Line & AuditRecord)[];
    let prev = start.prev;
    for (const line of lines.slice(at)) {
      if (line.type !== "record" || line.writer !== start.writer || line.epoch !== start.epoch)
        continue;
      line.seq += 1;
      if (!rehash) continue;
      line.prev = prev;
      line.hash = hashOf(line);
      prev = line.hash;
    }
    return { text: textOf(lines), at: atLine(at) };
  };

const renumberLeaves: Tampering = (given) => {
  const at = pickLine(given, "record");
  if (at === null) return null;
  const lines = copyOf(given);
  for (const line of lines.slice(at)) if ("leaf" in line) line["leaf"] = leafOf(line) + 1;
  return { text: textOf(lines), at: atLine(at) };
};

const duplicate =
  (renumber: boolean): Tampering =>
  (given) => {
    const at = pickLine(given, "record");
    const line = at === null ? undefined : given.lines[at];
    if (at === null || !line) return null;
    const lines = copyOf(given);
    const size = sizeOfRecord(lines, at);
    lines.splice(at + size, 0, structuredClone(line));
    return { text: textOf(renumber ? renumbered(lines) : lines), at: atLine(at + size) };
  };

/** The end is cut off, at any line; `honest`: the first line says so too. */
const truncate =
  (fixHeader: boolean): Tampering =>
  (given) => {
    const keep = 2 + given.random.int(given.lines.length - 2);
    const lines = copyOf(given).slice(0, keep);
    const [head] = lines;
    const next = nextLeaf(lines);
    if (!head || (fixHeader && lines.at(-1)?.type === "checkpoint")) return null;
    if (fixHeader) head["size"] = next;
    return { text: textOf(lines), at: ({ leaf }) => leaf === next };
  };

/** Back to an earlier signed state: a whole log, unless somebody remembers the later one. */
const setBack: Tampering = (given) => {
  const checkpoints = linesOf(given, "checkpoint").slice(0, -1);
  const at = checkpoints.length === 0 ? undefined : given.random.pick(checkpoints);
  if (at === undefined) return null;
  const lines = copyOf(given).slice(0, at + 1);
  const [head] = lines;
  if (!head) return null;
  head["size"] = nextLeaf(lines);
  return { text: textOf(lines), at: ({ leaf }) => leaf === head["size"], needs: "outside" };
};

const nextLeaf = (lines: readonly Line[]): number =>
  lines.reduce((next, line) => ("leaf" in line ? leafOf(line) + 1 : next), firstLeaf(lines));

const firstLeaf = ([head]: readonly Line[]): number => Number(head?.["firstLeaf"]);

/** A record and its payload. */
const sizeOfRecord = (lines: readonly Line[], at: number): number =>
  lines[at + 1]?.type === "personal" ? 2 : 1;

function without(lines: Line[], at: number): Line[] {
  lines.splice(at, sizeOfRecord(lines, at));
  return lines;
}

/** Leaves counted anew, and the size of the first line with them. */
function renumbered(lines: Line[]): Line[] {
  let next = firstLeaf(lines);
  for (const line of lines) if ("leaf" in line) line["leaf"] = next++;
  const [head] = lines;
  if (head) head["size"] = next;
  return lines;
}

export const IN_LINES: Record<string, Tampering> = {
  ...Object.fromEntries(FIELDS.map((name) => [`change ${name}`, flipField(name)])),
  "flip any bit": flipBit,
  "flip any bit again": flipBit,
  "flip any bit, once more": flipBit,
  "delete a record": dropRecord,
  "delete a record and renumber": dropAndRenumber,
  "insert a forged record": insertForged,
  "swap neighbours": swap(1),
  "swap records far apart": swap(7),
  "renumber a chain": renumberSeq(false),
  "renumber a chain and hash it anew": renumberSeq(true),
  "renumber leaves": renumberLeaves,
  "duplicate a record": duplicate(false),
  "duplicate a record and renumber": duplicate(true),
  "cut the end off": truncate(false),
  "cut the end off and say so": truncate(true),
  "set back to an earlier checkpoint": setBack,
};
