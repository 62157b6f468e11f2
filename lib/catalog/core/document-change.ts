import { isExactNumber, stringifyJson, type Json } from "#lib/kernel/json.ts";
import { showHidden } from "./look-alike.ts";
import { wordDiff, type WordPiece } from "./word-diff.ts";

export type ChangeGroup = "security" | "tools" | "metadata";
export type Change = {
  group: ChangeGroup;
  kind: "added" | "removed" | "changed";
  /** Where it stands, such as `packages[npm @acme/files].environmentVariables[TOKEN].isSecret`. */
  path: string;
  /** The change in words. */
  title: string;
  before?: string;
  after?: string;
  /** For texts: what changed word by word. */
  words?: WordPiece[];
  /** High: look at it before approving. */
  weight: "high" | "normal";
};

const MAX_TEXT = 4_000;

type Sides = { before: Json | undefined; after: Json | undefined };

export function kindOf({ before, after }: Sides): Change["kind"] {
  if (before === undefined) return "added";
  return after === undefined ? "removed" : "changed";
}

/** The values as people read them: hidden characters written out, endless texts cut. */
export function shownSides({ before, after }: Sides): Pick<Change, "before" | "after" | "words"> {
  const words =
    typeof before === "string" && typeof after === "string" && /\s/.test(before + after)
      ? { words: wordDiff(shown(before), shown(after)) }
      : {};
  return {
    ...(before === undefined ? {} : { before: shown(before) }),
    ...(after === undefined ? {} : { after: shown(after) }),
    ...words,
  };
}

function shown(value: Json): string {
  const text = typeof value === "string" ? value : stringifyJson(value);
  const visible = showHidden(isExactNumber(value) ? value.rawJSON : text);
  return visible.length > MAX_TEXT ? `${visible.slice(0, MAX_TEXT)}…` : visible;
}
