import { dotted, originOf, valueOf } from "./origin.ts";
import type { Scope } from "./scopes.ts";
import { bare, nodeAt, nodesAt, propertyOf, type SyntaxNode } from "./syntax.ts";

/** A text that is fixed in the code, and whether it had to be decoded to be read. */
export type Constant = { text: string; decoded: boolean };

const MAX_STEPS = 8;
const MAX_LENGTH = 100_000;
const MAX_PARTS = 500;

type Reader = (node: SyntaxNode, scope: Scope, steps: number) => Constant | null;

const READERS: Readonly<Record<string, Reader>> = {
  Literal: ofLiteral,
  TemplateLiteral: ofTemplate,
  BinaryExpression: ofSum,
  ConditionalExpression: ofChoice,
  LogicalExpression: ofChoice,
  CallExpression: ofCall,
};

/** Each node is read once: texts made of texts made of texts would take for ever. */
const known = new WeakMap<SyntaxNode, Constant | null>();

/** What an expression always gives (one of two, where it chooses), or null: it depends on something. */
export function constantOf(
  node: SyntaxNode | null,
  scope: Scope,
  steps = MAX_STEPS,
): Constant | null {
  const at = bare(node);
  if (at === null || steps <= 0) return null;
  const read = READERS[at.type];
  if (read === undefined) {
    const value = valueOf(at, scope);
    return value === null ? null : constantOf(value.node, value.scope, steps - 1);
  }
  const before = known.get(at);
  if (before !== undefined) return before;
  known.set(at, null);
  const constant = read(at, scope, steps);
  known.set(at, constant);
  return constant;
}

function ofLiteral(node: SyntaxNode): Constant | null {
  const value = node["value"];
  return typeof value === "string" || typeof value === "number"
    ? { text: String(value), decoded: false }
    : null;
}

function ofSum(node: SyntaxNode, scope: Scope, steps: number): Constant | null {
  const parts: SyntaxNode[] = [];
  let at: SyntaxNode | null = node;
  // Long texts are written as long chains, which lean to the left.
  while (at?.type === "BinaryExpression" && at["operator"] === "+" && parts.length < MAX_PARTS) {
    const right = nodeAt(at, "right");
    if (right !== null) parts.push(right);
    at = bare(nodeAt(at, "left"));
  }
  return parts.length === 0 || at === null
    ? null
    : joined([at, ...parts.reverse()], scope, { steps, by: "" });
}

function ofChoice(node: SyntaxNode, scope: Scope, steps: number): Constant | null {
  const [one, other] =
    node.type === "LogicalExpression" ? ["left", "right"] : ["consequent", "alternate"];
  const first = constantOf(nodeAt(node, one ?? ""), scope, steps - 1);
  return constantOf(nodeAt(node, other ?? ""), scope, steps - 1) === null ? null : first;
}

function ofTemplate(node: SyntaxNode, scope: Scope, steps: number): Constant | null {
  const filled = joined(nodesAt(node, "expressions"), scope, { steps, by: "\0" });
  const quasis = quasisOf(node);
  if (filled === null)
    return quasis.length === 1 ? { text: quasis[0] ?? "", decoded: false } : null;
  const parts = filled.text.split("\0");
  const text = quasis.map((quasi, at) => quasi + (parts[at] ?? "")).join("");
  return { text, decoded: filled.decoded };
}

/** The fixed parts of a template. */
export const quasisOf = (node: SyntaxNode): string[] =>
  nodesAt(node, "quasis").map((quasi) => {
    const value = quasi["value"];
    const cooked = typeof value === "object" && value !== null && "cooked" in value && value.cooked;
    return typeof cooked === "string" ? cooked : "";
  });

function joined(
  nodes: readonly (SyntaxNode | null)[],
  scope: Scope,
  { steps, by }: { steps: number; by: string },
): Constant | null {
  const parts: Constant[] = [];
  let length = 0;
  for (const node of nodes) {
    const part = constantOf(node, scope, steps - 1);
    length += part?.text.length ?? 0;
    if (part === null || length > MAX_LENGTH) return null;
    parts.push(part);
  }
  return {
    text: parts.map(({ text }) => text).join(by),
    decoded: parts.some((one) => one.decoded),
  };
}

function ofCall(node: SyntaxNode, scope: Scope, steps: number): Constant | null {
  const callee = bare(nodeAt(node, "callee"));
  const origin = originOf(callee, scope);
  const values = nodesAt(node, "arguments");
  const name = origin === null ? "" : dotted(origin);
  if (name === "atob") return decoded(constantOf(values[0] ?? null, scope, steps - 1), "base64");
  if (name === "String.fromCharCode") return ofCodes(values, scope, steps);
  return callee?.type === "MemberExpression" ? ofMethod(callee, values, { scope, steps }) : null;
}

/** `Buffer.from(…).toString()` and `[…].join("")`. */
function ofMethod(
  callee: SyntaxNode,
  values: readonly SyntaxNode[],
  { scope, steps }: { scope: Scope; steps: number },
): Constant | null {
  const object = bare(nodeAt(callee, "object"));
  const method = propertyOf(callee);
  if (method === "toString" && object?.type === "CallExpression")
    return ofBuffer(object, scope, steps);
  if (method !== "join" || object?.type !== "ArrayExpression") return null;
  const by = constantOf(values[0] ?? null, scope, steps - 1)?.text ?? ",";
  return joined(nodesAt(object, "elements"), scope, { steps, by });
}

function ofBuffer(call: SyntaxNode, scope: Scope, steps: number): Constant | null {
  const origin = originOf(nodeAt(call, "callee"), scope);
  if (origin === null || dotted(origin) !== "Buffer.from") return null;
  const [text, encoding] = nodesAt(call, "arguments");
  const named = constantOf(encoding ?? null, scope, steps - 1)?.text.toLowerCase();
  if (named !== "base64" && named !== "hex") return null;
  return decoded(constantOf(text ?? null, scope, steps - 1), named);
}

const decoded = (constant: Constant | null, encoding: "base64" | "hex"): Constant | null =>
  constant && { text: Buffer.from(constant.text, encoding).toString(), decoded: true };

function ofCodes(nodes: readonly SyntaxNode[], scope: Scope, steps: number): Constant | null {
  const codes = joined(nodes, scope, { steps, by: "," });
  if (codes === null) return null;
  const numbers = codes.text.split(",").map(Number);
  const text = numbers.map((code) => String.fromCharCode(code)).join("");
  // One character, a line break say, is written so for good reasons.
  return { text, decoded: numbers.length > 2 };
}
