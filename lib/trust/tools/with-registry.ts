import type { ArtifactFacts, ToolsFacts } from "../core/facts.ts";
import { namesLike } from "../core/name-words.ts";
import { untoldTools } from "../core/rules/declared.ts";
import { mentionsIn } from "../core/rules/definition-text.ts";
import { toolSetHash } from "../declared-tools.ts";
import type { FindOtherTools } from "../scanned.ts";

/** Whatever a server lists: more are not looked up. */
const MOST_ASKED = 10_000;

/**
 * The facts with what only the registry knows of tools: which set was approved, and other servers'
 * names. Of whatever kind; without a registry (`others` is null) nothing is known of others.
 */
export async function withRegistry(
  facts: ArtifactFacts,
  others: FindOtherTools | null,
): Promise<ArtifactFacts> {
  const { tools, entry } = facts;
  if (!tools.ok) return facts;
  const approved = entry?.approvedTools;
  const shared =
    entry === null || others === null
      ? NOTHING
      : await sharedBy(tools.value, entry.serverName, others);
  const value = {
    ...tools.value,
    setHash: toolSetHash(tools.value.tools),
    pinnedHash: approved?.state === "pinned" ? approved.setHash : null,
    ...shared,
  };
  return { ...facts, tools: { ...tools, value } };
}

type Shared = Pick<ToolsFacts, "shadowing" | "crossReferences">;
const NOTHING: Shared = { shadowing: [], crossReferences: [] };

async function sharedBy(
  facts: ToolsFacts,
  serverName: string,
  others: FindOtherTools,
): Promise<Shared> {
  const tools = [...facts.tools, ...untoldTools(facts)];
  const own = new Set(
    [serverName, ...tools.map(({ name }) => name)].map((name) => name.toLowerCase()),
  );
  const texts = tools.map(({ name, title, description }) => ({
    name,
    text: `${title ?? ""}\n${description ?? ""}`,
  }));
  const words = namesLike(texts.map(({ text }) => text)).filter((word) => !own.has(word));
  const { sameNames, spoken } = await others({
    serverName,
    names: [...new Set(tools.map(({ name }) => name))].slice(0, MOST_ASKED),
    words: words.slice(0, MOST_ASKED),
  });
  return {
    shadowing: sameNames,
    crossReferences: texts.flatMap(({ name, text }) =>
      mentionsIn(text, spoken).map((mentions) => ({ tool: name, mentions })),
    ),
  };
}
