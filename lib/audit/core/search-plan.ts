/**
 * How far back the index of words is asked, when only the newest few records are wanted. What an
 * answer costs is the shortest list of entries that it has to go along, and the records that it
 * finds; reading too few means asking again.
 */

/** What is known before asking; shares are from 0 to 1, estimated by the database. */
export type SearchFacts = {
  /** Records of the log. */
  total: number;
  /** Records an hour of late. */
  perHour: number;
  /** Of the words alone. */
  words: number;
  /** Of the words together with all filters. */
  both: number;
  /** Records wanted. */
  limit: number;
  /** Hours from the newest that may be wanted to the oldest; Infinity: to the beginning. */
  hours: number;
};

/** Hours back from the newest; Infinity: the whole log. */
type Window = number;

/** More than wanted is asked for, because estimates are estimates. */
const SPARE = 1.5;
/**
 * Microseconds for each entry that is passed in the shortest list, with and without the words of a
 * window, and for each record that is found.
 */
const PASSED_IN_WINDOW = 0.3;
const PASSED = 0.17;
const FOUND = 2.5;
/** A fixed part of every question. */
const ASKING = 2_000;
/** An answer that brought nothing is taken for half a record. */
const NOTHING = 0.5;

export function firstWindow(facts: SearchFacts): Window {
  return cheapest(facts, facts.both);
}

/** A record that is read one by one, in the order of its actor or object. */
const WALKED = 8;
const MOST_WALKED = 4_000;

/**
 * Records of an actor or an object to read one by one instead, where many of them have the words;
 * null: the index of words is quicker.
 */
export function walkLength(facts: SearchFacts): number | null {
  const wanted = Math.ceil((SPARE * facts.limit) / Math.max(facts.words, 1e-9));
  if (wanted > MOST_WALKED) return null;
  const walking = ASKING + WALKED * wanted;
  return walking < costOf(facts, facts.both, firstWindow(facts)) ? wanted : null;
}

/** After a window that did not hold enough. */
export function nextWindow(facts: SearchFacts, asked: { hours: number; found: number }): Window {
  const seen = Math.max(asked.found, NOTHING) / Math.max(1, asked.hours * facts.perHour);
  // Each question goes a good deal further than the last, so that there are few of them.
  return Math.max(cheapest(facts, seen), coveredBy(4 * asked.hours));
}

function cheapest(facts: SearchFacts, share: number): Window {
  const { perHour, limit, hours } = facts;
  const needed = Math.ceil((SPARE * limit) / Math.max(share * perHour, 1e-9));
  const wanted = Math.min(Math.max(1, needed), hours);
  const covered = coveredBy(wanted);
  return costOf(facts, share, covered) < costOf(facts, share, Infinity) ? covered : Infinity;
}

/** Tokens of an hour, a day and 8 days (gatehouse_audit_words), and how many of each are asked at most. */
const BLOCKS = [
  ["h", 1, 12],
  ["d", 24, 4],
  ["w", 192, 4],
] as const;

function coveredBy(hours: number): Window {
  const block = BLOCKS.find(([, length, most]) => hours <= length * most);
  return block === undefined ? Infinity : Math.ceil(hours / block[1]) * block[1];
}

function costOf(
  { total, perHour, words, both }: SearchFacts,
  share: number,
  hours: number,
): number {
  const span = hours === Infinity ? total : Math.min(total, hours * perHour);
  const filters = words === 0 ? 1 : Math.min(1, both / words);
  const shortest = Math.min(words * total, filters * total, span);
  const passed = hours === Infinity ? PASSED : PASSED_IN_WINDOW;
  return ASKING + passed * shortest + FOUND * share * span;
}

/** The words of the index that mean the hours up to a newest one, and one block beyond it. */
export function windowTokens(
  newestHour: number,
  window: number,
): { letter: "h" | "d" | "w"; values: string[] } {
  const [letter, length] = BLOCKS.find(([, each, most]) => window <= each * most) ?? BLOCKS[2];
  // Clocks of writers may be ahead of ours.
  const newest = Math.floor(newestHour / length) + 1;
  const oldest = Math.floor((newestHour - window + 1) / length);
  return {
    letter,
    values: Array.from({ length: newest - oldest + 1 }, (_, at) => String(newest - at)),
  };
}
