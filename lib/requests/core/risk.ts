/**
 * How risky a request is: points by an explained rule set. What is not known counts as the worst.
 * The tiers decide how many people have to agree (lib/reviews/core/policy.ts).
 */
import type { DataClassification, DeploymentModel, Origin } from "#lib/catalog/core/words.ts";
import { higherTier, RISK_TIERS, type RequestKind, type RiskTier } from "./words.ts";

/** The rule set's name, kept with every result so that an old one can be explained. */
export const RISK_RULES = "gatehouse-risk/2";

export type ToolEffect = "read" | "write" | "destructive";
export type RiskTool = {
  name: string;
  /** Null: the tool does not say, or nobody knows. */
  effect: ToolEffect | null;
  openWorld: boolean | null;
  /** Whose word the effect is: the server's own to the scan, the declaration's, or that of the version before. */
  by: "scan" | "declaration" | "version_before";
};

export type ScannedTools = {
  /** Ways to install it whose tools no server told where others did, such as `packages[1]`. */
  unknown: readonly string[];
  /** How many tools were told that nobody can be shown. */
  unshown: number;
};

export type RiskFacts = {
  kind: RequestKind;
  classification: DataClassification | null;
  deploymentModel: DeploymentModel | null;
  origin: Origin | null;
  /** Null: the tools are not known. */
  tools: readonly RiskTool[] | null;
  /** What its scan has to do with them; null: none has ended. */
  scan: ScannedTools | null;
  /** A package runs as a program on people's machines; a remote does not. */
  runsCommand: boolean;
  /** MTF level once trust is scored; null: not scored. */
  trustLevel: 0 | 1 | 2 | 3 | 4 | null;
  /** Listed servers whose names a person could take for this one. */
  lookAlikes: readonly string[];
  /** People and teams that use the server now. */
  users: number;
  /** What the change does beside what the server is. */
  changes: {
    transport: boolean;
    endpoint: boolean;
    newSecrets: number;
    /** Names of tools that are new or whose definition changed. */
    tools: readonly string[];
  };
};

export type RiskReason = { rule: string; points: number; text: string };
export type Risk = { rules: string; tier: RiskTier; points: number; reasons: RiskReason[] };

const CLASSIFICATION: Record<DataClassification, [number, string]> = {
  public: [0, "It touches public data only."],
  internal: [1, "It touches internal data."],
  confidential: [3, "It touches confidential data."],
  restricted: [5, "It touches restricted data."],
};
const MODEL: Record<DeploymentModel, [number, string]> = {
  self_hosted: [0, "It runs on machines that we operate."],
  hybrid: [1, "It runs partly at a provider."],
  cloud: [2, "It runs at a provider: data leaves our network."],
};
const ORIGIN: Record<Origin, [number, string]> = {
  internal: [0, "One of our own teams makes it."],
  vendor: [1, "A vendor makes it."],
  community: [2, "The community makes it: nobody is bound to us by contract."],
};

/** Least points of each tier. */
export const THRESHOLDS: readonly [RiskTier, number][] = [
  ["critical", 9],
  ["high", 6],
  ["medium", 3],
  ["low", 0],
];

/** Kinds that change nothing a client runs are judged by who is affected, not by what it can do. */
const ABOUT_PEOPLE: ReadonlySet<RequestKind> = new Set([
  "transfer_ownership",
  "deprecate",
  "retire",
]);

/** Kinds that undo a protection are never less than high. */
const AT_LEAST: Partial<Record<RequestKind, { tier: RiskTier; text: string }>> = {
  lift_quarantine: { tier: "high", text: "It ends a quarantine: never less than high." },
  exception: { tier: "high", text: "It waives a rule: never less than high." },
  trust_waiver: {
    tier: "high",
    text: "It accepts what a trust control found: never less than high.",
  },
};

export function assessRisk(facts: RiskFacts): Risk {
  const rules = ABOUT_PEOPLE.has(facts.kind)
    ? [users]
    : [data, model, origin, name, tools, command, trust, users, changed];
  const reasons = rules.flatMap((rule) => rule(facts));
  const points = reasons.reduce((sum, reason) => sum + reason.points, 0);
  const byPoints = THRESHOLDS.find(([, least]) => points >= least)?.[0] ?? "low";
  const floor = AT_LEAST[facts.kind];
  if (!floor || RISK_TIERS.indexOf(floor.tier) <= RISK_TIERS.indexOf(byPoints))
    return { rules: RISK_RULES, tier: byPoints, points, reasons };
  const reason = { rule: `kind.${facts.kind}`, points: 0, text: floor.text };
  return {
    rules: RISK_RULES,
    tier: higherTier(byPoints, floor.tier),
    points,
    reasons: [...reasons, reason],
  };
}

function data({ classification }: RiskFacts): RiskReason[] {
  const [points, text] =
    classification === null
      ? [5, "Nobody has said what data it touches: counted as restricted."]
      : CLASSIFICATION[classification];
  return [{ rule: "data_classification", points, text }];
}

function model({ deploymentModel }: RiskFacts): RiskReason[] {
  const [points, text] =
    deploymentModel === null
      ? [2, "Where it will run is not known: counted as cloud."]
      : MODEL[deploymentModel];
  return [{ rule: "deployment_model", points, text }];
}

function origin({ origin: from }: RiskFacts): RiskReason[] {
  const [points, text] =
    from === null ? [2, "Who makes it is not known: counted as community."] : ORIGIN[from];
  return [{ rule: "origin", points, text }];
}

function name({ lookAlikes }: RiskFacts): RiskReason[] {
  if (lookAlikes.length === 0) return [];
  return [{ rule: "look_alike", points: 3, text: `Its name looks like ${lookAlikes.join(", ")}.` }];
}

function tools({ tools: all, scan }: RiskFacts): RiskReason[] {
  if (all === null || all.length === 0) return [unknownTools(scan)];
  return [...mostHarmful(all, scan), ...openWorld(all)];
}

function unknownTools(scan: ScannedTools | null): RiskReason {
  const why = scan === null ? "" : ", and its scan could not see them";
  return { ...UNKNOWN, text: `Its tools are not known${why}: counted as destructive.` };
}

const UNKNOWN = { rule: "tool_effects", points: 3 } as const;

/** What nobody knows counts as much as the worst that is known of the rest. */
function mostHarmful(all: readonly RiskTool[], scan: ScannedTools | null): RiskReason[] {
  const { of, ...worst } = worstEffect(all);
  const known = { ...worst, text: `${worst.text}${scan === null ? "" : tellerWords(of, all)}` };
  const unknown = scan === null || known.points >= UNKNOWN.points ? null : unknownWords(scan);
  return [unknown === null ? known : { ...UNKNOWN, text: unknown }];
}

function unknownWords({ unknown, unshown }: ScannedTools): string | null {
  const where = unknown.length > 3 ? `${unknown.length} ways` : unknown.join(", ");
  if (unknown.length > 0)
    return `Its tools are not known where it is installed by ${where}: counted as destructive.`;
  if (unshown === 0) return null;
  const told = unshown === 1 ? "1 tool that it told" : `${unshown} tools that it told`;
  return `${told} cannot be shown: counted as destructive.`;
}

/** Whose word the sentence is, which may be about some of the tools only. */
function tellerWords(of: readonly RiskTool[], all: readonly RiskTool[]): string {
  const [by, ...others] = new Set(of.map((tool) => tool.by));
  if (by === undefined) return "";
  if (others.length > 0)
    return " Some of that its server told Gatehouse's scan, the rest is only declared.";
  if (by === "scan") return " That is what its server told Gatehouse's scan.";
  const isTold = all.some((tool) => tool.by === "scan");
  if (isTold) return " That is only declared.";
  return ` ${by === "declaration" ? "That is only declared" : "Those are of the version before"}: its scan could not see the tools.`;
}

type Worst = RiskReason & { of: readonly RiskTool[] };

function worstEffect(all: readonly RiskTool[]): Worst {
  const silent = all.filter((tool) => tool.effect === null);
  const destructive = all.filter((tool) => tool.effect === "destructive");
  const writing = all.filter((tool) => tool.effect === "write");
  const rule = "tool_effects";
  if (destructive.length > 0)
    return {
      ...{ rule, points: 3, of: destructive },
      text: `${counted(destructive)} can delete or overwrite.`,
    };
  if (silent.length > 0)
    return {
      ...{ rule, points: 3, of: silent },
      text: `${counted(silent)} ${silent.length === 1 ? "does not say what it does" : "do not say what they do"}: counted as destructive.`,
    };
  if (writing.length > 0)
    return { ...{ rule, points: 2, of: writing }, text: `${counted(writing)} can write.` };
  return { ...{ rule, points: 0, of: all }, text: onlyRead(all.length) };
}

const onlyRead = (count: number): string =>
  count === 1
    ? "Its one tool says that it only reads."
    : `All of its ${count} tools say that they only read.`;

function openWorld(all: readonly RiskTool[]): RiskReason[] {
  const open = all.filter((tool) => tool.openWorld !== false);
  if (open.length === 0) return [];
  const reaching = open.filter((tool) => tool.openWorld === true);
  const text =
    reaching.length > 0
      ? `${counted(reaching)} ${reaching.length === 1 ? "reaches" : "reach"} systems nobody here controls.`
      : open.length === 1
        ? `${counted(open)} does not say whether it reaches systems outside: counted as if it did.`
        : `${counted(open)} do not say whether they reach systems outside: counted as if they did.`;
  return [{ rule: "open_world", points: 1, text }];
}

function counted(some: readonly RiskTool[]): string {
  const names = some
    .slice(0, 3)
    .map((tool) => tool.name)
    .join(", ");
  return some.length > 3
    ? `${some.length} tools (${names}, …)`
    : `${some.length === 1 ? "Tool" : "Tools"} ${names}`;
}

function command({ runsCommand }: RiskFacts): RiskReason[] {
  return runsCommand
    ? [{ rule: "command_execution", points: 1, text: "It runs as a program on people's machines." }]
    : [];
}

function trust({ trustLevel }: RiskFacts): RiskReason[] {
  if (trustLevel === null)
    return [{ rule: "trust", points: 0, text: "It has no trust score: nothing taken off." }];
  if (trustLevel >= 3)
    return [{ rule: "trust", points: -1, text: `Its trust level is L${trustLevel}.` }];
  const points = trustLevel === 0 ? 2 : trustLevel === 1 ? 1 : 0;
  return [{ rule: "trust", points, text: `Its trust level is only L${trustLevel}.` }];
}

function users({ users: count }: RiskFacts): RiskReason[] {
  if (count < 10) return [];
  const points = count >= 50 ? 2 : 1;
  return [{ rule: "blast_radius", points, text: `${count} people use it now.` }];
}

function changed({ changes }: RiskFacts): RiskReason[] {
  const reasons: RiskReason[] = [];
  if (changes.transport)
    reasons.push({
      rule: "change.transport",
      points: 1,
      text: "The way to connect to it changes.",
    });
  if (changes.endpoint)
    reasons.push({ rule: "change.endpoint", points: 2, text: "Its address changes." });
  if (changes.newSecrets > 0)
    reasons.push({
      rule: "change.secrets",
      points: 1,
      text: `It asks for ${changes.newSecrets} more secret${changes.newSecrets === 1 ? "" : "s"}.`,
    });
  if (changes.tools.length > 0)
    reasons.push({
      rule: "change.tools",
      points: 1,
      text: `Tools are new or changed: ${changes.tools.slice(0, 5).join(", ")}${changes.tools.length > 5 ? ", …" : ""}.`,
    });
  return reasons;
}
