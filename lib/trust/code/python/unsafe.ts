import type { FileFindings } from "../file-findings.ts";
import { SUBPROCESS } from "./powers.ts";
import type { PyCall, PythonFile } from "./python-file.ts";
import { argumentIn, hasShell, placeAt, type PyRule } from "./python-rules.ts";

const SHELLS =
  /^(?:os\.(?:system|popen)|subprocess\.(?:getoutput|getstatusoutput)|asyncio\.(?:subprocess\.)?create_subprocess_shell)$/;
const DATA: readonly (readonly [RegExp, string, "high" | "medium"])[] = [
  [/^(?:c?[pP]ickle|dill|cloudpickle)\.(?:loads?|Unpickler)$/, "unsafe/unpickle", "high"],
  [
    /^(?:marshal\.loads?|shelve\.open|joblib\.load|jsonpickle\.decode)$/,
    "unsafe/unpickle",
    "medium",
  ],
  [/^yaml\.(?:unsafe_)?load(?:_all)?$/, "unsafe/yaml", "high"],
];
const SAFE_LOADER = /^(?:yaml\.)?C?(?:Safe|Base)Loader$/;

/** Ways of running code that are seldom needed: MTF CQ-05, whose table names them. */
export const pythonUnsafe: PyRule = (call, file, found) => {
  const { callee } = call;
  if (callee === null) return noteQuery(call, found);
  noteShell(call, file, found);
  noteText(call, file, found);
  noteData(call, file, found);
};

function noteShell(call: PyCall, file: PythonFile, found: FileFindings): void {
  const name = call.callee ?? "";
  if (!SHELLS.test(name) && !(SUBPROCESS.test(name) && hasShell(call))) return;
  const command = argumentIn(call, 0, "args");
  const isFixed = command !== null && file.constantOf(command.tokens) !== null;
  found.addUnsafe(placeAt(call.start), "unsafe/shell", {
    title: isFixed
      ? `Runs a fixed command line by a shell (${name}).`
      : `Runs a command line by a shell that is put together while it runs (${name}).`,
    severity: isFixed ? "low" : "high",
  });
}

function noteText(call: PyCall, file: PythonFile, found: FileFindings): void {
  const { callee, start, args } = call;
  if ((callee !== "eval" && callee !== "exec") || args.length === 0) return;
  const isFixed = file.constantOf(args[0]?.tokens ?? []) !== null;
  found.addUnsafe(placeAt(start), "unsafe/run-text", {
    title: isFixed ? `Runs a fixed text as code (${callee}).` : `Runs text as code (${callee}).`,
    severity: isFixed ? "low" : "high",
  });
}

function noteData(call: PyCall, file: PythonFile, found: FileFindings): void {
  const { callee, start } = call;
  const name = callee ?? "";
  const judged = DATA.find(([pattern]) => pattern.test(name));
  if (judged === undefined) return;
  const [, code, severity] = judged;
  if (/^yaml\.load/.test(name) && hasSafeLoader(call, file)) return;
  const title = `Reads data in a form that can run code (${name}).`;
  found.addUnsafe(placeAt(start), code, { title, severity });
}

function hasSafeLoader(call: PyCall, file: PythonFile): boolean {
  const loader = argumentIn(call, 1, "Loader")?.tokens ?? [];
  const name = loader.map(({ text }) => text).join("");
  return SAFE_LOADER.test(name) || SAFE_LOADER.test(file.imports.get(name) ?? "");
}

const QUERY =
  /^\s*(?:select\s[^]{0,2000}?\sfrom\s|insert\s+into\s|update\s[^]{0,500}?\sset\s|delete\s+from\s|drop\s+table\s)/i;

/** `cursor.execute(f"SELECT … {value}")` */
function noteQuery({ method, args, start }: PyCall, found: FileFindings): void {
  if (!/^(?:execute|executemany|executescript|raw)$/.test(method)) return;
  const tokens = args.find(({ name }) => name === null)?.tokens ?? [];
  const [text] = tokens;
  if (tokens.length !== 1 || text?.kind !== "string" || !text.isFormatted) return;
  if (!QUERY.test(text.text.slice(0, 2_000))) return;
  found.addUnsafe(placeAt(start), "unsafe/query", {
    title: "Puts values into the text of an SQL query.",
    severity: /'\*'|"\*"/.test(text.text) ? "high" : "medium",
  });
}
