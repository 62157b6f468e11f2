import type { Rule } from "eslint";
// Without what reads files and settings, which takes each scan longer to load than to use.
import { Linter } from "eslint/universal";
import security from "eslint-plugin-security";
import type { CodeFacts } from "../core/code-facts.ts";
import type { ParsedCode } from "./parse-code.ts";

type Finding = CodeFacts["staticFindings"][number];
type Judgement = Pick<Finding, "title" | "severity" | "confidence">;

/**
 * What the rules of eslint-plugin-security mean here (MTF CQ-03). `detect-object-injection` is
 * left out: it reports every `a[b]`, and its own documentation says that most are harmless.
 */
const RULES: Readonly<Record<string, Judgement>> = {
  "detect-child-process": {
    title: "Runs a command that is put together while it runs.",
    severity: "high",
    confidence: "medium",
  },
  "detect-eval-with-expression": {
    title: "Runs text as code with eval.",
    severity: "high",
    confidence: "high",
  },
  "detect-bidi-characters": {
    title: "Holds invisible marks that change the reading direction.",
    severity: "high",
    confidence: "medium",
  },
  "detect-invisible-characters": {
    title: "Holds characters that nobody can see.",
    severity: "medium",
    confidence: "medium",
  },
  "detect-non-literal-require": {
    title: "Loads a module whose name is only known while it runs.",
    severity: "medium",
    confidence: "medium",
  },
  "detect-new-buffer": {
    title: "Makes a buffer that may hold old memory.",
    severity: "medium",
    confidence: "high",
  },
  "detect-buffer-noassert": {
    title: "Switches off the checks of a buffer.",
    severity: "medium",
    confidence: "high",
  },
  "detect-pseudoRandomBytes": {
    title: "Uses random bytes that can be guessed.",
    severity: "medium",
    confidence: "high",
  },
  "detect-disable-mustache-escape": {
    title: "Switches off the escaping of a template.",
    severity: "medium",
    confidence: "medium",
  },
  "detect-no-csrf-before-method-override": {
    title: "Checks for forged requests before it knows the method.",
    severity: "medium",
    confidence: "medium",
  },
  "detect-unsafe-regex": {
    title: "Has a regular expression that may take very long.",
    severity: "medium",
    confidence: "low",
  },
  "detect-non-literal-fs-filename": {
    title: "Opens a file whose name is only known while it runs.",
    severity: "medium",
    confidence: "low",
  },
  "detect-non-literal-regexp": {
    title: "Makes a regular expression while it runs.",
    severity: "low",
    confidence: "low",
  },
  "detect-possible-timing-attacks": {
    title: "Compares what may be a secret in a way that takes longer the better the guess.",
    severity: "low",
    confidence: "low",
  },
};

const PREFIX = "security/";
const linter = new Linter();
const plugin = { rules: withoutSchemas() };
const rules = Object.fromEntries(
  Object.keys(RULES).map((rule) => [`${PREFIX}${rule}`, "error"] as const),
);

/**
 * Runs ESLint's security rules over one file. Comments in the file cannot switch them off.
 * Null: ESLint could not read it.
 */
export async function analyse(
  file: string,
  text: string,
  sourceType: ParsedCode["sourceType"],
): Promise<Finding[] | null> {
  const parser = sourceType === "typescript" ? await import("@typescript-eslint/parser") : null;
  const messages = verify(
    text,
    {
      files: ["**/*.jsx", "**/*.ts"],
      plugins: { security: plugin },
      rules,
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
      languageOptions: {
        ecmaVersion: "latest",
        sourceType: sourceType === "script" ? "commonjs" : "module",
        parserOptions: { ecmaFeatures: { jsx: true } },
        ...(parser === null ? {} : { parser }),
      },
    },
    // Not the file's own name: ESLint treats some folders and endings in its own way.
    { filename: sourceType === "typescript" && !file.endsWith("x") ? "code.ts" : "code.jsx" },
  );
  if (messages === null || messages.some(saysUnread)) return null;
  return messages.flatMap(({ ruleId, line, message }) => {
    // Loading the module is a power, and reported as such.
    if (message.startsWith("Found require(")) return [];
    const rule = ruleId?.slice(PREFIX.length) ?? "";
    const judgement = Object.hasOwn(RULES, rule) ? RULES[rule] : undefined;
    return judgement === undefined ? [] : [{ file, line, code: `eslint/${rule}`, ...judgement }];
  });
}

function verify(...given: Parameters<Linter["verify"]>): Linter.LintMessage[] | null {
  try {
    return linter.verify(...given);
  } catch {
    // ESLint recurses and its rules expect ordinary code: what breaks them is told as unread.
    return null;
  }
}

/** ESLint's own messages: all but that a comment has no effect mean that the file was not read. */
const saysUnread = ({ ruleId, message }: Linter.LintMessage): boolean =>
  ruleId === null && !message.includes("'noInlineConfig'");

/** Their options are never set here, and compiling a schema needs the right to make code. */
function withoutSchemas(): Record<string, Rule.RuleModule> {
  return Object.fromEntries(
    Object.entries(security.rules).map(([name, rule]) => [
      name,
      { ...rule, meta: { ...rule.meta, schema: false as const } },
    ]),
  );
}
