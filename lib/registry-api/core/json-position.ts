/**
 * Where a text stops being JSON. The engine's own messages name a position only sometimes, and
 * people who wrote a comma too many want the line.
 */
export type JsonFault = {
  /** Characters from the start of the text. */
  position: number;
  line: number;
  column: number;
  /** The field that was being read, such as `packages[0].transport`; empty at the top. */
  path: string;
};

type Level = { kind: "object" | "array"; key: string; index: number };
type Expecting = "value" | "key" | "key-or-end" | "value-or-end" | "colon" | "comma-or-end";
type Scan = { text: string; at: number; levels: Level[]; expecting: Expecting };

const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = new Set([" ", "\t", "\n", "\r"]);

/** The first fault, or null when the text is JSON. */
export function jsonFault(text: string): JsonFault | null {
  const scan: Scan = { text, at: 0, levels: [], expecting: "value" };
  for (;;) {
    while (SPACE.has(text[scan.at] ?? "")) scan.at++;
    const finished = scan.levels.length === 0 && scan.expecting === "comma-or-end";
    if (finished && scan.at === text.length) return null;
    if (finished || !step(scan)) return faultAt(scan);
  }
}

/** Reads one token; false when the text does not go on as it must. */
function step(scan: Scan): boolean {
  const character = scan.text[scan.at];
  switch (scan.expecting) {
    case "colon":
      return take(scan, character === ":", "value");
    case "comma-or-end":
      return comma(scan, character) || close(scan, character);
    case "key":
      return key(scan);
    case "key-or-end":
      return close(scan, character) || key(scan);
    case "value":
      return value(scan, character);
    case "value-or-end":
      return close(scan, character) || value(scan, character);
  }
}

function take(scan: Scan, fits: boolean, expecting: Expecting): boolean {
  if (!fits) return false;
  scan.at++;
  scan.expecting = expecting;
  return true;
}

function comma(scan: Scan, character: string | undefined): boolean {
  const level = scan.levels.at(-1);
  if (level === undefined || character !== ",") return false;
  level.index++;
  return take(scan, true, level.kind === "object" ? "key" : "value");
}

function close(scan: Scan, character: string | undefined): boolean {
  const level = scan.levels.at(-1);
  if (level === undefined || character !== (level.kind === "object" ? "}" : "]")) return false;
  scan.levels.pop();
  return take(scan, true, "comma-or-end");
}

function value(scan: Scan, character: string | undefined): boolean {
  if (character === "{" || character === "[") {
    const kind = character === "{" ? "object" : "array";
    scan.levels.push({ kind, key: "", index: 0 });
    return take(scan, true, kind === "object" ? "key-or-end" : "value-or-end");
  }
  if (character === '"') return string(scan) !== null && expectEnd(scan);
  SCALAR.lastIndex = scan.at;
  const scalar = SCALAR.exec(scan.text);
  if (scalar === null) return false;
  scan.at += scalar[0].length;
  return expectEnd(scan);
}

function expectEnd(scan: Scan): boolean {
  scan.expecting = "comma-or-end";
  return true;
}

function key(scan: Scan): boolean {
  const text = string(scan);
  const level = scan.levels.at(-1);
  if (text === null || level === undefined) return false;
  level.key = text;
  scan.expecting = "colon";
  return true;
}

/** The text between the quotes; null, with `at` on the fault, when it is not a JSON string. */
function string(scan: Scan): string | null {
  const { text } = scan;
  if (text[scan.at] !== '"') return null;
  const start = ++scan.at;
  while (text[scan.at] !== '"') {
    const code = text.charCodeAt(scan.at);
    if (Number.isNaN(code) || code < 0x20) return null;
    ESCAPE.lastIndex = scan.at;
    const escape = code === 0x5c ? ESCAPE.exec(text) : null;
    if (code === 0x5c && escape === null) return null;
    scan.at += escape?.[0].length ?? 1;
  }
  return text.slice(start, scan.at++);
}

function faultAt({ text, at, levels }: Scan): JsonFault {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  const path = levels.map(({ kind, key: name, index }) =>
    kind === "array" ? `[${index}]` : name === "" ? "" : `.${name}`,
  );
  return {
    position: at,
    line: before.split("\n").length,
    column: at - lineStart + 1,
    path: path.join("").replace(/^\./, "").slice(0, 500),
  };
}
