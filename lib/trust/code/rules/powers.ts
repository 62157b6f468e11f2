import { constantOf } from "../constant.ts";
import type { FileFindings, Rule, Visit } from "../file-findings.ts";
import { dotted, originOf, type Origin } from "../origin.ts";
import { nameOf, nodeAt, nodesAt, propertyOf, literalOf, type SyntaxNode } from "../syntax.ts";
import { packageOf, useOf } from "./modules.ts";
import { READS, sensitivePathIn } from "./sensitive-paths.ts";

const NETWORK_GLOBALS =
  /^(?:fetch|WebSocket|EventSource|XMLHttpRequest|navigator\.sendBeacon|Deno\.connect|Bun\.connect)$/;
/** Of Node's own modules and undici, only these reach out or listen; the rest prepares. */
const NODE_NETWORK =
  /^(?:https?\.(?:request|get|createServer|Server|ClientRequest)|http2\.(?:connect|create\w*Server)|(?:net|tls)\.(?:connect|createConnection|createServer|Socket|Server|TLSSocket)|dgram\.(?:createSocket|Socket)|dns\.(?:lookup|resolve\w*|reverse)|undici\.(?:fetch|request|stream|pipeline|connect|upgrade|Client|Pool|WebSocket|EventSource))$/;
const NODE_MODULES: ReadonlySet<string> = new Set([
  "http",
  "https",
  "http2",
  "net",
  "tls",
  "dgram",
  "dns",
  "undici",
]);

/** What the code can do to the machine: MTF CD-02. A power is no offence. */
export const powers: Rule = (visit, found) => {
  const { node, callee } = visit;
  if (node.type === "MemberExpression") return noteEnvironment(visit, found);
  if (node.type === "VariableDeclarator") return noteDestructuring(visit, found);
  if (callee === null) return;
  const name = dotted(callee);
  if (callee.module === null) noteGlobal(name, visit, found);
  else noteModuleCall(callee, visit, found);
  const sensitive = isPathCall(callee) ? sensitivePathIn(node, visit.scope) : null;
  if (sensitive === null) return;
  if (callee.module !== "fs") return found.namePath(visit, sensitive);
  found.addPower(visit, "sensitive_path", sensitive);
  if (READS.test(name)) found.signal("reads-secrets", node);
};

const isPathCall = ({ module }: Origin): boolean =>
  module === "fs" || module === "path" || module === "path/posix" || module === "path/win32";

function noteGlobal(name: string, visit: Visit, found: FileFindings): void {
  const { node } = visit;
  if (NETWORK_GLOBALS.test(name)) {
    found.addPower(visit, "network", name);
    found.signal("network", node);
  }
  if (name === "process.dlopen" || name === "Deno.dlopen") found.addPower(visit, "native", name);
  if (name === "Deno.Command" || name === "Bun.spawn" || name === "Bun.spawnSync")
    found.addPower(visit, "subprocess", name);
  const read =
    name === "Deno.env.get" ? constantOf(nodesAt(node, "arguments")[0] ?? null, visit.scope) : null;
  if (read !== null) noteVariable(read.text, visit, found);
}

function noteModuleCall(callee: Origin, visit: Visit, found: FileFindings): void {
  const name = dotted(callee);
  const module = callee.module ?? "";
  const use = useOf(module);
  if (use === "subprocess" && !/\.(?:setupPrimary|on|isMaster)$/.test(name)) {
    found.addPower(visit, "subprocess", name);
    found.signal("subprocess", visit.node);
  }
  if (use === "network" && (!NODE_MODULES.has(packageOf(module)) || NODE_NETWORK.test(name))) {
    found.addPower(visit, "network", name);
    found.signal("network", visit.node);
  }
  if (use === "filesystem") found.addPower(visit, "filesystem", name);
  if (module === "os" && /\.(?:userInfo|hostname|networkInterfaces)$/.test(name))
    found.signal("reads-host", visit.node);
}

function noteEnvironment(visit: Visit, found: FileFindings): void {
  const { node, parent, scope } = visit;
  const property = propertyOf(node);
  if (property === null && node["computed"] !== true) return;
  const object = environmentIn(nodeAt(node, "object"), scope);
  if (object) {
    if (property === null) return noteVariable("(any)", visit, found);
    const set = parent?.type === "AssignmentExpression" && parent["left"] === node;
    if (set) found.addPower(visit, "environment", `${property} (set)`);
    else noteVariable(property, visit, found);
    return;
  }
  if (property === "env" && environmentIn(node, scope)) noteWhole(visit, found);
}

/** `process.env` used as one thing: passed on, copied, listed. */
function noteWhole(visit: Visit, found: FileFindings): void {
  const { parent } = visit;
  if (parent === null || parent.type === "MemberExpression") return;
  if (parent.type === "VariableDeclarator" || parent.type === "ChainExpression") return;
  found.addPower(visit, "environment", "(all)");
}

function environmentIn(node: SyntaxNode | null, scope: Visit["scope"]): boolean {
  const origin = originOf(node, scope);
  return origin !== null && isEnvironment(origin);
}

/** Whether it is the whole of the environment variables. */
export const isEnvironment = (origin: Origin): boolean =>
  /^(?:process|import\.meta|Bun)\.env$/.test(dotted(origin));

function noteDestructuring(visit: Visit, found: FileFindings): void {
  const pattern = nodeAt(visit.node, "id");
  if (pattern?.type !== "ObjectPattern") return;
  if (!environmentIn(nodeAt(visit.node, "init"), visit.scope)) return;
  for (const property of nodesAt(pattern, "properties")) {
    const key = nodeAt(property, "key");
    noteVariable(nameOf(key) ?? literalOf(key) ?? "(any)", visit, found);
  }
}

function noteVariable(name: string, visit: Visit, found: FileFindings): void {
  const short = name.slice(0, 100);
  found.addPower(visit, "environment", short);
  if (!short.startsWith("(")) found.environment.add(short);
}
