import type { FileFindings, Rule, Visit } from "./file-findings.ts";
import { originOf } from "./origin.ts";
import { findScopes, type Scope, type Scopes } from "./scopes.ts";
import { bare, childrenOf, isFunction, nodeAt, type SyntaxNode } from "./syntax.ts";

type Step = Omit<Visit, "callee">;

/** Shows every node of a file to every rule, in the order of the text, with its scope. */
export function walkCode(root: SyntaxNode, found: FileFindings, rules: readonly Rule[]): void {
  const scopes = findScopes(root);
  const scope = scopes.get(root);
  if (scope === undefined) return;
  const stack: Step[] = [{ node: root, parent: null, scope, when: "load" }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const visit = { ...next, callee: calleeOf(next.node, next.scope) };
    for (const rule of rules) rule(visit, found);
    for (const child of childrenOf(next.node).reverse()) stack.push(stepInto(child, next, scopes));
  }
}

function stepInto(node: SyntaxNode, { node: parent, scope, when }: Step, scopes: Scopes): Step {
  const later = when === "run" || defers(node, parent);
  return { node, parent, scope: scopes.get(node) ?? scope, when: later ? "run" : "load" };
}

/** Whether the node runs only later: a function that is not called on the spot. */
function defers(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type === "PropertyDefinition" && parent["static"] !== true)
    return parent["value"] === node;
  if (!isFunction(node)) return false;
  if (parent.type !== "CallExpression") return !isCalledByMethod(parent);
  return bare(nodeAt(parent, "callee")) !== node;
}

// `(function () { … }).call(this)`
const isCalledByMethod = (parent: SyntaxNode): boolean =>
  parent.type === "MemberExpression" &&
  ["call", "apply"].includes(String(nodeAt(parent, "property")?.["name"]));

function calleeOf(node: SyntaxNode, scope: Scope): Visit["callee"] {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return null;
  return originOf(nodeAt(node, "callee"), scope);
}
