import { LEVEL_WORDS, RISK_UNKNOWN_WORDS, RISK_WORDS } from "#components/trust/trust-words.ts";
import { NONE, type RiskFilter, type TrustFilter } from "#lib/catalog/core/browse-state.ts";
import type { Word } from "#lib/catalog/core/words.ts";
import { NOT_ASSESSED } from "#lib/trust/core/assessed.ts";
import { LEVEL_NAMES, type Level } from "#lib/trust/core/words.ts";

const levelWord = (level: Level): Word => ({
  label: `L${level} ${LEVEL_NAMES[level]}`,
  explanation: LEVEL_WORDS[level],
});

/** Trust of the shown version, by the mpak Trust Framework. */
export const TRUST_FACET_WORDS: Readonly<Record<TrustFilter, Word>> = {
  4: levelWord(4),
  3: levelWord(3),
  2: levelWord(2),
  1: levelWord(1),
  0: levelWord(0),
  [NONE]: {
    label: NOT_ASSESSED,
    explanation: "Nobody has looked, or too little is known for a verdict.",
  },
};

export const RISK_FACET_WORDS: Readonly<Record<RiskFilter, Word>> = {
  critical: { label: "Critical", explanation: RISK_WORDS.critical },
  high: { label: "High", explanation: RISK_WORDS.high },
  medium: { label: "Medium", explanation: RISK_WORDS.medium },
  low: { label: "Low", explanation: RISK_WORDS.low },
  none: { label: "None found", explanation: RISK_WORDS.none },
  unknown: { label: NOT_ASSESSED, explanation: RISK_UNKNOWN_WORDS },
};
