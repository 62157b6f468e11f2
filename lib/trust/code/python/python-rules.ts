import type { FileFindings } from "../file-findings.ts";
import type { SyntaxNode } from "../syntax.ts";
import type { PyCall, PythonFile } from "./python-file.ts";

/** What one rule says about one call of a file. */
export type PyRule = (call: PyCall, file: PythonFile, found: FileFindings) => void;

/** A place as the findings take it. */
export const placeAt = (start: number): SyntaxNode => ({ type: "Python", start });

/** The argument of this name, or the one at this position. */
export const argumentIn = ({ args }: PyCall, at: number, name?: string) =>
  args.find((one) => one.name !== null && one.name === name) ??
  args.filter((one) => one.name === null)[at] ??
  null;

/** `shell=True`, and nothing that only may be true. */
export const hasShell = ({ args }: PyCall): boolean =>
  args.some(({ name, tokens }) => name === "shell" && tokens[0]?.text === "True");
