import {
  childrenOf,
  isFunction,
  nameOf,
  nodeAt,
  nodesAt,
  literalOf,
  type SyntaxNode,
} from "./syntax.ts";

type Binding =
  | { kind: "import"; module: string; path: readonly string[] }
  | { kind: "value"; node: SyntaxNode; path: readonly string[]; scope: Scope }
  | { kind: "opaque" };

export type Scope = {
  parent: Scope | null;
  names: Map<string, Binding>;
  /** `var` and function declarations end up here. */
  home: Scope;
};

export type Scopes = ReadonlyMap<SyntaxNode, Scope>;

const OPAQUE: Binding = { kind: "opaque" };
const BLOCKS: ReadonlySet<string> = new Set([
  "BlockStatement",
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "SwitchStatement",
  "CatchClause",
  "StaticBlock",
]);

/** Which name means what where: the scope that each function, block and the file itself opens. */
export function findScopes(root: SyntaxNode): Scopes {
  const scopes = new Map<SyntaxNode, Scope>();
  const later: { name: string; node: SyntaxNode; scope: Scope }[] = [];
  const stack: { node: SyntaxNode; scope: Scope }[] = [{ node: root, scope: open(null, true) }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node } = next;
    const inside = opens(node) ? open(next.scope, isFunction(node)) : next.scope;
    if (inside !== next.scope || node === root) scopes.set(node, inside);
    declare(node, { outside: next.scope, inside });
    const assigned = assignmentIn(node);
    if (assigned !== null) later.push({ ...assigned, scope: inside });
    for (const child of childrenOf(node).reverse()) stack.push({ node: child, scope: inside });
  }
  // `let fs; try { fs = require("fs") }`: a name without a value of its own takes the first given.
  for (const { name, node, scope } of later) assign(name, node, scope);
  return scopes;
}

function assignmentIn(node: SyntaxNode): { name: string; node: SyntaxNode } | null {
  if (node.type !== "AssignmentExpression" || node["operator"] !== "=") return null;
  const name = nameOf(nodeAt(node, "left"));
  const value = nodeAt(node, "right");
  return name === null || value === null ? null : { name, node: value };
}

export function lookUp(name: string, scope: Scope): Binding | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.names.get(name);
    if (found !== undefined) return found;
  }
  return null;
}

function open(parent: Scope | null, isHome: boolean): Scope {
  const scope = { parent, names: new Map<string, Binding>() } as Scope;
  scope.home = isHome || parent === null ? scope : parent.home;
  return scope;
}

const opens = (node: SyntaxNode): boolean => isFunction(node) || BLOCKS.has(node.type);

function assign(name: string, node: SyntaxNode, scope: Scope): void {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const found = at.names.get(name);
    if (found === undefined) continue;
    if (found === OPAQUE) at.names.set(name, { kind: "value", node, path: [], scope });
    return;
  }
}

function declare(node: SyntaxNode, { outside, inside }: { outside: Scope; inside: Scope }): void {
  if (node.type === "ImportDeclaration") return declareImports(node, inside);
  if (node.type === "VariableDeclaration") return declareVariables(node, inside);
  if (node.type === "TSImportEqualsDeclaration") return declareImportEquals(node, inside);
  if (node.type === "CatchClause") return bind(nodeAt(node, "param"), null, inside);
  const id = nodeAt(node, "id");
  if (node.type === "FunctionDeclaration") bind(id, null, outside.home);
  else if (node.type === "ClassDeclaration") bind(id, null, outside);
  else if (node.type === "FunctionExpression") bind(id, null, inside);
  if (isFunction(node))
    for (const parameter of nodesAt(node, "params")) bind(parameter, null, inside);
}

function declareImports(node: SyntaxNode, scope: Scope): void {
  const module = literalOf(nodeAt(node, "source"));
  if (module === null || node["importKind"] === "type") return;
  for (const specifier of nodesAt(node, "specifiers")) {
    const local = nameOf(nodeAt(specifier, "local"));
    const imported = nodeAt(specifier, "imported");
    const name = nameOf(imported) ?? literalOf(imported);
    const path = specifier.type === "ImportSpecifier" && name !== null ? [name] : [];
    if (local !== null) scope.names.set(local, { kind: "import", module, path });
  }
}

function declareImportEquals(node: SyntaxNode, scope: Scope): void {
  const module = literalOf(nodeAt(nodeAt(node, "moduleReference"), "expression"));
  const local = nameOf(nodeAt(node, "id"));
  if (module !== null && local !== null)
    scope.names.set(local, { kind: "import", module, path: [] });
}

function declareVariables(node: SyntaxNode, scope: Scope): void {
  const target = node["kind"] === "var" ? scope.home : scope;
  for (const declarator of nodesAt(node, "declarations")) {
    const value = nodeAt(declarator, "init");
    const source = value === null ? null : { node: value, path: [], scope };
    bind(nodeAt(declarator, "id"), source, target);
  }
}

type Source = { node: SyntaxNode; path: readonly string[]; scope: Scope };

/** Binds every name of a pattern, with the way to its value where that can be followed. */
function bind(pattern: SyntaxNode | null, source: Source | null, scope: Scope): void {
  if (pattern === null) return;
  const name = nameOf(pattern);
  if (name !== null) {
    scope.names.set(name, source === null ? OPAQUE : { kind: "value", ...source });
    return;
  }
  if (pattern.type === "AssignmentPattern") return bind(nodeAt(pattern, "left"), source, scope);
  if (pattern.type === "RestElement") return bind(nodeAt(pattern, "argument"), source, scope);
  if (pattern.type === "ArrayPattern")
    for (const element of nodesAt(pattern, "elements")) bind(element, null, scope);
  if (pattern.type === "TSParameterProperty") bind(nodeAt(pattern, "parameter"), null, scope);
  for (const property of nodesAt(pattern, "properties")) bindProperty(property, source, scope);
}

function bindProperty(property: SyntaxNode, source: Source | null, scope: Scope): void {
  if (property.type === "RestElement") return bind(property, source, scope);
  const key = nodeAt(property, "key");
  const name = property["computed"] === true ? literalOf(key) : (nameOf(key) ?? literalOf(key));
  const deeper =
    source === null || name === null ? null : { ...source, path: [...source.path, name] };
  bind(nodeAt(property, "value"), deeper, scope);
}
