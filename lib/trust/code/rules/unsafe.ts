import { constantOf, quasisOf } from "../constant.ts";
import type { FileFindings, Rule, Visit } from "../file-findings.ts";
import { dotted } from "../origin.ts";
import {
  bare,
  isFunction,
  nameOf,
  nodeAt,
  nodesAt,
  propertyOf,
  valueIn,
  type SyntaxNode,
} from "../syntax.ts";
import { runsText } from "./run-text.ts";

/** Patterns that let text become code, commands or queries: MTF CQ-05. */
export const unsafe: Rule = (visit, found) => {
  const { node } = visit;
  if (node.type === "AssignmentExpression") return noteMarkup(visit, found);
  if (node.type === "CallExpression" || node.type === "NewExpression") {
    noteRunText(visit, found);
    noteTextTimer(visit, found);
    noteCommand(visit, found);
    if (node.type === "CallExpression") noteQuery(visit, found);
  }
};

/** `new Function("return this")` is the old way to find the global object. */
const HARMLESS = /^\s*(?:return (?:this|globalThis);?)?\s*$/;

function noteRunText(visit: Visit, found: FileFindings): void {
  const { node, scope, callee } = visit;
  const text = runsText(visit);
  if (text === null) return;
  const constant = constantOf(text, scope);
  if (constant !== null && HARMLESS.test(constant.text)) return;
  found.addUnsafe(node, "unsafe/run-text", {
    title: `Runs text as code (${callee === null ? "Function" : dotted(callee)}).`,
    severity: constant === null ? "high" : "low",
  });
}

function noteTextTimer({ node, scope, callee }: Visit, found: FileFindings): void {
  if (callee?.module !== null || !/^set(?:Timeout|Interval|Immediate)$/.test(dotted(callee)))
    return;
  const first = bare(nodesAt(node, "arguments")[0] ?? null);
  if (first === null || isFunction(first) || constantOf(first, scope) === null) return;
  found.addUnsafe(node, "unsafe/text-timer", {
    title: "Gives a timer a text instead of a function.",
    severity: "high",
  });
}

const SHELLS =
  /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|zsh|dash|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)$/i;
const COMMAND_FLAGS = /^(?:-[a-z]*c|\/c|-command|-encodedcommand)$/i;

const IN_SHELL = /^(?:child_process\.exec(?:Sync)?|execa\.execaCommand(?:Sync)?|shelljs\.exec)$/;
const WITH_LIST =
  /^(?:child_process\.(?:spawn|execFile)(?:Sync)?|cross-spawn(?:\.spawn|\.sync)?|execa(?:\.execa|\.execaSync)?)$/;

function noteCommand(visit: Visit, found: FileFindings): void {
  const name = visit.callee === null ? "" : dotted(visit.callee);
  const values = nodesAt(visit.node, "arguments");
  if (IN_SHELL.test(name)) noteShell(visit, values[0], found);
  else if (WITH_LIST.test(name)) noteProgram(visit, values, found);
}

/** A program with a list of arguments is safe, unless the program is a shell or runs in one. */
function noteProgram(visit: Visit, values: readonly SyntaxNode[], found: FileFindings): void {
  const [command, list, options] = values;
  const shell = valueIn(bare(options ?? list ?? null), "shell");
  if (shell?.["value"] === true) noteShell(visit, command, found);
  const program = constantOf(command ?? null, visit.scope)?.text ?? "";
  if (SHELLS.test(program)) noteShellArguments(visit, list, found);
}

function noteShell(visit: Visit, command: SyntaxNode | undefined, found: FileFindings): void {
  const fixed = constantOf(command ?? null, visit.scope) !== null;
  found.addUnsafe(visit.node, "unsafe/shell", {
    title: fixed
      ? "Runs a fixed command in a shell."
      : "Runs a command in a shell that is put together while it runs.",
    severity: fixed ? "low" : "high",
  });
}

function noteShellArguments(visit: Visit, list: SyntaxNode | undefined, found: FileFindings): void {
  found.signal("shell", visit.node);
  const values = nodesAt(bare(list ?? null), "elements");
  const at = values.findIndex((value) =>
    COMMAND_FLAGS.test(constantOf(value, visit.scope)?.text ?? ""),
  );
  if (at !== -1) noteShell(visit, values[at + 1], found);
}

const QUERY =
  /^\s*(?:select\s.+\sfrom|insert\s+into|update\s.+\sset|delete\s+from|replace\s+into|merge\s+into)\b/is;
/** The pattern takes quadratic time; longer queries show what they are at their beginning. */
const MAX_QUERY = 2_000;
const QUERY_METHODS =
  /^(?:query|execute|raw|exec|prepare|all|run|get|each|unsafe|\$queryRawUnsafe|\$executeRawUnsafe)$/;

function noteQuery({ node, scope }: Visit, found: FileFindings): void {
  const text = queryOf(node);
  if (text === null || constantOf(text, scope) !== null) return;
  const quasis = quasisOf(text);
  if (!QUERY.test(quasis.join(" x ").slice(0, MAX_QUERY))) return;
  found.addUnsafe(text, "unsafe/query", {
    title: "Puts values into the text of an SQL query.",
    severity: hasQuotedValue(quasis) ? "high" : "medium",
  });
}

/** The template that a call of a database takes for its query. */
function queryOf(call: SyntaxNode): SyntaxNode | null {
  const callee = bare(nodeAt(call, "callee"));
  if (callee?.type !== "MemberExpression" || !QUERY_METHODS.test(propertyOf(callee) ?? ""))
    return null;
  const text = bare(nodesAt(call, "arguments")[0] ?? null);
  return text?.type === "TemplateLiteral" ? text : null;
}

/** Between quotes stands a value, which a parameter would carry; names cannot be parameters. */
const hasQuotedValue = (quasis: readonly string[]): boolean =>
  quasis.some((quasi, at) => /['"]$/.test(quasi) && /^['"]/.test(quasis[at + 1] ?? ""));

function noteMarkup({ node, scope }: Visit, found: FileFindings): void {
  const left = nodeAt(node, "left");
  if (left?.type !== "MemberExpression") return;
  const name = propertyOf(left);
  if (name !== "innerHTML" && name !== "outerHTML") return;
  if (nameOf(nodeAt(node, "right")) === null && constantOf(nodeAt(node, "right"), scope) !== null)
    return;
  found.addUnsafe(node, "unsafe/markup", {
    title: `Sets ${name} to text that is put together while it runs.`,
    severity: "medium",
  });
}
