import { lookUp, type Scope } from "./scopes.ts";
import { bare, literalOf, nameOf, nodeAt, nodesAt, propertyOf, type SyntaxNode } from "./syntax.ts";

/** What a value is at its root: a member of a module, or of what every program finds (`module` null). */
export type Origin = { module: string | null; path: readonly string[] };

const MAX_STEPS = 12;
/** Calls that give what they are given: of compilers, bundlers and `util.promisify`. */
const PASS_ON =
  /^(?:__importDefault|__importStar|__toESM|__toCommonJS|_interopRequire\w*|_interop\w*|promisify|Object\.freeze)$/;
const REQUIRES: ReadonlySet<string> = new Set([
  "require",
  "__require",
  "__non_webpack_require__",
  "module.require",
]);
const ALIASES: Readonly<Record<string, string>> = {
  "fs-extra": "fs",
  "graceful-fs": "fs",
  "fs/promises": "fs",
  "dns/promises": "dns",
  "timers/promises": "timers",
};
const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(["globalThis", "global", "window", "self"]);

/** Where a value comes from, as far as the file itself says it; null: not known. */
export function originOf(node: SyntaxNode | null, scope: Scope, steps = MAX_STEPS): Origin | null {
  const at = bare(node);
  if (at === null || steps <= 0) return null;
  return READERS[at.type]?.(at, scope, steps) ?? null;
}

type Reader = (node: SyntaxNode, scope: Scope, steps: number) => Origin | null;

const READERS: Readonly<Record<string, Reader>> = {
  Identifier: (node, scope, steps) => ofName(nameOf(node) ?? "", scope, steps),
  MemberExpression: ofMember,
  CallExpression: ofCall,
  ImportExpression: (node, scope) => ofModule(fixedText(nodeAt(node, "source"), scope)),
  LogicalExpression: ofEither,
  MetaProperty: () => ({ module: null, path: ["import.meta"] }),
};

/** Each choice is followed once, or choices of choices would take for ever. */
const known = new WeakMap<SyntaxNode, Origin | null>();

function ofEither(node: SyntaxNode, scope: Scope, steps: number): Origin | null {
  const before = known.get(node);
  if (before !== undefined) return before;
  known.set(node, null);
  const right = originOf(nodeAt(node, "right"), scope, steps - 1);
  // `a && b` gives b, or nothing of interest.
  const found =
    node["operator"] === "&&" ? right : (originOf(nodeAt(node, "left"), scope, steps - 1) ?? right);
  known.set(node, found);
  return found;
}

function ofName(name: string, scope: Scope, steps: number): Origin | null {
  const binding = lookUp(name, scope);
  if (binding === null)
    return { module: null, path: GLOBAL_OBJECTS.has(name) ? ["globalThis"] : [name] };
  if (binding.kind === "import") return deeper(ofModule(binding.module), binding.path);
  if (binding.kind === "opaque") return null;
  return deeper(originOf(binding.node, binding.scope, steps - 1), binding.path);
}

function ofMember(node: SyntaxNode, scope: Scope, steps: number): Origin | null {
  const name = propertyOf(node);
  if (name === null) return null;
  return deeper(originOf(nodeAt(node, "object"), scope, steps - 1), [name]);
}

function ofCall(node: SyntaxNode, scope: Scope, steps: number): Origin | null {
  const [first] = nodesAt(node, "arguments");
  const callee = originOf(nodeAt(node, "callee"), scope, steps - 1);
  if (first === undefined) return null;
  const name = nameOf(bare(nodeAt(node, "callee"))) ?? "";
  if (PASS_ON.test(name) || PASS_ON.test(callee?.path.at(-1) ?? ""))
    return originOf(first, scope, steps - 1);
  return callee === null ? null : ofLoading(callee, first, scope);
}

function ofLoading(callee: Origin, specifier: SyntaxNode, scope: Scope): Origin | null {
  const last = callee.path.at(-1);
  if (callee.module === "module" && last === "createRequire")
    return { module: null, path: ["require"] };
  return isRequire(callee) || last === "getBuiltinModule"
    ? ofModule(fixedText(specifier, scope))
    : null;
}

/** A module's name, also in pieces or behind a local name. */
function fixedText(node: SyntaxNode | null, scope: Scope, steps = 6): string | null {
  const at = bare(node);
  if (at === null || steps <= 0) return null;
  if (at.type === "BinaryExpression" && at["operator"] === "+") {
    const left = fixedText(nodeAt(at, "left"), scope, steps - 1);
    const right = fixedText(nodeAt(at, "right"), scope, steps - 1);
    return left === null || right === null ? null : left + right;
  }
  const value = valueOf(at, scope);
  return value === null ? literalOf(at) : fixedText(value.node, value.scope, steps - 1);
}

/** Whether calling it loads a module. */
export const isRequire = ({ module, path }: Origin): boolean =>
  module === null && REQUIRES.has(path.join("."));

function ofModule(specifier: string | null): Origin | null {
  if (specifier === null) return null;
  const name = specifier.replace(/^node:/, "");
  return { module: ALIASES[name] ?? name, path: [] };
}

function deeper(origin: Origin | null, path: readonly string[]): Origin | null {
  if (origin === null) return null;
  const { module } = origin;
  const full = [...origin.path, ...path];
  if (module === null && full.length > 1 && full[0] === "globalThis") full.shift();
  // `default` is how ES modules see a CommonJS module, `promises` is another door to the same room.
  const skip = module === null ? 0 : full.findIndex((part) => !/^(?:default|promises)$/.test(part));
  return normalised({ module, path: skip === -1 ? [] : full.slice(skip) });
}

/** `import { env } from "node:process"` is the global one. */
function normalised({ module, path }: Origin): Origin {
  if (module === "process") return { module: null, path: ["process", ...path] };
  return module === "buffer" && path.length > 0 ? { module: null, path } : { module, path };
}

/** `child_process.exec`, `process.env`, `fetch`. */
export const dotted = ({ module, path }: Origin): string =>
  module === null ? path.join(".") : [module, ...path].join(".");

/** The value that a local name was given, or null. */
export function valueOf(
  node: SyntaxNode | null,
  scope: Scope,
): { node: SyntaxNode; scope: Scope } | null {
  const name = nameOf(bare(node));
  const binding = name === null ? null : lookUp(name, scope);
  return binding?.kind === "value" && binding.path.length === 0
    ? { node: binding.node, scope: binding.scope }
    : null;
}
