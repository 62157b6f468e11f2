/** The log of one request as sentences; each follows the name of whoever did it. */
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import { CAPACITY_WORDS, STATE_WORDS, TIER_WORDS } from "./words.ts";

export type HistoryEntry = { action: string; after: JsonObject | null };
export type HistoryWords = { sentence: string; detail: string | null };

/** `names`: people by id, as far as the page knows them; `items`: lines of the checklist by key. */
export type Known = {
  names: ReadonlyMap<string, string>;
  items: ReadonlyMap<string, string>;
};

type Facts = { text: (key: string) => string; value: (key: string) => unknown; known: Known };

const SENTENCES: Readonly<Record<string, (facts: Facts) => string>> = {
  "request.draft": () => "wrote a draft",
  "request.submit": ({ text }) =>
    `submitted revision ${text("revision") || "1"}${tierOf(text("tier"))}`,
  "request.edit": ({ text }) => `wrote revision ${text("revision")}${tierOf(text("tier"))}`,
  "request.withdraw": () => "withdrew it",
  "request.expire": () => "let it expire: nobody took it up again",
  "request.start_review": () => "took it into review",
  "request.assign": ({ text, known }) =>
    text("assignee") === ""
      ? "put it back into the queue"
      : `gave it to ${known.names.get(text("assignee")) ?? "a reviewer"}`,
  "request.raise_tier": ({ text }) =>
    `raised it to ${labelOf(TIER_WORDS, text("tier")).toLowerCase()}`,
  "request.assess_risk": ({ text }) =>
    `found it ${labelOf(TIER_WORDS, text("tier")).toLowerCase()}, by its trust scan`,
  "request.note_tools": ({ value }) => notedTools(value),
  "trust.evaluate": ({ text }) => `scanned it: it stands at L${text("level")}`,
  "trust.request_scan": () => "asked for a trust scan",
  "request.comment": ({ value }) => (value("question") === true ? "asked a question" : "commented"),
  "request.check": ({ text, value, known }) =>
    `${value("checked") === true ? "ticked" : "unticked"} “${known.items.get(text("item")) ?? text("item")}”`,
  "request.approve": ({ text }) => `approved${asOf(text("capacity"))}${ending(text("state"))}`,
  "request.reject": ({ text }) => `rejected it${asOf(text("capacity"))}`,
  "request.request_changes": ({ text }) => `requested changes${asOf(text("capacity"))}`,
  "request.fast_track": () => "let it pass without review, as the policy allows",
};

/** An action this list does not know is named as it is. */
export function historyWords({ action, after }: HistoryEntry, known: Known): HistoryWords {
  const value = (key: string) => (after ? ownValue(after, key) : undefined);
  const text = (key: string) => {
    const found = value(key);
    return typeof found === "string" || typeof found === "number" ? String(found) : "";
  };
  const say = Object.hasOwn(SENTENCES, action) ? SENTENCES[action] : undefined;
  const sentence = say?.({ text, value, known }) ?? action.replace(".", ": ").replaceAll("_", " ");
  return { sentence, detail: text("reason") || text("evidence") || null };
}

/** Of a scan, or of somebody whose decision was the first to meet what it saw. */
function notedTools(value: Facts["value"]): string {
  const changed = optionsOf(value("changed"));
  const added = optionsOf(value("added"));
  const parts = [
    changed === "" ? [] : [`other tools of ${changed} than those that were decided on`],
    added === "" ? [] : [`the first ${changed === "" ? "tools" : "ones"} of ${added}`],
  ].flat();
  return `took up ${parts.join(", and ") || "its tools anew"}, as a scan saw them`;
}

const optionsOf = (value: unknown): string =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string").join(", ") : "";

const tierOf = (tier: string) =>
  tier === "" ? "" : ` at ${labelOf(TIER_WORDS, tier).toLowerCase()}`;
const asOf = (capacity: string) =>
  capacity === "" ? "" : ` as ${labelOf(CAPACITY_WORDS, capacity).toLowerCase()}`;
const ending = (state: string) =>
  state === "approved"
    ? `: ${STATE_WORDS.approved.explanation.toLowerCase().replace(/\.$/, "")}`
    : "";

function labelOf(words: Readonly<Record<string, { label: string }>>, key: string): string {
  return (Object.hasOwn(words, key) ? words[key]?.label : undefined) ?? key;
}
