import { dotted, originOf, valueOf, type Origin } from "./origin.ts";
import type { Scope } from "./scopes.ts";
import {
  bare,
  childrenOf,
  isFunction,
  nodeAt,
  nodesAt,
  propertyOf,
  type SyntaxNode,
} from "./syntax.ts";

const MAX_NODES = 400;
const MAX_NAMES = 4;

/** Functions and methods whose result carries what they were given. */
const CARRIERS =
  /^(?:JSON\.stringify|Object\.(?:entries|fromEntries|assign|values)|Buffer\.from|encodeURIComponent|encodeURI|btoa|String|URLSearchParams|querystring\.stringify|zlib\.\w+)$/;
const CARRYING_METHODS: ReadonlySet<string> = new Set([
  "toString",
  "join",
  "map",
  "concat",
  "slice",
  "replace",
  "trim",
]);

type Test = (node: SyntaxNode, origin: Origin | null, scope: Scope) => boolean;

/**
 * Whether something that passes the test flows into an expression: directly, through local names,
 * or through calls that only reshape it. Calls that could return anything end the search.
 */
export function flowsInto(start: SyntaxNode | null, scope: Scope, test: Test): boolean {
  let nodes = 0;
  const stack = start === null ? [] : [{ node: start, scope, names: MAX_NAMES }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (++nodes > MAX_NODES) return false;
    const at = bare(next.node);
    if (at === null || isFunction(at)) continue;
    if (test(at, originOf(at, next.scope), next.scope)) return true;
    const value = next.names > 0 ? valueOf(at, next.scope) : null;
    if (value !== null) stack.push({ ...value, names: next.names - 1 });
    for (const node of carried(at, next.scope)) stack.push({ ...next, node });
  }
  return false;
}

/** What of an expression its value is made of: not the condition, nor what is only compared. */
function carried(node: SyntaxNode, scope: Scope): readonly SyntaxNode[] {
  if (node.type === "CallExpression" || node.type === "NewExpression")
    return carriedByCall(node, scope);
  if (node.type === "BinaryExpression" && node["operator"] !== "+") return [];
  if (node.type === "LogicalExpression" && node["operator"] === "&&")
    return partsOf(node, ["right"]);
  const parts = PARTS[node.type];
  return parts === undefined ? childrenOf(node) : partsOf(node, parts);
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: [],
  UnaryExpression: [],
  ConditionalExpression: ["consequent", "alternate"],
  AssignmentExpression: ["right"],
};

const partsOf = (node: SyntaxNode, keys: readonly string[]): SyntaxNode[] =>
  keys.flatMap((key) => nodeAt(node, key) ?? []);

function carriedByCall(call: SyntaxNode, scope: Scope): readonly SyntaxNode[] {
  const callee = bare(nodeAt(call, "callee"));
  const values = nodesAt(call, "arguments");
  const origin = originOf(callee, scope);
  if (origin !== null && CARRIERS.test(dotted(origin))) return values;
  if (callee?.type !== "MemberExpression" || !CARRYING_METHODS.has(propertyOf(callee) ?? ""))
    return [];
  const object = nodeAt(callee, "object");
  return object === null ? values : [object, ...values];
}
