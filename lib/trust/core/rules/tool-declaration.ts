/** Which tools it says that it has, against those that its server told (MTF §3.5, CD-01). */
import type { ArtifactFacts, Tool, ToolsFacts } from "../facts.ts";
import { GIVE_CREDENTIAL, toolsAsServed, untoldTools } from "./declared.ts";
import {
  blocks,
  conclude,
  informs,
  listed,
  named,
  warns,
  type Found,
  type Verdict,
} from "./verdict.ts";

export const titleOf = ({ name }: Tool): string => `Tool ${named(name || "without a name")}`;

/** A sentence about what a pass rests on, where its server was not seen; empty: it was. */
export function unseen({ tools }: ArtifactFacts): string {
  const why = tools.ok ? tools.value.uncaptured : undefined;
  return why === undefined
    ? ""
    : ` That is what it declares: what its server tells was not seen. ${why.detail}`;
}

/**
 * CD-01: it says which tools it has, and what they do. A remote that tells them only to those who sign
 * in is taken at its word, which is a warning; what holds it below L2 is XR-TD-01.
 */
export function toolDeclaration(facts: ArtifactFacts): Verdict {
  const { tools } = facts;
  const isAtItsWord = tools.ok && !toolsAsServed(facts).ok;
  const count = tools.ok ? tools.value.tools.length : 0;
  return conclude("CD-01", {
    needs: [tools],
    found: [
      ...(tools.ok ? declarationFindings(tools.value) : []),
      ...(isAtItsWord ? [DECLARED_ONLY] : []),
    ],
    fine: `${haveAll(count)}${unseen(facts)}`,
  });
}

const haveAll = (count: number): string =>
  count === 1
    ? "It has one tool, with a name and a description."
    : `It has ${count} tools, all with a name and a description.`;

const DECLARED_ONLY = warns({
  code: "CD-01/declared-only",
  severity: "low",
  title: "Its server.json declares its tools, but it tells them only to those who sign in",
  remediation: GIVE_CREDENTIAL,
});

function declarationFindings(facts: ToolsFacts): Found[] {
  const { from, tools, prompts, resources } = facts;
  // A running server with prompts or resources alone is whole; a manifest has to speak of tools.
  const isWhole =
    tools.length > 0 || (from !== "declared" && prompts.length + resources.length > 0);
  const none = blocks(1, {
    code: "CD-01/no-tools",
    severity: "medium",
    title: "It declares no tools",
    remediation: "Declare each tool with a name and a description.",
  });
  return [
    ...(isWhole ? [] : [none]),
    ...comparedFindings(facts),
    ...[...tools, ...untoldTools(facts)].flatMap(shapeFindings),
    ...repeated(tools),
    ...circumstances(facts),
  ];
}

/** MTF: an undeclared implemented tool is a warning at L1 and blocks from L2. */
function comparedFindings(facts: ToolsFacts): Found[] {
  const { tools, declared } = facts;
  if (declared === undefined) return [];
  const known = new Set(declared.tools.map(({ name }) => name));
  const more = declared.isWhole ? tools.filter(({ name }) => !known.has(name)) : [];
  const untold = untoldTools(facts).map(({ name }) => name);
  return [
    ...more.map((tool) =>
      blocks(2, {
        code: "CD-01/undeclared-tool",
        severity: "medium",
        title: `${titleOf(tool)} is implemented, but not declared`,
        remediation: "Declare the tool with the others, or take it out of the server.",
      }),
    ),
    ...(untold.length === 0 ? [] : [untoldFinding(untold)]),
  ];
}

/** No more than a warning: the sandbox cannot tell a tool that is missing from one that a setting switches on. */
const untoldFinding = (names: readonly string[]): Found =>
  warns({
    code: "CD-01/untold-tool",
    severity: "low",
    title: `It declares tools that its server did not tell in the sandbox: ${listed(names)}`,
    remediation:
      "Take out of the declaration what the server does not have. If it offers these only with certain settings, say so in their descriptions.",
  });

/** How far what was seen reaches: it speaks neither for nor against it. */
function circumstances({ uncaptured, placeholders = [] }: ToolsFacts): Found[] {
  const found: Found[] = [];
  if (uncaptured !== undefined)
    found.push(
      informs({
        code: "CD-01/not-compared",
        title: `Nobody saw which tools its server tells: ${uncaptured.detail}`,
        remediation: "See to it that the server starts and tells its tools without settings.",
      }),
    );
  if (placeholders.length > 0)
    found.push(
      informs({
        code: "CD-01/placeholders",
        title: `It ends without settings, so it was started with placeholders for ${listed(placeholders, 10)}`,
        remediation:
          "Nothing has to be done. With settings of its users it may offer other tools, which were not seen.",
      }),
    );
  return found;
}

function shapeFindings(tool: Tool): Found[] {
  const found: Found[] = [];
  if (tool.name.trim() === "")
    found.push(
      blocks(1, {
        code: "CD-01/no-name",
        severity: "medium",
        title: "A tool has no name",
        remediation: "Give each tool a name.",
      }),
    );
  if ((tool.description ?? "").trim() === "")
    found.push(
      blocks(2, {
        code: "CD-01/no-description",
        severity: "medium",
        title: `${titleOf(tool)} has no description`,
        remediation: "Say in a sentence what the tool does.",
      }),
    );
  if (tool.inputSchema === null)
    found.push(
      informs({
        code: "CD-01/no-schema",
        title: `${titleOf(tool)} does not say what it takes`,
        remediation: "Give the tool an inputSchema.",
      }),
    );
  return found;
}

function repeated(tools: readonly Tool[]): Found[] {
  const names = tools.map(({ name }) => name);
  const seen = new Set<string>();
  const twice = new Set(names.filter((name) => seen.size === seen.add(name).size));
  return [...twice].map((name) =>
    warns({
      code: "CD-01/name-twice",
      severity: "medium",
      title: `More than one tool is called ${named(name)}`,
      remediation: "Give each tool a name of its own.",
    }),
  );
}
