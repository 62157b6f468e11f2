import { createHmac } from "node:crypto";
import { lintSource } from "@secretlint/core";
import { secretLintProfiler } from "@secretlint/profiler";
import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { CodeFacts } from "../core/code-facts.ts";
import { LineIndex } from "./line-index.ts";
import type { Role } from "./source-file.ts";

type Secret = CodeFacts["secrets"][number];

// It keeps two dozen marks of every file for as long as the process lives.
secretLintProfiler.setEnabled(false);

const FILTER = "@secretlint/secretlint-rule-filter-comments";
/** Without the rule that lets a comment in the scanned file switch the others off. */
const config = {
  rules: rules.filter(({ meta }) => meta.id !== FILTER).map((rule) => ({ id: rule.meta.id, rule })),
};

/** Detectors of a form that examples and manuals are full of. */
const ADDRESSES = /^(?:basicauth|database-connection-string)\b/;
const PLACEHOLDER =
  /^(?:\W*|x+|user(?:name)?|pass(?:word|wd)?|pwd|secret|token|postgres|root|admin|test|guest|foo|bar|changeme|change_me|my\S*|your\S*|some\S*|db_?\S*)$|[<>{}$*…]|\.\.\.|%[sdv]|example|placeholder|redacted|dummy/i;
const LOCAL =
  /@(?:localhost|127\.|0\.0\.0\.0|host|hostname|db|postgres|mysql|redis|mongo|server|example\.)/i;
const SAMPLE =
  /example|sample|dummy|fake|placeholder|redacted|your[-_]|changeme|x{6}|\*{4}|(.)\1{7}|12345678|abcdefgh/i;

/** The fingerprint of a secret: tells two from one, and gives nothing away. */
export const fingerprintOf = (value: string, key: Buffer): string =>
  createHmac("sha256", key).update(value).digest("hex");

/** Looks for credentials in one file. The values stay here; only fingerprints leave. */
export async function findSecrets(
  { path: file, text, role }: { path: string; text: string; role: Role },
  fingerprintKey: Buffer,
): Promise<Secret[]> {
  const { messages } = await lintSource({
    source: { filePath: `/${file}`, content: text, ext: extensionOf(file), contentType: "text" },
    options: {
      config,
      maskSecrets: true,
    },
  });
  if (messages.length === 0) return [];
  const lines = new LineIndex(text);
  return messages.flatMap(({ ruleId, messageId, range }) => {
    const value = text.slice(range[0], range[1]);
    const detector = `${ruleId.replace(/^@secretlint\/secretlint-rule-/, "")}/${messageId}`;
    const confidence = confidenceIn(value, detector, { file, role });
    if (confidence === null) return [];
    const fingerprint = fingerprintOf(value, fingerprintKey);
    return [{ file, line: lines.lineAt(range[0]), detector, fingerprint, confidence }];
  });
}

function confidenceIn(
  value: string,
  detector: string,
  { file, role }: { file: string; role: Role },
): Secret["confidence"] | null {
  if (ADDRESSES.test(detector)) return isExampleAddress(value) ? null : "low";
  const isCode = role === "own" && !/\.(?:md|mdx|txt|rst|html)$/i.test(file);
  if (SAMPLE.test(value)) return isCode ? "low" : null;
  return isCode ? "high" : "low";
}

function isExampleAddress(value: string): boolean {
  const [, user = "", password = ""] = /:\/\/([^:@/\s]*):([^@/\s]*)@/.exec(value) ?? [];
  return PLACEHOLDER.test(password) || LOCAL.test(value) || SAMPLE.test(value) || user === password;
}

const extensionOf = (path: string): string => /\.[^./]*$/.exec(path)?.[0] ?? "";
