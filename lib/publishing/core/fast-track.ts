/**
 * Whether a pipeline's release may be approved without a review. Everything that is not known to be
 * the same counts as different: only a number may change, and whoever approved the rest is asked
 * again as soon as anything else does.
 */
import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { semanticVersion } from "#lib/catalog/core/version-order.ts";
import { canonicalJson, ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { isBelow, type RiskTier } from "#lib/requests/core/words.ts";

/** A server.json with the tools that it, or we, know of; null: not known. */
export type Release = { document: JsonObject; tools: readonly ToolFacts[] | null };

export type FastTrackFacts = {
  /** `fastTrack.patchReleases` of the policy in force. */
  allowed: boolean;
  /** It came through a trusted publisher, not with somebody's own token. */
  byPipeline: boolean;
  /** The publisher's person is in the team that owns the server. */
  byOwner: boolean;
  /** Approved, and neither deprecated nor in quarantine. */
  inGoodStanding: boolean;
  tier: RiskTier;
  /** MTF level of the server before, and with this release; null: not scored. */
  trust: { before: number | null; after: number | null };
  /** The least level that the policy asks for the class of its data; 0: any. */
  leastTrust: number;
  /** Of the approval that it would follow: does it bind to conditions, has it ended? */
  approval: "clear" | "conditioned" | "ended";
  /** A reviewer had a word against this version before. */
  objectedBefore: boolean;
};

export type FastTrackDecision = { fast: boolean; reasons: string[] };

/** What a patch release may say differently; package versions are judged by themselves. */
const MAY_CHANGE: ReadonlySet<string> = new Set(["version", "packages", "$schema", "_meta"]);

/** All that speaks against it; when nothing does, what it rests on. */
export function decideFastTrack(
  before: Release,
  after: Release,
  facts: FastTrackFacts,
): FastTrackDecision {
  const against = [
    ...byRule(facts),
    ...versionReasons(before.document, after.document),
    ...documentReasons(before.document, after.document),
    ...packageReasons(before.document, after.document),
    ...toolReasons(before.tools, after.tools),
  ];
  if (against.length > 0) return { fast: false, reasons: against };
  return {
    fast: true,
    reasons: [
      `Version ${textIn(after.document, "version")} is a patch release of ${textIn(before.document, "version")}, which is approved.`,
      "Its tools, packages, addresses and settings are the same.",
      `Its risk is ${facts.tier}, and the review policy lets such releases through.`,
    ],
  };
}

function byRule(facts: FastTrackFacts): string[] {
  const { trust, approval } = facts;
  const rules: [boolean, string][] = [
    [facts.allowed, "The review policy lets no release through without a review."],
    [facts.byPipeline, "It did not come from a trusted publisher."],
    [facts.byOwner, "Its publisher does not act for the owner team."],
    [facts.inGoodStanding, "The server is deprecated, retired or in quarantine."],
    [isBelow(facts.tier, "high"), `Its risk is ${facts.tier}: only low and medium may pass.`],
    [!isLess(trust.after, trust.before), "Its trust would be lower than before."],
    [
      facts.leastTrust === 0 || !isLess(trust.after, facts.leastTrust),
      `The review policy asks for trust level L${facts.leastTrust}, and nobody has scanned this version yet.`,
    ],
    [
      approval !== "conditioned",
      "The approval before has conditions: a reviewer has to say whether they hold.",
    ],
    [approval !== "ended", "The approval before has ended."],
    [!facts.objectedBefore, "A reviewer objected to this version before."],
  ];
  return rules.flatMap(([holds, reason]) => (holds ? [] : [reason]));
}

/** Trust that is lost altogether is lower too. */
const isLess = (after: number | null, before: number | null) =>
  before !== null && (after === null || after < before);

function versionReasons(before: JsonObject, after: JsonObject): string[] {
  const [old, young] = [textIn(before, "version"), textIn(after, "version")];
  return isPatch(old, young) ? [] : [`${young} is not a patch release of ${old}.`];
}

function documentReasons(before: JsonObject, after: JsonObject): string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields]
    .filter((field) => !MAY_CHANGE.has(field))
    .filter((field) => !isSame(ownValue(before, field), ownValue(after, field)))
    .map((field) => `Its ${field} changed.`);
}

function packageReasons(before: JsonObject, after: JsonObject): string[] {
  const [old, young] = [ownValue(before, "packages"), ownValue(after, "packages")];
  if (isSame(old, young)) return [];
  const [olds, youngs] = [objectsIn(before, "packages"), objectsIn(after, "packages")];
  if (listLength(old) !== olds.length || listLength(young) !== youngs.length)
    return ["Its packages changed."];
  if (!isSame(olds.map(withoutNumber), youngs.map(withoutNumber))) return ["Its packages changed."];
  return olds.flatMap((entry, at) => {
    const [was, is] = [numberOf(entry), numberOf(youngs[at] ?? {})];
    return was === is || isPatch(was, is)
      ? []
      : [
          `Package ${textIn(entry, "identifier")} goes from ${was || "none"} to ${is || "none"}: more than a patch.`,
        ];
  });
}

const listLength = (value: Json | undefined) => (Array.isArray(value) ? value.length : 0);

/** The entry without its version; of an image the tag is the version, and a digest pins it. */
function withoutNumber(entry: JsonObject): JsonObject {
  const { version: _version, ...rest } = entry;
  if (textIn(entry, "registryType") !== "oci") return rest;
  const { name, digest } = imageOf(entry);
  return { ...rest, identifier: name, pinned: digest !== "" };
}

function numberOf(entry: JsonObject): string {
  return textIn(entry, "registryType") === "oci" ? imageOf(entry).tag : textIn(entry, "version");
}

function imageOf(entry: JsonObject): { name: string; tag: string; digest: string } {
  const [reference = "", digest = ""] = textIn(entry, "identifier").split("@", 2);
  const colon = reference.lastIndexOf(":");
  if (colon <= reference.lastIndexOf("/")) return { name: reference, tag: "", digest };
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1), digest };
}

/** Both are releases of the same major and minor version, and the patch is greater. */
function isPatch(before: string, after: string): boolean {
  const [old, young] = [semanticVersion(before), semanticVersion(after)];
  if (!old || !young || old.prerelease.length > 0 || young.prerelease.length > 0) return false;
  const [major, minor, patch] = old.core;
  return (
    young.core[0] === major && young.core[1] === minor && BigInt(young.core[2]) > BigInt(patch)
  );
}

function toolReasons(before: Release["tools"], after: Release["tools"]): string[] {
  if (!before || before.length === 0) return ["The tools of the version before are not known."];
  if (!after || after.length === 0) return ["It does not say which tools it has."];
  return isSame(byName(before), byName(after)) ? [] : ["Its tools changed."];
}

const byName = (tools: readonly ToolFacts[]): Json =>
  [...tools].sort((one, other) => (one.name < other.name ? -1 : 1));

function isSame(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return canonicalJson(before) === canonicalJson(after);
}
