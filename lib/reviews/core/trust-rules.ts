/** What the review policy asks of trust, by the class of the data. */
import { CLASSIFICATION_LABELS, type DataClassification } from "#lib/catalog/core/words.ts";
import { LEVEL_NAMES, type Level } from "#lib/trust/core/words.ts";

/** What happens, besides word to its owners, when an approved version falls below the least level. */
export const ON_FALL = ["review", "quarantine"] as const;
export type OnFall = (typeof ON_FALL)[number];
export const ON_FALL_WORDS: Readonly<Record<OnFall, string>> = {
  review: "Its review opens again",
  quarantine: "It is quarantined, and its review opens again",
};

export type TrustRules = {
  /** The least level of a version that is approved; 0: any, also one that nobody has scanned. */
  minimum: Readonly<Record<DataClassification, Level>>;
  onFall: Readonly<Record<DataClassification, OnFall>>;
  /** Days for which a reviewer of security may approve what is below it, with an end date; 0: never. */
  exceptionDays: number;
};

/** What policies from before there were such rules say. */
export const NO_TRUST_RULES: TrustRules = {
  minimum: { public: 0, internal: 0, confidential: 0, restricted: 0 },
  onFall: { public: "review", internal: "review", confidential: "review", restricted: "review" },
  exceptionDays: 0,
};

/** What nobody has classified counts as the most sensitive. */
export const trustRuleOf = ({ minimum, onFall }: TrustRules, data: DataClassification | null) => ({
  data: data ?? ("restricted" as const),
  minimum: minimum[data ?? "restricted"],
  onFall: onFall[data ?? "restricted"],
});

/** "L2 Standard", or "any". */
export const leastWords = (level: Level): string =>
  level === 0 ? "any" : `L${level} ${LEVEL_NAMES[level]}`;

type Change = { tier: null; text: string; looser: boolean };

export function compareTrustRules(before: TrustRules, after: TrustRules): Change[] {
  const changes: Change[] = [];
  for (const data of Object.keys(CLASSIFICATION_LABELS) as DataClassification[]) {
    const [was, is] = [before.minimum[data], after.minimum[data]];
    if (was !== is)
      changes.push({
        tier: null,
        text: `least trust level for ${data} data: ${leastWords(was)} → ${leastWords(is)}`,
        looser: is < was,
      });
    const [did, does] = [before.onFall[data], after.onFall[data]];
    if (did !== does)
      changes.push({
        tier: null,
        text: `what follows when ${data} data's server falls below it: ${did} → ${does}`,
        looser: does === "review",
      });
  }
  if (before.exceptionDays !== after.exceptionDays)
    changes.push({
      tier: null,
      text: `days for which security may approve below it: ${daysWords(before.exceptionDays)} → ${daysWords(after.exceptionDays)}`,
      looser: after.exceptionDays > before.exceptionDays,
    });
  return changes;
}

const daysWords = (days: number) => (days === 0 ? "never" : String(days));
