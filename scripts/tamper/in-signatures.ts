import { signNote, parseNote } from "#lib/audit/tree/note.ts";
import {
  atLine,
  copyOf,
  leafOf,
  linesOf,
  newKeys,
  pickLine,
  type Case,
  type Place,
  type Tampering,
} from "./case.ts";
import { textOf, type Line } from "./export-lines.ts";
import { flipped, flippedText } from "./in-lines.ts";
import { PRUNE } from "./story.ts";

/** Changes one line of a type, and expects that line to be named. */
const change =
  (type: string, edit: (line: Line, given: Case) => Line | Promise<Line>): Tampering =>
  async (given) => {
    const at = pickLine(given, type);
    const lines = copyOf(given);
    const line = at === null ? undefined : lines[at];
    if (at === null || !line) return null;
    lines[at] = await edit(line, given);
    return { text: textOf(lines), at: atLine(at) };
  };

const noteOf = ({ note }: Line): string => (typeof note === "string" ? note : "");

const changeNote = change("checkpoint", (line, { random }) => {
  // Not within the witness's line, which only --witness looks at.
  const [text = "", last = ""] = noteOf(line).split(/(?=— witness)/);
  const head = text.slice(0, -1);
  return { ...line, note: `${flippedText(head, random)}\n${last}` };
});

/** A checkpoint over the right root, signed by somebody else under the log's name. */
const signByAnother = change("checkpoint", async (line) => ({
  ...line,
  note: await signNote(parseNote(noteOf(line)).text, newKeys().log),
}));

const changeCosignature: Tampering = async (given) => {
  const edit = change("checkpoint", (line, { random }) => {
    const [text = "", last = ""] = noteOf(line).split(/(?=— witness)/);
    const bytes = Buffer.from(last.trim().split(" ")[2] ?? "", "base64");
    // Behind the id of the key: another id would be a stranger's signature, which counts for nothing.
    const at = 4 + random.int(bytes.length - 4);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(8));
    const [dash, name] = last.split(" ");
    return { ...line, note: `${text}${dash} ${name} ${bytes.toString("base64")}\n` };
  });
  const attempt = await edit(given);
  return attempt && { ...attempt, needs: "witness" };
};

const dropCosignatures: Tampering = (given) => {
  const lines = copyOf(given);
  for (const line of lines)
    if (line.type === "checkpoint") line["note"] = noteOf(line).replace(/— witness[^]*$/, "");
  return { text: textOf(lines), at: () => true, needs: "witness" };
};

const dropLastCheckpoint: Tampering = (given) => ({
  text: textOf(copyOf(given).slice(0, -1)),
  at: ({ leaf }) => leaf === given.story.records.length,
});

const moveCheckpoint: Tampering = (given) => {
  const at = pickLine(given, "checkpoint");
  const lines = copyOf(given);
  const line = at === null ? undefined : lines[at];
  if (at === null || !line || lines[at - 1]?.type !== "record") return null;
  lines.splice(at, 1);
  lines.splice(at - 1, 0, line);
  return { text: textOf(lines), at: atLine(at - 1) };
};

const swapCheckpoints: Tampering = (given) => {
  const [at, other] = linesOf(given, "checkpoint").slice(-2);
  const lines = copyOf(given);
  const [one, two] = [lines[at ?? -1], lines[other ?? -1]];
  if (at === undefined || other === undefined || !one || !two) return null;
  [lines[at], lines[other]] = [two, one];
  return { text: textOf(lines), at: atLine(at) };
};

const repeatCheckpoint: Tampering = (given) => {
  const at = pickLine(given, "checkpoint");
  const line = at === null ? undefined : given.lines[at];
  if (at === null || !line) return null;
  const lines = copyOf(given);
  lines.splice(at + 1, 0, line);
  return { text: textOf(lines), at: atLine(at + 1) };
};

const changePayload = change("personal", (line, { random }) => ({
  ...line,
  payload: flipped(line["payload"], random),
}));

const changeSalt = change("personal", (line, { random }) => ({
  ...line,
  salt: random.uuid().replaceAll("-", ""),
}));

const movePayload: Tampering = (given) => {
  const from = pickLine(given, "personal");
  const plain = linesOf(given, "record").filter((at) => given.lines[at]?.["commitment"] === null);
  const line = from === null ? undefined : given.lines[from];
  if (from === null || !line || plain.length === 0) return null;
  const to = given.random.pick(plain);
  const id = given.lines[to]?.["id"];
  const lines = copyOf(given);
  lines.splice(to + 1, 0, { ...line, id: id ?? null });
  return { text: textOf(lines), at: atLine(to + 1) };
};

const repeatPayload: Tampering = (given) => {
  const at = pickLine(given, "personal");
  const line = at === null ? undefined : given.lines[at];
  if (at === null || !line) return null;
  const lines = copyOf(given);
  lines.splice(at, 0, line);
  return { text: textOf(lines), at: atLine(at + 1) };
};

function prunedLine({ leaf = 0, writer = "", epoch = 0, seq = 0, hash = "" }: Line): Line {
  return { type: "pruned", leaf, writer, epoch, seq, hash };
}

/** A record taken out as if retention had done it. */
const pretendPruned: Tampering = (given) => {
  const at = pickLine(given, "record");
  const line = at === null ? undefined : given.lines[at];
  if (at === null || !line || line["action"] === PRUNE) return null;
  const lines = copyOf(given);
  const size = lines[at + 1]?.type === "personal" ? 2 : 1;
  lines.splice(at, size, prunedLine(line));
  return { text: textOf(lines), at: atLine(at) };
};

const changePruned: Tampering = (given) => {
  const at = pickLine(given, "pruned");
  const lines = copyOf(given);
  const line = at === null ? undefined : lines[at];
  const original = at === null ? undefined : given.lines[at];
  if (at === null || !line || !original) return null;
  const name = given.random.pick(["leaf", "writer", "epoch", "seq", "hash"]);
  line[name] = name === "hash" ? "0".repeat(64) : flipped(line[name], given.random);
  // It may be missed first by the next record of its chain, or by the next checkpoint.
  const next = given.lines.findIndex(
    (other, index) => index > at && other["writer"] === original["writer"],
  );
  const inRun = ({ from = Infinity, to = -1, saw }: Place) =>
    (from <= leafOf(original) && leafOf(original) <= to) ||
    (saw?.writer === original["writer"] && saw?.seq === original["seq"]);
  return {
    text: textOf(lines),
    at: (place) => atLine(at)(place) || atLine(next)(place) || inRun(place),
  };
};

const changeHeader: Tampering = (given) => {
  const lines = copyOf(given);
  const [head] = lines;
  if (!head) return null;
  const name = given.random.pick(["type", "format", "origin", "firstLeaf", "size", "prefix"]);
  head[name] = flipped(head[name], given.random);
  return { text: textOf(lines), at: () => true, unusable: true };
};

export const IN_SIGNATURES: Record<string, Tampering> = {
  "change a checkpoint": changeNote,
  "sign a checkpoint with another key": signByAnother,
  "change a cosignature": changeCosignature,
  "drop all cosignatures": dropCosignatures,
  "drop the last checkpoint": dropLastCheckpoint,
  "move a checkpoint": moveCheckpoint,
  "swap checkpoints": swapCheckpoints,
  "repeat a checkpoint": repeatCheckpoint,
  "change a payload": changePayload,
  "change a salt": changeSalt,
  "move a payload": movePayload,
  "repeat a payload": repeatPayload,
  "pretend a record was pruned": pretendPruned,
  "change a pruned record": changePruned,
  "change the first line": changeHeader,
};
