import path from "node:path/posix";
import { constantOf, quasisOf } from "../constant.ts";
import type { Rule } from "../file-findings.ts";
import { dotted, originOf, valueOf } from "../origin.ts";
import type { Scope } from "../scopes.ts";
import { bare, nameOf, nodeAt, nodesAt, type SyntaxNode } from "../syntax.ts";

/** Ways of finding a module's file without loading it. */
const FINDS = /^(?:require\.resolve|import\.meta\.resolve)$/;
const OWN_URL = /^import\.meta\.url$/;
/** What runs the file that it is given, whatever its name. */
const RUNS = /^(?:require|worker_threads\.Worker|child_process\.fork)$/;
const MAX_STEPS = 8;
/** The longest name in an archive. */
const MAX_PLACE = 1_024;

/** Files that are named by their place: a worker or another process may be started with them. */
export const namedFiles: Rule = ({ node, scope }, found) => {
  if (!Object.hasOwn(READERS, node.type)) return;
  const place = foundBy(node, scope) ?? placeOf(node, scope);
  if (place !== null) found.places.add(place);
  if (!isAt(nodeAt(node, "callee"), scope, RUNS)) return;
  const [first = null] = nodesAt(node, "arguments");
  const run = foundBy(bare(first), scope) ?? placeOf(first, scope);
  if (run !== null) found.specifiers.add(run);
};

/** What `require.resolve("./file")` is given. */
function foundBy(node: SyntaxNode | null, scope: Scope): string | null {
  if (node === null || !isAt(nodeAt(node, "callee"), scope, FINDS)) return null;
  return short(constantOf(nodesAt(node, "arguments")[0] ?? null, scope)?.text ?? null);
}

const short = (place: string | null): string | null =>
  place === null || place.length > MAX_PLACE ? null : place;

/** `./…` for an expression that names a file from the folder of the code itself; else null. */
export function placeOf(node: SyntaxNode | null, scope: Scope): string | null {
  const place = placeIn(node, scope, MAX_STEPS);
  return place === null || place === HERE ? null : `./${path.normalize(place)}`;
}

const HERE = ".";

type Reader = (node: SyntaxNode, scope: Scope, steps: number) => string | null;

const READERS: Readonly<Record<string, Reader>> = {
  BinaryExpression: (node, scope, steps) =>
    node["operator"] === "+"
      ? joined([nodeAt(node, "left"), nodeAt(node, "right")], scope, { steps, by: "" })
      : null,
  CallExpression: ofCall,
  NewExpression: ofAddress,
  TemplateLiteral: ofTemplate,
};

function placeIn(node: SyntaxNode | null, scope: Scope, steps: number): string | null {
  const at = bare(node);
  if (at === null || steps <= 0) return null;
  const read = READERS[at.type];
  if (read !== undefined) return read(at, scope, steps);
  // Modules of the newer form make it themselves, and call it by its old name.
  if (nameOf(at) === "__dirname" || isAt(at, scope, /^import\.meta\.dirname$/)) return HERE;
  const value = valueOf(at, scope);
  return value === null ? null : placeIn(value.node, value.scope, steps - 1);
}

function isAt(node: SyntaxNode | null, scope: Scope, names: RegExp): boolean {
  const origin = originOf(node, scope);
  return origin !== null && names.test(dotted(origin));
}

function ofCall(node: SyntaxNode, scope: Scope, steps: number): string | null {
  const callee = nodeAt(node, "callee");
  const values = nodesAt(node, "arguments");
  if (isAt(callee, scope, /^path\.(?:join|resolve)$/))
    return joined(values, scope, { steps, by: "/" });
  const [file = null] = values;
  if (isAt(callee, scope, /^url\.fileURLToPath$/)) return placeIn(file, scope, steps - 1);
  return isAt(callee, scope, /^path\.dirname$/) ? folderOf(file, scope, steps) : null;
}

function folderOf(file: SyntaxNode | null, scope: Scope, steps: number): string | null {
  if (isItself(file, scope)) return HERE;
  const place = placeIn(file, scope, steps - 1);
  return place === null ? null : path.join(place, "..");
}

/** `__filename`, also as modules of the newer form find it. */
function isItself(node: SyntaxNode | null, scope: Scope): boolean {
  const at = bare(node);
  const value = at === null ? null : (valueOf(at, scope)?.node ?? at);
  if (nameOf(at) === "__filename" || isAt(value, scope, /^import\.meta\.filename$/)) return true;
  const [url = null] = nodesAt(value, "arguments");
  return isAt(nodeAt(value, "callee"), scope, /^url\.fileURLToPath$/) && isAt(url, scope, OWN_URL);
}

/** `new URL("./file.js", import.meta.url)` */
function ofAddress(node: SyntaxNode, scope: Scope): string | null {
  const [file, base] = nodesAt(node, "arguments");
  if (nameOf(nodeAt(node, "callee")) !== "URL" || !isAt(base ?? null, scope, OWN_URL)) return null;
  return short(constantOf(file ?? null, scope)?.text ?? null);
}

function ofTemplate(node: SyntaxNode, scope: Scope, steps: number): string | null {
  const [first, ...fixed] = quasisOf(node);
  const [here = null, ...others] = nodesAt(node, "expressions");
  const place = first === "" ? placeIn(here, scope, steps - 1) : null;
  if (place === null) return null;
  const parts = others.map((part) => constantOf(part, scope)?.text ?? null);
  if (parts.includes(null)) return null;
  return put([place, ...fixed.flatMap((text, at) => [text, parts[at] ?? ""])], "");
}

/** Parts of which the first is a place, and the others are fixed. */
function joined(
  [first, ...rest]: readonly (SyntaxNode | null)[],
  scope: Scope,
  { steps, by }: { steps: number; by: string },
): string | null {
  const place = placeIn(first ?? null, scope, steps - 1);
  if (place === null) return null;
  const parts = rest.map((part) => constantOf(part, scope)?.text ?? null);
  return put([place, ...parts], by);
}

/** Null where a part is not known, or all is longer than any name. */
function put(parts: readonly (string | null)[], by: string): string | null {
  let length = 0;
  for (const part of parts) length += part === null ? Infinity : part.length;
  return length > MAX_PLACE ? null : parts.join(by);
}
