/**
 * Syntax trees as both parsers give them (ESTree): plain objects, read through these few
 * functions, because code that is scanned may hold any node at any place.
 */
export type SyntaxNode = { type: string; [key: string]: unknown };

// "parent" would lead back up; the others hold no syntax.
const NOT_SYNTAX: ReadonlySet<string> = new Set([
  "parent",
  "tokens",
  "comments",
  "range",
  "loc",
  "typeAnnotation",
  "returnType",
  "typeParameters",
  "typeArguments",
]);

export function isNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}

export function nodeAt(node: SyntaxNode | null, key: string): SyntaxNode | null {
  const value = node?.[key];
  return isNode(value) ? value : null;
}

export function nodesAt(node: SyntaxNode | null, key: string): readonly SyntaxNode[] {
  const value = node?.[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier, or null. */
export const nameOf = (node: SyntaxNode | null): string | null =>
  node?.type === "Identifier" && typeof node["name"] === "string" ? node["name"] : null;

/** The text of a string literal, or null. */
export const literalOf = (node: SyntaxNode | null): string | null =>
  node?.type === "Literal" && typeof node["value"] === "string" ? node["value"] : null;

/** Offset of the first character. */
export function startOf(node: SyntaxNode): number {
  if (typeof node["start"] === "number") return node["start"];
  const range = node["range"];
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : 0;
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (const key of Object.keys(node)) {
    if (NOT_SYNTAX.has(key)) continue;
    const value = node[key];
    if (isNode(value)) found.push(value);
    if (!Array.isArray(value)) continue;
    for (const one of value) if (isNode(one)) found.push(one);
  }
  return found;
}

export const isFunction = ({ type }: SyntaxNode): boolean =>
  type === "FunctionDeclaration" ||
  type === "FunctionExpression" ||
  type === "ArrowFunctionExpression";

const WRAPPERS: Readonly<Record<string, string>> = {
  ParenthesizedExpression: "expression",
  ChainExpression: "expression",
  AwaitExpression: "argument",
  TSAsExpression: "expression",
  TSSatisfiesExpression: "expression",
  TSNonNullExpression: "expression",
  TSTypeAssertion: "expression",
};

/** The expression below parentheses, casts, `await`, and the last part of `(0, f)`. */
export function bare(node: SyntaxNode | null): SyntaxNode | null {
  let at = node;
  while (at !== null) {
    const key = WRAPPERS[at.type];
    if (key !== undefined) at = nodeAt(at, key);
    else if (at.type === "SequenceExpression") at = nodesAt(at, "expressions").at(-1) ?? null;
    else return at;
  }
  return null;
}

/** The name of `object.name` or `object["name"]`, or null. */
export function propertyOf(node: SyntaxNode): string | null {
  const property = nodeAt(node, "property");
  return node["computed"] === true ? literalOf(property) : nameOf(property);
}

/** The value of a property in an object literal, or null. */
export function valueIn(object: SyntaxNode | null, name: string): SyntaxNode | null {
  if (object?.type !== "ObjectExpression") return null;
  for (const property of nodesAt(object, "properties")) {
    const key = nodeAt(property, "key");
    if ((nameOf(key) ?? literalOf(key)) === name && property["computed"] !== true)
      return nodeAt(property, "value");
  }
  return null;
}
