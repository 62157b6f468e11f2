import { REASON_ADVICE } from "#components/trust/trust-words.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { LEVEL_NAMES, REASONS, type Level, type Reason } from "#lib/trust/core/words.ts";
import type { Fix } from "#lib/trust/overview/list-fixes.ts";
import { count, servers } from "./count-words.ts";

/** What somebody who looks after many servers can do; other reasons say it in REASON_ADVICE. */
const TO_DO: Partial<Record<Reason, (title: string) => string>> = {
  auth_required: () =>
    "Keep a credential for scans on the Trust tab of each server, or have an administrator name a source that needs none.",
  not_declared: (title) =>
    `Have the publisher say what “${title}” asks for, in the package or in the server.json.`,
  not_captured: () =>
    "Have the publisher list its tools in the server.json, or make it tell them without settings of users.",
  expired: () => "Ask for a scan, so that it is checked again.",
};

const example = (isExample: boolean, lead: string, text: string): string =>
  `${isExample ? `${lead} ` : ""}${showHidden(text)}`;

/** What to do, in a sentence. */
export function toDo({ reason, remediation, title, isExample }: Fix): string {
  if (reason !== null) return TO_DO[reason]?.(title) ?? REASON_ADVICE[reason];
  if (remediation === null) return "Ask for a scan again: the check broke off.";
  return example(isExample, "For example:", remediation);
}

/** What stands in the way, in a sentence. */
export function inTheWay({ reason, status, found, isExample }: Fix): string {
  if (reason !== null) return `Could not be checked. ${REASONS[reason]}`;
  if (status === "error") return "The check broke off.";
  return found === null ? "It fails." : example(isExample, "Such as:", found);
}

export const levelWords = (level: Level): string => `L${level} ${LEVEL_NAMES[level]}`;

type Move = { key: string; servers: string; words: string };

/** How many servers a fix moves to which level, and how many need something else too. */
export function movesOf({ levels }: Fix): Move[] {
  return levels.flatMap(({ level, raises, blocks }) => {
    const others = blocks - raises;
    const to = levelWords(level);
    return [
      ...(raises > 0 ? [{ key: `${level}`, servers: servers(raises), words: `to ${to}` }] : []),
      ...(others > 0
        ? [
            {
              key: `${level}+`,
              servers: raises > 0 ? `${count(others)} more` : servers(others),
              words: `to ${to}, but only with other fixes`,
            },
          ]
        : []),
    ];
  });
}
