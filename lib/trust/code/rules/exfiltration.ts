import type { FileFindings, Rule } from "../file-findings.ts";
import { flowsInto } from "../flow.ts";
import { dotted, originOf, valueOf, type Origin } from "../origin.ts";
import type { Scope } from "../scopes.ts";
import { bare, nodeAt, nodesAt, propertyOf, type SyntaxNode } from "../syntax.ts";
import { isEnvironment } from "./powers.ts";
import { READS, sensitivePathIn } from "./sensitive-paths.ts";

const SENDERS =
  /^(?:fetch|undici\.(?:fetch|request)|https?\.(?:request|get)|node-fetch|got|ky|needle|axios(?:\.\w+)?|got\.\w+|superagent\.\w+|navigator\.sendBeacon|dns\.(?:lookup|resolve\w*))$/;
const CONNECTIONS = /^(?:https?\.request|(?:net|tls)\.\w+|dgram\.\w+|ws|WebSocket)$/;
const SENDING_METHODS: ReadonlySet<string> = new Set(["write", "end", "send"]);

/** All variables or a private file on their way out: MTF CQ-02. */
export const exfiltration: Rule = ({ node, scope, callee }, found) => {
  if (node.type !== "CallExpression" || !sends(node, callee, scope)) return;
  for (const argument of nodesAt(node, "arguments")) {
    if (flowsInto(argument, scope, isWholeEnvironment))
      return addExfiltration(node, "Sends all environment variables away.", found);
    if (flowsInto(argument, scope, isPrivateFile))
      return addExfiltration(node, "Sends a private file away.", found);
  }
};

function addExfiltration(node: SyntaxNode, title: string, found: FileFindings): void {
  found.addMalware(found.lineOf(node), {
    code: "malware/exfiltration",
    title,
    severity: "critical",
    blocks: true,
  });
}

function sends(call: SyntaxNode, callee: Origin | null, scope: Scope): boolean {
  if (callee !== null && SENDERS.test(dotted(callee))) return true;
  const called = bare(nodeAt(call, "callee"));
  return (
    called?.type === "MemberExpression" &&
    SENDING_METHODS.has(propertyOf(called) ?? "") &&
    isConnection(nodeAt(called, "object"), scope)
  );
}

/** A local name for what a network call gave. */
function isConnection(node: SyntaxNode | null, scope: Scope): boolean {
  const made = bare(valueOf(node, scope)?.node ?? null);
  if (made?.type !== "CallExpression" && made?.type !== "NewExpression") return false;
  const origin = originOf(nodeAt(made, "callee"), scope);
  return origin !== null && CONNECTIONS.test(dotted(origin));
}

const isWholeEnvironment = (node: SyntaxNode, origin: Origin | null): boolean =>
  node.type !== "CallExpression" && origin !== null && isEnvironment(origin);

function isPrivateFile(node: SyntaxNode, _origin: Origin | null, scope: Scope): boolean {
  if (node.type !== "CallExpression") return false;
  const origin = originOf(nodeAt(node, "callee"), scope);
  return origin !== null && READS.test(dotted(origin)) && sensitivePathIn(node, scope) !== null;
}
