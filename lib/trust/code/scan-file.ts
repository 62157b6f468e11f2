import { FileFindings, type FileResult, type Rule } from "./file-findings.ts";
import { parseCode, type ParsedCode } from "./parse-code.ts";
import { conclude } from "./rules/conclude.ts";
import { exfiltration } from "./rules/exfiltration.ts";
import { imports } from "./rules/imports.ts";
import { literals } from "./rules/literals.ts";
import { malware } from "./rules/malware.ts";
import { namedFiles } from "./rules/named-files.ts";
import { powers } from "./rules/powers.ts";
import { reverseShell } from "./rules/reverse-shell.ts";
import { tools } from "./rules/tools.ts";
import { unsafe } from "./rules/unsafe.ts";
import { isBundled } from "./source-file.ts";
import { findSuppressions, type Suppression } from "./suppressions.ts";
import { walkCode } from "./walk-code.ts";

const RULES: readonly Rule[] = [
  imports,
  namedFiles,
  powers,
  unsafe,
  malware,
  reverseShell,
  exfiltration,
  literals,
  tools,
];

export type ScannedFile = {
  result: FileResult;
  bundled: boolean;
  suppressions: readonly (Omit<Suppression, "offset"> & { line: number })[];
  /** Null: there is no static analysis of its language. */
  sourceType: ParsedCode["sourceType"] | null;
};

/** Reads one file of JavaScript or TypeScript, or says why it could not. */
export async function scanFile(
  path: string,
  text: string,
): Promise<ScannedFile | "too_large" | "syntax"> {
  const parsed = await parseCode(path, text);
  if (typeof parsed === "string") return parsed;
  const found = new FileFindings({ path, bundled: isBundled(text) }, text);
  try {
    walkCode(parsed.root, found, RULES);
  } catch (error) {
    // Some steps recurse over what the file nests.
    if (error instanceof RangeError) return "syntax";
    throw error;
  }
  conclude(found, text);
  const { bundled } = found.file;
  const suppressions = bundled ? [] : findSuppressions(parsed.comments);
  return {
    result: found.result(),
    bundled,
    suppressions: suppressions.map(({ offset, ...rest }) => ({
      ...rest,
      line: found.lineAt(offset),
    })),
    sourceType: parsed.sourceType,
  };
}
