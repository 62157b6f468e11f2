import type { Visit } from "../file-findings.ts";
import { dotted } from "../origin.ts";
import { bare, nodeAt, nodesAt, propertyOf, type SyntaxNode } from "../syntax.ts";

const RUNNERS = /^(?:eval|vm\.(?:runIn\w*|compileFunction|Script|SourceTextModule))$/;

/** The text that a call runs as code, or null: it does not run any. */
export function runsText({ node, callee }: Pick<Visit, "node" | "callee">): SyntaxNode | null {
  const values = nodesAt(node, "arguments");
  const name = callee === null ? "" : dotted(callee);
  // The body is the last argument of Function, the text the first of all others.
  if (name === "Function") return values.at(-1) ?? null;
  return (RUNNERS.test(name) ? values[0] : ranByMethod(node, values)) ?? null;
}

function ranByMethod(node: SyntaxNode, values: readonly SyntaxNode[]): SyntaxNode | undefined {
  const called = bare(nodeAt(node, "callee"));
  if (called?.type !== "MemberExpression") return undefined;
  const method = propertyOf(called);
  if (method === "_compile") return values[0];
  // `(async () => {}).constructor("…")()` reaches Function without naming it.
  return method === "constructor" && isCode(values.at(-1)) ? values.at(-1) : undefined;
}

const isCode = (node: SyntaxNode | undefined): boolean =>
  typeof node?.["value"] === "string" && /\breturn\b|\bdebugger\b/.test(node["value"]);
