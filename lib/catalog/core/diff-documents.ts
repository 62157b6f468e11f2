import { isJsonObject, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { readDifference } from "./change-words.ts";
import { toolChanges } from "./diff-tools.ts";
import { kindOf, shownSides, type Change, type ChangeGroup } from "./document-change.ts";
import { differences, type Difference } from "./document-walk.ts";
import { PUBLISHER_PROVIDED } from "./server-json.ts";
import type { ToolFacts } from "./tool-facts.ts";

export type { Change, ChangeGroup } from "./document-change.ts";

export type VersionSide = { document: JsonObject; tools: ToolFacts[] };
export type VersionDiff = {
  /** Security first, then tools, then metadata; within each, high weight first. */
  changes: Change[];
  /** How many more there are than are listed. */
  more: number;
};

export const CHANGE_GROUP_LABELS: Readonly<Record<ChangeGroup, string>> = {
  security: "Security",
  tools: "Tools",
  metadata: "About the server",
};

const MAX_CHANGES = 500;
const GROUP_ORDER: readonly ChangeGroup[] = ["security", "tools", "metadata"];

/** Every difference between two versions in words, the ones that a reviewer must see first. */
export function diffVersions(before: VersionSide, after: VersionSide): VersionDiff {
  const changes = [
    ...differences(compared(before.document), compared(after.document)).flatMap(documentChange),
    ...toolChanges(before.tools, after.tools),
  ];
  const sorted = [...changes].sort((a, b) => rank(a) - rank(b));
  return { changes: sorted.slice(0, MAX_CHANGES), more: Math.max(0, sorted.length - MAX_CHANGES) };
}

function documentChange(difference: Difference): Change[] {
  const reading = readDifference(difference);
  if (reading === null) return [];
  return [
    { ...reading, kind: kindOf(difference), path: difference.path, ...shownSides(difference) },
  ];
}

function rank({ group, weight }: Change): number {
  return GROUP_ORDER.indexOf(group) * 2 + (weight === "high" ? 0 : 1);
}

/** Without the version, which heads the page, and the tools, which are compared as tools. */
function compared(document: JsonObject): JsonObject {
  return mapMember(without(document, "version"), "_meta", (meta) =>
    mapMember(meta, PUBLISHER_PROVIDED, (publisher) => without(publisher, "tools")),
  );
}

function without(object: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));
}

function mapMember(
  object: JsonObject,
  field: string,
  change: (member: JsonObject) => Json,
): JsonObject {
  const member = ownValue(object, field);
  return isJsonObject(member) ? { ...object, [field]: change(member) } : object;
}
