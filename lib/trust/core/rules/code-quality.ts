/** Code quality (MTF §3.4). */
import type { ArtifactFacts, ByteFacts, Got } from "../facts.ts";
import type { CodeFacts, Place } from "../code-facts.ts";
import { banditSays, guarddogSays } from "./analysers.ts";
import { codeReadBut, minifiedCode } from "./read-code.ts";
import {
  blocks,
  codeIn,
  conclude,
  informs,
  listed,
  missing,
  named,
  warns,
  type Found,
  type Verdict,
} from "./verdict.ts";

const codeOf = ({ code }: ArtifactFacts): CodeFacts | null => (code.ok ? code.value : null);

/** CQ-01. Nobody tries whether a secret still works: what looks like one counts as one. */
export function secretDetection(facts: ArtifactFacts): Verdict {
  const found = (codeOf(facts)?.secrets ?? []).map(({ detector, confidence, file, line }) => {
    const told = {
      title: `${named(detector)} in the code`,
      remediation:
        "Revoke it where it was issued, take it out of the code, and publish a new version.",
      place: { file, line },
    };
    return confidence === "high"
      ? blocks(1, { ...told, code: "CQ-01/secret", severity: "high" })
      : warns({ ...told, code: "CQ-01/possible-secret", severity: "medium" });
  });
  return conclude("CQ-01", {
    needs: [codeReadBut(facts, ["too_large"])],
    found,
    fine: "No secrets were found.",
  });
}

/** CQ-02: patterns of malware, install hooks, and archives that attack whoever unpacks them. */
export function malwarePatterns(facts: ArtifactFacts): Verdict {
  const { bytes, manifest } = facts;
  const patterns = (codeOf(facts)?.malware ?? []).map(
    ({ code, title, severity, blocks: isBlock, file, line }) => {
      const told = {
        code: codeIn("CQ-02", code),
        severity,
        title: named(title),
        remediation:
          "Read this place. Unless it can be explained, do not install it and report the package.",
        place: { file, line },
      };
      return isBlock ? blocks(1, told) : warns(told);
    },
  );
  const hooks = (manifest.ok ? manifest.value.installScripts : []).map((script) =>
    warns({
      code: "CQ-02/install-script",
      severity: "medium",
      title: `It runs ${named(script)} on the machine of whoever installs it`,
      remediation: "Do without install scripts, or install with scripts switched off.",
    }),
  );
  const archive = bytes.ok ? bytes.value.refused.map(refusedFinding) : [];
  const guarddog = guarddogSays(facts);
  return conclude("CQ-02", {
    needs: [
      codeReadBut(facts, ["too_large", "language", "syntax"]),
      manifest,
      bytes,
      wholeArchive(bytes),
      ...guarddog.needs,
    ],
    found: [...patterns, ...hooks, ...archive, ...guarddog.found, ...minifiedCode("CQ-02", facts)],
    fine: "No patterns of malware and no install scripts were found.",
  });
}

/** Nobody packs these by mistake. */
const HOSTILE: ReadonlySet<string> = new Set([
  "archive/path-traversal",
  "archive/absolute-name",
  "archive/drive-letter",
  "archive/device",
  "archive/sparse",
  "archive/ratio",
  "archive/control-character",
  "archive/hidden-character",
]);
/** What comes after these was never seen. */
const CUT: ReadonlySet<string> = new Set([
  "archive/too-large",
  "archive/too-many-entries",
  "archive/expands-too-far",
  "archive/too-slow",
  "archive/memory",
  "archive/truncated",
  "archive/corrupt",
]);

function refusedFinding({ code, detail }: ByteFacts["refused"][number]): Found {
  const told = {
    code: codeIn("CQ-02", code),
    title: `Archive: ${named(detail)}`,
    remediation: "Pack it again with plain files and folders only, and publish a new version.",
  };
  return HOSTILE.has(code)
    ? blocks(1, { ...told, severity: "high" })
    : warns({ ...told, severity: "medium" });
}

function wholeArchive(bytes: Got<ByteFacts>): Got<unknown> {
  const cut = bytes.ok ? bytes.value.refused.find(({ code }) => CUT.has(code)) : undefined;
  return cut === undefined
    ? bytes
    : missing("too_large", `Not all of the archive was read: ${named(cut.detail)}.`);
}

const SEVERE: ReadonlySet<string> = new Set(["critical", "high"]);

/** CQ-03: what static analysis is sure of blocks. Minified code is not analysed; Python is by Bandit alone. */
export function staticAnalysis(facts: ArtifactFacts): Verdict {
  const found = (codeOf(facts)?.staticFindings ?? []).map(
    ({ code, title, severity, confidence, file, line }) => {
      const told = {
        code: codeIn("CQ-03", code),
        title: named(title),
        remediation: "Fix this place, or say in a comment beside it why it is safe.",
        place: { file, line },
      };
      if (SEVERE.has(severity))
        return confidence === "high"
          ? blocks(2, { ...told, severity })
          : warns({ ...told, severity: "medium" });
      return severity === "medium" ? warns({ ...told, severity }) : informs(told);
    },
  );
  const bandit = banditSays(facts);
  const unread = ["too_large", "language", "syntax", "minified"] as const;
  return conclude("CQ-03", {
    needs: [
      codeReadBut(facts, bandit === null ? [...unread, "analyser"] : unread),
      ...(bandit?.needs ?? []),
    ],
    found: [...found, ...(bandit?.found ?? []), ...suppressed("CQ-03", facts)],
    fine: "Static analysis found nothing severe.",
  });
}

function suppressed(control: string, facts: ArtifactFacts): Found[] {
  const places = codeOf(facts)?.suppressions ?? [];
  const [first] = places;
  if (first === undefined) return [];
  return [
    warns({
      code: `${control}/suppression`,
      severity: "low",
      title: `${places.length} warnings are switched off without a reason`,
      remediation: "Write the reason beside each place where a warning is switched off.",
      place: first,
    }),
  ];
}

/** CQ-04: handlers of tools check what they are given. MTF: a warning at L3, blocks at L4. */
export function inputValidation(facts: ArtifactFacts): Verdict {
  const validation = codeOf(facts)?.validation;
  return conclude("CQ-04", {
    needs: [codeReadBut(facts, ["too_large", "language", "syntax"]), someHandler(facts)],
    found: validation === undefined ? [] : handlerFindings(validation),
    fine: `All tool handlers that were found check their input${
      validation === undefined || validation.libraries.length === 0
        ? ""
        : ` (${listed(validation.libraries)})`
    }.`,
  });
}

function someHandler({ code }: ArtifactFacts): Got<unknown> {
  return code.ok && code.value.validation.handlers === 0
    ? missing("opaque_artifact", "No handler of a tool was recognised in the code.")
    : code;
}

function handlerFindings({ handlers, unvalidated }: CodeFacts["validation"]): Found[] {
  const isNone = unvalidated.length >= handlers;
  return unvalidated.map((place) => {
    const told = {
      severity: "medium" as const,
      title: "A tool handler uses its input without checking it",
      remediation: "Give the tool a typed schema (zod, ajv, TypeBox, Pydantic) and parse with it.",
      place,
    };
    return isNone
      ? blocks(4, { ...told, code: "CQ-04/no-validation" })
      : warns({ ...told, code: "CQ-04/partial-validation" });
  });
}

/** CQ-05: ways of running code that are seldom needed. */
export function safeExecution(facts: ArtifactFacts): Verdict {
  const found = (codeOf(facts)?.unsafe ?? []).map((one) => unsafeFinding(one));
  return conclude("CQ-05", {
    needs: [codeReadBut(facts, ["too_large", "language", "syntax"])],
    found: [...found, ...suppressed("CQ-05", facts), ...minifiedCode("CQ-05", facts)],
    fine: "No unsafe ways of running code were found.",
  });
}

function unsafeFinding({
  code,
  title,
  severity,
  ...place
}: Place & { code: string; title: string; severity: Found["severity"] }): Found {
  const told = {
    code: codeIn("CQ-05", code),
    title: named(title),
    remediation:
      "Use a form that takes a list of arguments instead of a command line or text that is run.",
    place,
  };
  if (SEVERE.has(severity)) return blocks(3, { ...told, severity });
  return severity === "medium" ? warns({ ...told, severity }) : informs(told);
}

/** CQ-06: nobody watches it run. */
export function behavioralAnalysis(): Verdict {
  return conclude("CQ-06", {
    needs: [missing("not_implemented", "Gatehouse does not watch what it does while it runs.")],
    found: [],
    fine: "",
  });
}
