import type { Comment } from "./parse-code.ts";

/** A comment that tells a security tool to look away. */
export type Suppression = {
  offset: number;
  explained: boolean;
  /** How far it reaches. */
  reach: "file" | "line" | "next-line";
};

const ESLINT = /^\s*eslint-disable(-next-line|-line)?(?=\s|$)(.*)$/s;
const SECURITY_RULE =
  /\bsecurity\/|\bno-(?:eval|implied-eval|new-func|script-url)\b|\bno-unsanitized\b/;
const OTHER = /^\s*(?:nosec|nosemgrep|NOSONAR)\b:?(.*)$/s;
const LINT_ALL = /^\s*biome-ignore(?:-all)?\s+lint\/security\S*\s*:?(.*)$/s;

/** Suppressions of security rules or of everything; those of style concern nobody here. */
export function findSuppressions(comments: readonly Comment[]): Suppression[] {
  return comments.flatMap(({ text, offset }) => {
    const found = ofEslint(text) ?? ofOthers(text);
    return found === null ? [] : [{ ...found, offset }];
  });
}

function ofEslint(text: string): Omit<Suppression, "offset"> | null {
  const match = ESLINT.exec(text);
  if (match === null) return null;
  const [rules = "", ...reason] = (match[2] ?? "").split(/\s-{2,}\s/);
  if (rules.trim() !== "" && !SECURITY_RULE.test(rules)) return null;
  const reach = match[1] === "-line" ? "line" : match[1] === "-next-line" ? "next-line" : "file";
  return { explained: saysWhy(reason.join(" ")), reach };
}

function ofOthers(text: string): Omit<Suppression, "offset"> | null {
  const match = OTHER.exec(text) ?? LINT_ALL.exec(text);
  return match === null ? null : { explained: saysWhy(match[1] ?? ""), reach: "line" };
}

/** More than the name of a rule. */
const saysWhy = (text: string): boolean => text.trim().split(/\s+/).length >= 2;
