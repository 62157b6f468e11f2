/** Update lifecycle (MTF §3.10), from the registry's own rows about the version. */
import { orderKey, semanticVersion } from "#lib/catalog/core/version-order.ts";
import type { ArtifactFacts, EntryFacts } from "../facts.ts";
import { entryOf, entryVersion } from "./declared.ts";
import {
  blocks,
  conclude,
  listed,
  named,
  warns,
  type At,
  type Found,
  type Verdict,
} from "./verdict.ts";

/** UP-02: what breaks its users comes with a new major version. */
export function breakingChangePolicy(facts: ArtifactFacts): Verdict {
  const { entry } = facts;
  return conclude("UP-02", {
    needs:
      (entry?.previous?.toolsBefore ?? []).length > 0
        ? [entryOf(facts), facts.tools]
        : [entryOf(facts)],
    found: entry === null ? [] : breakingFindings(entry, facts),
    fine: entry?.previous
      ? `Nothing breaks those who use ${named(entry.previous.version)}.`
      : "It is the first version.",
  });
}

function breakingFindings(entry: EntryFacts, facts: ArtifactFacts): Found[] {
  const { previous } = entry;
  if (previous === null) return [];
  const version = entryVersion(entry, facts.version);
  const changes = [
    ...part("tools are gone", [...previous.toolsRemoved, ...unseen(previous, facts)]),
    ...part("arguments are now required", previous.requiredAdded),
    ...part("permissions are wider", previous.permissionsWidened),
  ];
  const isMajor = isNewMajor(previous.version, version);
  if (changes.length === 0 || isMajor === true) return [];
  const told = {
    severity: "medium" as const,
    title: `Since ${named(previous.version)} ${changes.join("; ")}`,
    remediation: "Publish it as a new major version.",
  };
  return isMajor === null
    ? [warns({ ...told, code: "UP-02/not-semantic" })]
    : [blocks(2, { ...told, code: "UP-02/breaking" })];
}

/** Tools of the version before that this scan did not see any more. */
function unseen(
  { toolsBefore = [] }: NonNullable<EntryFacts["previous"]>,
  { tools }: ArtifactFacts,
): string[] {
  if (!tools.ok) return [];
  const seen = new Set(tools.value.tools.map(({ name }) => name));
  return toolsBefore.filter((name) => !seen.has(name)).sort();
}

const part = (words: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${words}: ${listed(names)}`];

/** Before 1.0 a new minor version may break (semver §4). Null: one of the two is not semantic. */
function isNewMajor(before: string, after: string): boolean | null {
  const [old, young] = [semanticVersion(before), semanticVersion(after)];
  if (old === null || young === null) return null;
  const [major, minor] = young.core;
  return major !== old.core[0] || (major === "0" && minor !== old.core[1]);
}

const DAY_MS = 86_400_000;
const SOFT_REMOVAL_DAYS = 90;
const HARD_REMOVAL_DAYS = 180;

/** UP-03: whoever uses it learns in time that it stops. */
export function deprecationProcess(facts: ArtifactFacts, { now }: At): Verdict {
  const { entry, manifest } = facts;
  const found: Found[] = entry?.deprecation ? endFindings(entry.deprecation, now) : [];
  if (manifest.ok && manifest.value.deprecated !== null && entry?.deprecation === null)
    found.push(
      warns({
        code: "UP-03/silent",
        severity: "medium",
        title: `Its package is deprecated (${named(manifest.value.deprecated)}), its entry is not`,
        remediation: "Deprecate the entry too, with the date on which it stops.",
      }),
    );
  return conclude("UP-03", {
    needs: [entryOf(facts), manifest],
    found,
    fine: entry?.deprecation ? "Its end was announced in time." : "It is not deprecated.",
  });
}

function endFindings(
  { noticeAt, removalAt }: NonNullable<EntryFacts["deprecation"]>,
  now: string,
): Found[] {
  const tell = `Say ${HARD_REMOVAL_DAYS} days ahead when it stops.`;
  if (removalAt === null)
    return [
      warns({
        code: "UP-03/no-date",
        severity: "low",
        title: "It is deprecated, but nobody says when it stops",
        remediation: tell,
      }),
    ];
  const noticeDays = (Date.parse(removalAt) - Date.parse(noticeAt)) / DAY_MS;
  const found: Found[] = [];
  if (Date.parse(removalAt) <= Date.parse(now))
    found.push(
      blocks(2, {
        code: "UP-03/ended",
        severity: "medium",
        title: `It stopped on ${named(removalAt.slice(0, 10))}`,
        remediation: "Move to the version or server that follows it.",
      }),
    );
  const told = {
    title: `Its end was announced ${Math.floor(noticeDays)} days ahead`,
    remediation: tell,
  };
  if (!(noticeDays >= SOFT_REMOVAL_DAYS))
    found.push(blocks(2, { ...told, code: "UP-03/short-notice", severity: "medium" }));
  else if (noticeDays < HARD_REMOVAL_DAYS)
    found.push(warns({ ...told, code: "UP-03/early-removal", severity: "low" }));
  return found;
}

/** UP-04: versions only go up, and none is used twice. */
export function versionMonotonicity(facts: ArtifactFacts): Verdict {
  const { entry } = facts;
  return conclude("UP-04", {
    needs: [entryOf(facts)],
    found: entry === null ? [] : orderFindings(entry, entryVersion(entry, facts.version)),
    fine: "Its version is above all that came before.",
  });
}

function orderFindings({ earlierVersions }: EntryFacts, version: string): Found[] {
  const remediation = "Publish it under a version above all earlier ones.";
  if (earlierVersions.includes(version))
    return [
      blocks(2, {
        code: "UP-04/reused",
        severity: "medium",
        title: `Version ${named(version)} was published before`,
        remediation,
      }),
    ];
  const own = semanticKey(version);
  if (own === null)
    return earlierVersions.length === 0
      ? []
      : [
          warns({
            code: "UP-04/not-semantic",
            severity: "low",
            title: `${named(version || "Its version")} is not a semantic version, so it has no order`,
            remediation: "Use semantic versions.",
          }),
        ];
  const higher = earlierVersions.filter((earlier) => (semanticKey(earlier) ?? "") > own);
  if (higher.length === 0) return [];
  return [
    blocks(2, {
      code: "UP-04/lower",
      severity: "medium",
      title: `Version ${named(version)} came after ${listed(higher)}`,
      remediation,
    }),
  ];
}

const semanticKey = (version: string): string | null =>
  semanticVersion(version) === null ? null : orderKey(version, "");
