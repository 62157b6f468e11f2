import type { FileFindings, Rule, Visit } from "../file-findings.ts";
import { valueOf } from "../origin.ts";
import {
  bare,
  childrenOf,
  isFunction,
  nameOf,
  nodeAt,
  nodesAt,
  propertyOf,
  valueIn,
  type SyntaxNode,
} from "../syntax.ts";

/** What checks a value against a schema, in the libraries. */
const VALIDATES =
  /^(?:safeParse|safeParseAsync|parseAsync|spa|validate|validateAsync|validateSync|Check|Decode)$/;
const NOT_SCHEMAS =
  /^(?:JSON|path|url|URL|Date|qs|querystring|semver|yaml|YAML|Number|marked|dotenv|acorn|Buffer|Array)$/;

/** Where tools are declared, and whether their input is checked: MTF CQ-04. */
export const tools: Rule = (visit, found) => {
  const { node } = visit;
  if (node.type !== "CallExpression") return;
  if (checks(node)) found.validates = true;
  const callee = bare(nodeAt(node, "callee"));
  if (callee?.type !== "MemberExpression") return;
  DECLARATIONS[propertyOf(callee) ?? ""]?.(visit, nodesAt(node, "arguments"), found);
};

type Declaration = (visit: Visit, values: readonly SyntaxNode[], found: FileFindings) => void;

const DECLARATIONS: Readonly<Record<string, Declaration>> = {
  registerTool: (_visit, values, found) => {
    if (values.length === 3) found.handlers += 1;
  },
  tool: (visit, values, found) => {
    if (values.length >= 2 && isHandler(values.at(-1), visit)) found.handlers += 1;
  },
  addTool: (visit, values, found) => {
    if (bare(values[0] ?? null)?.type === "ObjectExpression") noteObjectTool(visit, found);
  },
  setRequestHandler: (visit, values, found) => {
    if (isToolCall(values[0])) noteRawHandler(visit, values[1], found);
  },
};

/** A function of the package's own that looks at arguments, as the SDK's examples have it. */
const GUARDS = /^(?:assert|is)?valid|^(?:assert|is)[A-Z]\w*(?:Args|Arguments|Input|Params)$/i;

/** `Schema.parse(input)`, `validate(input)`, `isValidInput(input)`, `isSearchArgs(input)` */
function checks(call: SyntaxNode): boolean {
  const callee = bare(nodeAt(call, "callee"));
  if (callee?.type !== "MemberExpression") return GUARDS.test(nameOf(callee) ?? "");
  const method = propertyOf(callee) ?? "";
  if (VALIDATES.test(method)) return true;
  return method === "parse" && !NOT_SCHEMAS.test(nameOf(bare(nodeAt(callee, "object"))) ?? "");
}

function isHandler(node: SyntaxNode | undefined, { scope }: Visit): boolean {
  const at = bare(node ?? null);
  return (
    at !== null && (isFunction(at) || (at.type === "Identifier" && valueOf(at, scope) !== null))
  );
}

/** `addTool({ name, parameters, execute })`: without parameters the handler takes what comes. */
function noteObjectTool(visit: Visit, found: FileFindings): void {
  const tool = bare(nodesAt(visit.node, "arguments")[0] ?? null);
  const handler = bare(valueIn(tool, "execute") ?? valueIn(tool, "handler"));
  if (handler === null) return;
  found.handlers += 1;
  const schema = ["parameters", "inputSchema", "schema"].some((key) => valueIn(tool, key) !== null);
  if (!schema && isFunction(handler) && nodesAt(handler, "params").length > 0)
    found.unvalidated.push({ file: found.file.path, line: found.lineOf(visit.node) });
}

const isToolCall = (node: SyntaxNode | undefined): boolean => {
  const at = bare(node ?? null);
  if (at?.type === "MemberExpression") return propertyOf(at) === "CallToolRequestSchema";
  return nameOf(at) === "CallToolRequestSchema" || at?.["value"] === "tools/call";
};

/** The low-level way, where checking the arguments is the handler's own affair. */
function noteRawHandler(visit: Visit, handler: SyntaxNode | undefined, found: FileFindings): void {
  const { file } = found;
  // In a bundle this is the SDK's own handler, which checks on behalf of registerTool.
  if (file.bundled) return;
  found.handlers += 1;
  if (!holdsCheck(bare(handler ?? null)))
    found.unvalidated.push({ file: file.path, line: found.lineOf(visit.node) });
}

function holdsCheck(start: SyntaxNode | null): boolean {
  const stack = start === null ? [] : [start];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === "CallExpression" && checks(node)) return true;
    for (const child of childrenOf(node)) stack.push(child);
  }
  return false;
}
