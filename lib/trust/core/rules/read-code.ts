import type { ArtifactFacts, Got } from "../facts.ts";
import type { CodeFacts } from "../code-facts.ts";
import type { Reason } from "../words.ts";
import { listed, missing, named, warns, type Found } from "./verdict.ts";

type Unread = CodeFacts["unread"][number]["reason"];

const REASON_OF: Readonly<Record<Unread, Reason>> = {
  too_large: "too_large",
  language: "unsupported_language",
  syntax: "unsupported_language",
  minified: "opaque_artifact",
  analyser: "tool_missing",
};
const WORDS: Readonly<Record<Unread, string>> = {
  too_large: "too large to read",
  language: "in a language that the scanner cannot read",
  syntax: "not code that could be parsed",
  minified: "minified",
  analyser: "Python, which Bandit would analyse: it is no program of Node and is not here",
};

/** Whether the code was read far enough: `matters` says which gaps leave the question open. */
export function codeReadBut({ code }: ArtifactFacts, matters: readonly Unread[]): Got<CodeFacts> {
  if (!code.ok) return code;
  const { scannable, unread } = code.value;
  if (scannable === "opaque")
    return missing("opaque_artifact", "It holds no source code that could be read.");
  const gap = unread.find(({ reason }) => matters.includes(reason));
  if (gap === undefined) return code;
  const count = unread.filter(({ reason }) => reason === gap.reason).length;
  const others = count === 1 ? "" : ` (and ${count - 1} more)`;
  return missing(REASON_OF[gap.reason], `${named(gap.file)}${others} is ${WORDS[gap.reason]}.`);
}

/** Minified code is searched for patterns, but no person and no deeper analysis can follow it. */
export function minifiedCode(control: "CQ-02" | "CQ-05", { code }: ArtifactFacts): Found[] {
  const files = code.ok
    ? code.value.unread.filter(({ reason }) => reason === "minified").map(({ file }) => file)
    : [];
  if (files.length === 0) return [];
  return [
    warns({
      code: `${control}/minified`,
      severity: "low",
      title: `Minified code was only searched for patterns: ${listed(files)}`,
      remediation: "Ship the code as it was written, or a source map with it.",
    }),
  ];
}
