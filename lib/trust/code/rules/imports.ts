import { constantOf } from "../constant.ts";
import type { FileFindings, Rule, Visit } from "../file-findings.ts";
import { isRequire } from "../origin.ts";
import { literalOf, nodeAt, nodesAt, type SyntaxNode } from "../syntax.ts";
import { packageOf, useOf } from "./modules.ts";
import { placeOf } from "./named-files.ts";

/** Which modules are loaded, and loading of what only shows at run time. */
export const imports: Rule = (visit, found) => {
  const { node } = visit;
  if (node.type === "ImportDeclaration" || node.type.startsWith("Export")) {
    const specifier = literalOf(nodeAt(node, "source"));
    const typeOnly = node["importKind"] === "type" || node["exportKind"] === "type";
    if (specifier !== null && !typeOnly) noteModule(specifier, node, found);
    return;
  }
  if (node.type === "ImportExpression") return noteDynamic(nodeAt(node, "source"), visit, found);
  if (visit.callee !== null && isRequire(visit.callee))
    noteDynamic(nodesAt(node, "arguments")[0] ?? null, visit, found);
};

function noteModule(specifier: string, node: SyntaxNode, found: FileFindings): void {
  found.specifiers.add(specifier);
  if (specifier.startsWith(".")) {
    if (specifier.endsWith(".node")) found.addPower({ node, when: "load" }, "native", specifier);
    return;
  }
  const name = specifier.replace(/^node:/, "");
  if (!found.modules.has(name)) found.modules.set(name, found.lineOf(node));
  const use = useOf(name);
  if (use === "validation") found.libraries.add(packageOf(name));
  if (use === "telemetry") found.addTelemetry(node, packageOf(name));
  if (use === "native") found.addPower({ node, when: "load" }, "native", packageOf(name));
}

function noteDynamic(target: SyntaxNode | null, { node, scope }: Visit, found: FileFindings): void {
  const constant = constantOf(target, scope);
  if (constant !== null) {
    noteModule(constant.text, node, found);
    if (constant.decoded)
      found.addMalware(found.lineOf(node), {
        code: "malware/hidden-module",
        title: "Loads a module whose name is encoded, so that nobody reads it.",
        severity: "critical",
        blocks: true,
      });
    return;
  }
  const place = placeOf(target, scope);
  if (place !== null) found.specifiers.add(place);
  if (target !== null)
    found.addUnsafe(node, "unsafe/dynamic-import", {
      title: "Loads a module whose name is only known while it runs.",
      severity: "low",
    });
}
