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
  /** Of what the index is asked: filters that most records have are left to the records themselves. */
  indexed: number;
  /** Records wanted. */
  limit: number;
  /** Hours from the newest that may be wanted to the oldest; Infinity: to the beginning. */
  hours: number;
};

/** Hours back from the newest; Infinity: the whole log. */
type Window = number;

/** More than wanted is asked for, because estimates are estimates. */
const SPARE = 2;
/** Microseconds: for an entry of the shortest list, and more for each word that is asked along. */
const PASSED = 0.2;
const PASSED_MORE = 0.05;
/** To find an entry's place in a longer list, or to read all of that list, whichever is less. */
const SOUGHT = 15;
const READ = 0.01;
/** For each record that is found. */
const FOUND = 2.5;
/** A fixed part of every question. */
const ASKING = 2_000;
/** How many times as far the next question goes, at least and at most. */
const GROWTH = { least: 3, most: 8 };
/** An answer that brought nothing is taken for half a record. */
const NOTHING = 0.5;

export function firstWindow(facts: SearchFacts): Window {
  return cheapest(facts, facts.both);
}

/** A record that is read one by one, in the order of an index of its filters. */
const WALKED = 8;
const MOST_WALKED = 4_000;

/**
 * Hours in which to read the records of the filters one by one instead, where many of them have the
 * words; null: the index of words is quicker. `finding`: microseconds to find the groups to read.
 */
export function walkHours(facts: SearchFacts, finding: number): number | null {
  const wanted = (SPARE * facts.limit) / Math.max(facts.words, 1e-9);
  if (wanted > MOST_WALKED) return null;
  const walking = finding + WALKED * wanted;
  if (walking >= costOf(facts, facts.both, firstWindow(facts))) return null;
  return hoursFor(facts);
}

/** Hours that are likely to hold what is wanted. */
export function hoursFor({ both, perHour, limit }: SearchFacts): number {
  return Math.ceil((SPARE * limit) / Math.max(both * perHour, 1e-9));
}

/** After a window that did not hold enough. */
export function nextWindow(facts: SearchFacts, asked: { hours: number; found: number }): Window {
  const seen = Math.max(asked.found, NOTHING) / Math.max(1, asked.hours * facts.perHour);
  const wider = cheapest(facts, seen);
  if (wider === Infinity) return Infinity;
  // Few questions, and none that goes much too far because some hours were quiet.
  const [least, most] = [
    coveredBy(GROWTH.least * asked.hours),
    coveredBy(GROWTH.most * asked.hours),
  ];
  return Math.min(Math.max(wider, least), most);
}

function cheapest(facts: SearchFacts, share: number): Window {
  const { perHour, limit, hours } = facts;
  const needed = Math.ceil((SPARE * limit) / Math.max(share * perHour, 1e-9));
  const wanted = Math.min(Math.max(1, needed), hours);
  const covered = coveredBy(wanted);
  // Of the whole log the database's estimate holds, whatever some hours seemed to say.
  return costOf(facts, share, covered) < costOf(facts, facts.both, Infinity) ? covered : Infinity;
}

/** Tokens of an hour, a day and 8 days (gatehouse_audit_words), and how many of each are asked at most. */
const BLOCKS = [
  ["h", 1, 12],
  ["d", 24, 4],
  ["w", 192, 64],
] as const;

const blockFor = (hours: number) =>
  BLOCKS.find(([, length, most]) => hours <= length * most) ?? BLOCKS[2];

function coveredBy(hours: number): Window {
  const [, length, most] = blockFor(hours);
  return hours > length * most ? Infinity : Math.ceil(hours / length) * length;
}

function costOf(facts: SearchFacts, share: number, hours: number): number {
  const { total, perHour, words, both, indexed } = facts;
  const lists = [words * total, ...(indexed < words ? [(indexed / words) * total] : [])];
  const blocks = hours === Infinity ? [] : blocksOf(hours);
  lists.push(...blocks.map((length) => Math.min(total, length * perHour)));
  // The words of a window are one list, as every record has one of them.
  const window = blocks.reduce((sum, length) => sum + length * perHour, 0);
  const named = lists.slice(0, lists.length - blocks.length);
  const shortest = Math.min(...named, ...(blocks.length > 0 ? [window] : []));
  const reading = lists.reduce((sum, list) => sum + Math.min(SOUGHT * shortest, READ * list), 0);
  const passing = shortest * (PASSED + PASSED_MORE * blocks.length);
  const span = hours === Infinity ? total : Math.min(total, hours * perHour);
  const found = both === 0 ? share : (share * indexed) / both;
  return ASKING + reading + passing + FOUND * found * span;
}

/** Hours of each word that a window is asked with. */
function blocksOf(hours: number): number[] {
  const [, length] = blockFor(hours);
  return Array.from({ length: Math.ceil(hours / length) + 1 }, () => length);
}

/** With a larger share of the log, a filter costs more in the index than it saves. */
const MOST_OF_A_FILTER = 0.2;

/** Whether the index is asked for the filters too, or for the words alone. */
export const isFilterIndexed = ({ words, both }: Pick<SearchFacts, "words" | "both">): boolean =>
  both <= MOST_OF_A_FILTER * words;

/** The words of the index that mean the hours up to a newest one, and one block beyond it. */
export function windowTokens(
  newestHour: number,
  window: number,
): { letter: "h" | "d" | "w"; values: string[] } {
  const [letter, length] = blockFor(window);
  // Clocks of writers may be ahead of ours.
  const newest = Math.floor(newestHour / length) + 1;
  const oldest = Math.floor((newestHour - window + 1) / length);
  return {
    letter,
    values: Array.from({ length: newest - oldest + 1 }, (_, at) => String(newest - at)),
  };
}
