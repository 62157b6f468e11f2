import type { FileFindings } from "../file-findings.ts";
import type { PythonFile } from "./python-file.ts";
import type { PyRule } from "./python-rules.ts";
import { isName, isOp } from "./tokens.ts";

const VALIDATORS: ReadonlySet<string> = new Set([
  "pydantic",
  "jsonschema",
  "marshmallow",
  "cerberus",
  "msgspec",
]);
const CHECKS =
  /^(?:model_validate(?:_json)?|parse_obj|parse_raw|validate_python|validate_json|validate)$/;
/** Parameters that are not given by who calls the tool. */
const NOT_INPUT = /^(?:self|cls|ctx|context)$/;

/** Calls of what checks a value against a schema. */
export const pythonChecks: PyRule = ({ method }, _file, found) => {
  if (CHECKS.test(method)) found.validates = true;
};

/**
 * Where tools are declared, and whether their input is checked: MTF CQ-04. FastMCP checks what has
 * a type; the low-level way leaves it to the handler. After the rules, which say what is checked.
 */
export function notePythonTools(file: PythonFile, found: FileFindings): void {
  const roots = new Set([...file.modules.keys()].map((name) => name.split(".")[0] ?? ""));
  for (const name of VALIDATORS) if (roots.has(name)) found.libraries.add(name);
  if (!roots.has("mcp") && !roots.has("fastmcp")) return;
  file.tokens.forEach((_token, at) => {
    if (!file.isOp(at, "@") || file.tokens[at - 1]?.kind !== "line") return;
    if (!file.isOp(at + 2, ".")) return;
    const kind = file.textAt(at + 3);
    if (kind !== "tool" && kind !== "call_tool") return;
    noteHandler(file, { at, isTyped: kind === "tool" }, found);
  });
}

function noteHandler(
  file: PythonFile,
  { at, isTyped }: { at: number; isTyped: boolean },
  found: FileFindings,
): void {
  const start = definitionAfter(file, at);
  if (start === null) return;
  found.handlers += 1;
  if (isTyped) found.libraries.add("FastMCP");
  const isChecked = isTyped ? untypedParameters(file, start).length === 0 : found.validates;
  if (isChecked) return;
  const line = found.lineAt(file.tokens[start]?.start ?? 0);
  found.unvalidated.push({ file: found.file.path, line });
}

/** The name of the function that stands below its decorators; null: a class, or nothing. */
function definitionAfter(file: PythonFile, from: number): number | null {
  for (let at = from + 1; at < file.tokens.length; at += 1) {
    if (file.tokens[at - 1]?.kind !== "line" || file.isOp(at, "@")) continue;
    const isAsync = file.textAt(at) === "async";
    return file.textAt(isAsync ? at + 1 : at) === "def" ? at + (isAsync ? 2 : 1) : null;
  }
  return null;
}

function untypedParameters(file: PythonFile, name: number): string[] {
  return file.argumentsAt(name + 1).flatMap(({ name: withDefault, tokens }) => {
    if (withDefault !== null) return [withDefault];
    const [first, second] = tokens;
    const isUntyped = isName(first) && !isOp(second, ":");
    return isUntyped && !NOT_INPUT.test(first.text) ? [first.text] : [];
  });
}
