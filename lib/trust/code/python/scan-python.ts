import path from "node:path/posix";
import { FileFindings } from "../file-findings.ts";
import { judgeStarted } from "../install-scripts.ts";
import { conclude } from "../rules/conclude.ts";
import { literals } from "../rules/literals.ts";
import type { ScannedFile } from "../scan-file.ts";
import { isBundled } from "../source-file.ts";
import { findSuppressions } from "../suppressions.ts";
import type { SyntaxNode } from "../syntax.ts";
import { isInstallFile, pythonMalware } from "./malware.ts";
import { noteExpressions, pythonPowers } from "./powers.ts";
import { PythonFile } from "./python-file.ts";
import { placeAt, type PyRule } from "./python-rules.ts";
import { isOp, textOf, tokenize } from "./tokens.ts";
import { notePythonTools, pythonChecks } from "./tools.ts";
import { pythonUnsafe } from "./unsafe.ts";

const RULES: readonly PyRule[] = [pythonPowers, pythonUnsafe, pythonMalware, pythonChecks];

const TELEMETRY =
  /^(?:posthog|sentry_sdk|mixpanel|amplitude|segment|newrelic|ddtrace|statsig|rudderstack|scarf|opentelemetry\.(?:sdk|exporter))\b/;

/**
 * Reads one file of Python, or says why it could not. It is read as words and calls, without a
 * grammar: what is only reached through names that are put together is not seen.
 */
export function scanPython(file: string, text: string): ScannedFile | "too_large" | "syntax" {
  const read = tokenize(text);
  if (typeof read === "string") return read;
  const found = new FileFindings({ path: file, bundled: isBundled(text) }, text);
  const python = new PythonFile(read.tokens);
  // One at a time: all calls of a file together may be much larger than the file.
  for (const call of python.calls()) for (const rule of RULES) rule(call, python, found);
  noteExpressions(python, found);
  noteTexts(python, found);
  noteModules(python, found);
  notePythonTools(python, found);
  conclude(found, text);
  const { bundled } = found.file;
  const plain = found.result();
  // Empty lists are shared: they are never added to.
  const started = isInstallFile(file) ? judgeStarted(plain) : [];
  const result = { ...plain, malware: [...plain.malware, ...started] };
  const suppressions = bundled ? [] : findSuppressions(read.comments);
  return {
    result,
    bundled,
    suppressions: suppressions.map(({ offset, ...rest }) => ({
      ...rest,
      line: found.lineAt(offset),
    })),
    sourceType: null,
  };
}

/** What fixed texts give away; texts that only document say nothing. */
function noteTexts({ tokens }: PythonFile, found: FileFindings): void {
  tokens.forEach((token, at) => {
    if (token.kind !== "string" || isDocumentation(tokens, at)) return;
    const node = { type: "Literal", value: token.text, start: token.start };
    literals({ node, parent: token.isFormatted ? null : nameBefore(tokens, at) }, found);
  });
}

/** A statement of its own. */
function isDocumentation(tokens: PythonFile["tokens"], at: number): boolean {
  const after = tokens[at + 1];
  return tokens[at - 1]?.kind === "line" && (after === undefined || after.kind === "line");
}

/** What a text is set to: `NAME = "…"`, `name="…"` and `"name": "…"`. */
function nameBefore(tokens: PythonFile["tokens"], at: number): SyntaxNode | null {
  const before = tokens[at - 1];
  if (!isOp(before, "=") && !isOp(before, ":")) return null;
  return { type: "Python", id: { type: "Identifier", name: textOf(tokens[at - 2]) } };
}

function noteModules({ modules }: PythonFile, found: FileFindings): void {
  const folder = path.dirname(found.file.path);
  for (const [module, start] of modules) {
    const telemetry = TELEMETRY.exec(module)?.[0];
    if (telemetry !== undefined) found.addTelemetry(placeAt(start), telemetry);
    for (const name of filesOf(module, folder))
      if (found.specifiers.size < 2_000) found.specifiers.add(name);
  }
}

/** Where a module may lie in the package, seen from the file that imports it. */
function filesOf(module: string, folder: string): string[] {
  const [, dots = "", rest = ""] = /^(\.*)(.*)$/.exec(module) ?? [];
  const parts = rest === "" ? [] : rest.split(".");
  const up = "../".repeat(Math.max(dots.length - 1, 0));
  const toRoot = folder === "." ? "./" : "../".repeat(folder.split("/").length);
  const bases = dots === "" ? ["./", toRoot, `${toRoot}src/`] : [`./${up}`];
  const name = parts.join("/");
  return [...new Set(bases)].flatMap((base) =>
    name === "" ? [`${base}__init__.py`] : [`${base}${name}.py`, `${base}${name}/__init__.py`],
  );
}
