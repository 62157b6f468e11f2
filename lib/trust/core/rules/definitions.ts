/** What agents read of it: tools, prompts, resources and instructions (MTF §3.5, RT-02, RT-03). */
import { isJsonObject, ownValue, type Json } from "#lib/kernel/json.ts";
import type { ArtifactFacts, Got, Tool, ToolsFacts } from "../facts.ts";
import { entryOf, toolsAsServed, untoldTools } from "./declared.ts";
import { signsIn, type SignKind } from "./definition-text.ts";
import { wordsOf } from "./definition-words.ts";
import { titleOf, unseen } from "./tool-declaration.ts";
import { labelsOf, TOOL_LABELS, type ToolLabel } from "./tool-labels.ts";
import {
  blocks,
  conclude,
  informs,
  listed,
  missing,
  named,
  warns,
  type Found,
  type Verdict,
} from "./verdict.ts";

/** What agents get, with what is declared to be there with other settings. */
const toolsOf = ({ tools }: ArtifactFacts): readonly Tool[] =>
  tools.ok ? [...tools.value.tools, ...untoldTools(tools.value)] : [];

/** CD-03: descriptions describe, and do not command, hide or lie. */
export function descriptionSafety(facts: ArtifactFacts): Verdict {
  const found = toolsOf(facts).flatMap((tool) => {
    const text = [tool.name, tool.title, tool.description].filter((one) => one !== null).join("\n");
    return [...textFindings("CD-03", titleOf(tool), text), ...mismatch(tool)];
  });
  return conclude("CD-03", {
    needs: [facts.tools, toolsAsServed(facts)],
    found,
    fine: `The descriptions of its tools only describe.${unseen(facts)}`,
  });
}

const REMEDY: Readonly<Record<"command" | "unreadable", string>> = {
  command: "Describe what it does, and leave out what tells the model how to behave.",
  unreadable: "Write the text in plain characters that everybody can see.",
};
const UNREADABLE: ReadonlySet<SignKind> = new Set([
  "hidden-text",
  "terminal-escape",
  "encoded-text",
]);

function textFindings(control: "CD-03" | "XR-TD-02", where: string, text: string): Found[] {
  return signsIn(text).map(({ kind, blocks: isBlock, severity, words, excerpt }) => {
    const told = {
      code: `${control}/${kind}`,
      severity,
      title: `${where} ${words}: "${excerpt}"`,
      remediation: REMEDY[UNREADABLE.has(kind) ? "unreadable" : "command"],
    };
    return isBlock ? blocks(2, told) : warns(told);
  });
}

const WRITES: ReadonlySet<string> = new Set(
  "delete remove drop destroy overwrite write create update send post upload execute".split(" "),
);

/** MTF's semantic mismatch, where it can be told without guessing. */
function mismatch(tool: Tool): Found[] {
  const hint = tool.annotations === null ? null : ownValue(tool.annotations, "readOnlyHint");
  const [verb] = wordsOf(tool.name.slice(0, 200).replace(/([a-z])([A-Z])/g, "$1 $2"));
  if (hint !== true || !WRITES.has(verb?.text ?? "")) return [];
  return [
    blocks(2, {
      code: "CD-03/semantic-mismatch",
      severity: "medium",
      title: `${titleOf(tool)} says that it only reads`,
      remediation: "Correct its readOnlyHint, or its name.",
    }),
  ];
}

const MOST_STRINGS = 20_000;

/** XR-TD-02: the rules of CD-03 over all other strings that agents read (MTF RT-03). */
export function fullDefinitionScan(facts: ArtifactFacts): Verdict {
  const { tools } = facts;
  const texts = tools.ok ? otherTexts(tools.value) : [];
  const isWhole = texts.length <= MOST_STRINGS;
  return conclude("XR-TD-02", {
    needs: isWhole
      ? [tools, toolsAsServed(facts), ...untoldLists(tools)]
      : [missing("too_large", "It has too many texts to read them all.")],
    found: texts
      .slice(0, MOST_STRINGS)
      .flatMap(({ where, text }) => textFindings("XR-TD-02", where, text)),
    fine: `Nothing in schemas, prompts, resources or instructions commands or hides.${unseen(facts)}`,
  });
}

function untoldLists(tools: ArtifactFacts["tools"]): Got<unknown>[] {
  const refused = (tools.ok ? tools.value.refused : undefined) ?? [];
  return refused.map((list) =>
    missing("not_captured", `It did not tell its ${list} without settings of its users.`),
  );
}

type Text = { where: string; text: string };

function otherTexts(facts: ToolsFacts): Text[] {
  const { prompts, resources, instructions } = facts;
  const item = (kind: string) => (one: { name: string; description: string | null }) => ({
    where: `${kind} ${named(one.name)}`,
    text: `${one.name}\n${one.description ?? ""}`,
  });
  return [
    ...(instructions === null ? [] : [{ where: "Its instructions", text: instructions }]),
    ...prompts.map(item("Prompt")),
    ...resources.map(item("Resource")),
    ...[...facts.tools, ...untoldTools(facts)].flatMap((tool) =>
      (["inputSchema", "outputSchema", "annotations"] as const).flatMap((part) =>
        stringsIn(tool[part]).map(({ path, text }) => ({
          where: `${titleOf(tool)}, ${named([part, ...path].join("."))},`,
          text,
        })),
      ),
    ),
  ];
}

/** Names of members are read by models too. A stack of our own, as hostile ones nest deeply. */
function stringsIn(root: Json): { path: string[]; text: string }[] {
  const found: { path: string[]; text: string }[] = [];
  const open: { path: string[]; value: Json }[] = [{ path: [], value: root }];
  for (let next = open.pop(); next && found.length <= MOST_STRINGS; next = open.pop()) {
    const { path, value } = next;
    if (typeof value === "string") found.push({ path, text: value });
    else if (Array.isArray(value)) for (const entry of value) open.push({ path, value: entry });
    else if (isJsonObject(value))
      for (const [key, member] of Object.entries(value)) {
        const inner = path.length < 6 ? [...path, key.slice(0, 40)] : path;
        found.push({ path: inner, text: key });
        open.push({ path: inner, value: member });
      }
  }
  return found;
}

/** XR-TF-01: strangers' text, secrets and a way out in one server are how agents are robbed. */
export function toxicFlowLabels(facts: ArtifactFacts): Verdict {
  const labelled = toolsOf(facts).flatMap((tool) =>
    labelsOf(tool).map((label) => ({ label, name: tool.name })),
  );
  const namesOf = (label: ToolLabel) =>
    labelled.filter((one) => one.label === label).map(({ name }) => name);
  const present = (Object.keys(TOOL_LABELS) as ToolLabel[]).filter(
    (label) => namesOf(label).length > 0,
  );
  const remediation =
    "Let agents that use it work without strangers' text, without secrets, or without a way out.";
  const found: Found[] = present.map((label) =>
    informs({
      code: `XR-TF-01/${label}`,
      title: `It ${TOOL_LABELS[label]}: ${listed(namesOf(label))}`,
      remediation,
    }),
  );
  const hasWayOut = present.includes("egress") || present.includes("destructive");
  if (present.includes("untrusted") && present.includes("sensitive") && hasWayOut)
    found.push(
      warns({
        code: "XR-TF-01/toxic-flow",
        severity: "medium",
        title: "It reads strangers' text and what only some may see, and it can act on it",
        remediation,
      }),
    );
  return conclude("XR-TF-01", {
    needs: [facts.tools],
    found,
    fine: "Its tools together give no way to lead data out of an agent.",
  });
}

/** XR-SH-01: no tool is taken for another server's, or speaks of it. The registry knows the others. */
export function nameShadowing(facts: ArtifactFacts): Verdict {
  const { tools } = facts;
  const { shadowing, crossReferences } = tools.ok
    ? tools.value
    : { shadowing: [], crossReferences: [] };
  return conclude("XR-SH-01", {
    needs: [tools, entryOf(facts)],
    found: [
      ...shadowing.map(({ tool, server }) =>
        warns({
          code: "XR-SH-01/same-name",
          severity: "medium",
          title: `Tool ${named(tool)} has the name of a tool of ${named(server)}`,
          remediation: "Rename the tool, or do not give one agent both servers.",
        }),
      ),
      ...crossReferences.map(({ tool, mentions }) =>
        blocks(2, {
          code: "XR-SH-01/cross-reference",
          severity: "medium",
          title: `Tool ${named(tool)} speaks of ${named(mentions)}, which is another server's`,
          remediation: "Describe the tool without other servers and their tools.",
        }),
      ),
    ],
    fine: "Its tools are not taken for those of other servers.",
  });
}
