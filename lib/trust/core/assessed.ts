/** Whether there is a verdict at all: one question, with one word, wherever a level or a risk is shown. */
import { LEVEL_NAMES, levelLabel, type ArtifactKind, type Level, type Risk } from "./words.ts";

export const NOT_ASSESSED = "Not assessed";

type Scored = { score: number | null };

/**
 * Without a score too little of level 1 could be checked: level 0 is then no verdict. Lists keep the
 * same in "ServerTrust", where the check `ServerTrust_assessed` holds them to it.
 */
export const isAssessed = ({ score }: Scored): boolean => score !== null;

/** Where nobody could look, nothing found is no news; what was found counts in any case. */
export const isRiskKnown = ({ score, risk }: Scored & { risk: Risk }): boolean =>
  score !== null || risk !== "none";

/** `L2 Standard`. */
export const levelWords = ({ level, score }: Scored & { level: Level }): string =>
  score === null ? NOT_ASSESSED : `L${level} ${LEVEL_NAMES[level]}`;

/** `MTF-adapted L2 Standard`. */
export const standingLabel = (standing: Scored & { level: Level; kind: ArtifactKind }): string =>
  isAssessed(standing) ? levelLabel(standing.level, standing.kind) : NOT_ASSESSED;
