/** Advice: what is allowed, yet likely to trouble somebody. One row each. */
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Finding, Issue } from "./issue.ts";
import { objectsIn, textIn } from "./json-fields.ts";
import { hiddenCharacters, showHidden } from "./look-alike.ts";
import { looksLikeRange } from "./version-range.ts";
import { semanticVersion } from "./version-order.ts";

type LintRule = {
  reference: string;
  type: "linter";
  severity: Issue["severity"];
  find: (doc: JsonObject) => Finding[];
};

const lint = (
  reference: string,
  severity: "warning" | "info",
  find: LintRule["find"],
): LintRule => ({ reference, type: "linter", severity, find });

export const LINT_RULES: readonly LintRule[] = [
  lint("version-semantic", "info", (doc) => {
    const version = textIn(doc, "version");
    const refusedAnyway = ["", "latest"].includes(version) || looksLikeRange(version);
    return refusedAnyway || semanticVersion(version) !== null
      ? []
      : [{ path: "version", message: "is not a semantic version, so it sorts by publish time" }];
  }),
  lint("no-hidden-characters", "warning", (doc) =>
    ["title", "description"].flatMap((path) => {
      const text = textIn(doc, path);
      if (hiddenCharacters(text).length === 0) return [];
      return [{ path, message: `holds invisible characters: ${showHidden(text).slice(0, 300)}` }];
    }),
  ),
  lint("remote-https", "warning", (doc) =>
    objectsIn(doc, "remotes").flatMap((remote, at) =>
      /^http:/i.test(textIn(remote, "url"))
        ? [{ path: `remotes[${at}].url`, message: "is not encrypted; prefer https" }]
        : [],
    ),
  ),
  lint("runtime-hint", "warning", (doc) =>
    objectsIn(doc, "packages").flatMap((entry, at) =>
      objectsIn(entry, "runtimeArguments").length > 0 && textIn(entry, "runtimeHint") === ""
        ? [{ path: `packages[${at}].runtimeHint`, message: "should say what runs the arguments" }]
        : [],
    ),
  ),
  lint("secret-without-value", "warning", (doc) =>
    objectsIn(doc, "packages").flatMap((entry, at) =>
      objectsIn(entry, "environmentVariables").flatMap((input, position) =>
        input["isSecret"] === true && textIn(input, "default") + textIn(input, "value") !== ""
          ? [
              {
                path: `packages[${at}].environmentVariables[${position}]`,
                message: "is a secret, yet its value stands in the document for everyone to read",
              },
            ]
          : [],
      ),
    ),
  ),
];
