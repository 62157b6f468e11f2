import { constantOf } from "../constant.ts";
import type { FileFindings, Rule, Visit } from "../file-findings.ts";
import { dotted } from "../origin.ts";
import { bare, nodeAt, nodesAt, propertyOf, type SyntaxNode } from "../syntax.ts";

const SHELL =
  /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh(?:\s+-i)?$|^(?:cmd|powershell)(?:\.exe)?$|^pwsh$/i;
/** What a reverse shell looks like as one command. */
export const REVERSE_SHELL =
  /\/dev\/(?:tcp|udp)\/[^\s/]+\/\d+|\bnc(?:at)?\b[^\n|;]*\s-[a-z]*e\s|\bbash\s+-i\s*>&|mkfifo\s+\/tmp\/[^\n]*\bnc\b/;

/** The pattern takes quadratic time. */
const MAX_LINE = 4_000;

/** A shell that somebody elsewhere types into, as one command or in parts: MTF CQ-02. */
export const reverseShell: Rule = (visit, found) => {
  const { node, callee } = visit;
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return;
  const name = callee === null ? "" : dotted(callee);
  if (name.startsWith("child_process.")) noteCommand(visit, found);
  if (/^(?:net|tls)\.(?:connect|createConnection|Socket)$/.test(name)) found.signal("socket", node);
  if (pipesIntoProgram(node)) found.signal("pipes-to-shell", node);
};

function noteCommand({ node, scope }: Visit, found: FileFindings): void {
  const [first, second] = nodesAt(node, "arguments");
  const command = constantOf(first ?? null, scope)?.text ?? "";
  if (SHELL.test(command)) found.signal("shell", node);
  const list = nodesAt(bare(second ?? null), "elements");
  const line = [command, ...list.map((one) => constantOf(one, scope)?.text ?? "")].join(" ");
  if (!REVERSE_SHELL.test(line.slice(0, MAX_LINE))) return;
  found.addMalware(found.lineOf(node), {
    code: "malware/reverse-shell",
    title: "Gives somebody elsewhere a shell on this machine.",
    severity: "critical",
    blocks: true,
  });
}

/** `socket.pipe(shell.stdin)` */
function pipesIntoProgram(node: SyntaxNode): boolean {
  const called = bare(nodeAt(node, "callee"));
  if (called?.type !== "MemberExpression" || propertyOf(called) !== "pipe") return false;
  const target = bare(nodesAt(node, "arguments")[0] ?? null);
  return target?.type === "MemberExpression" && propertyOf(target) === "stdin";
}
