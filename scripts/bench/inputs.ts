import { writeCursor } from "#lib/registry-api/core/cursor.ts";
import { pool } from "#lib/db/client.ts";
import { BENCH_PERSON } from "./seed-database.ts";
import { randomOf } from "./random.ts";
import { SUBJECTS, SYSTEMS, VERBS, coinedWord } from "./vocabulary.ts";

/** What the workloads ask for; drawn from the database, the same for the same size. */
export type Inputs = {
  teamIds: string[];
  /** Official names that anonymous readers get, in the list's order. */
  feed: { name: string; version: string }[];
  /** Names that the signed-in person may see. */
  names: string[];
  commonWords: string[];
  rareWords: string[];
  typos: string[];
  beginnings: string[];
  /** Servers in the feed. */
  feedSize: number;
};

const MOST = 3_000;

export async function readInputs(size: number): Promise<Inputs> {
  const feed = await rows<{ name: string; version: string }>(
    `select "serverName" as name, "version" from "ServerVersion"
     where "inFeed" and "isLatest" and "registryStatus" <> 'deleted' order by "serverName"`,
  );
  const names = await rows<{ name: string }>(
    `select "name" from "Server" where "lifecycle" = 'approved' and "visibility" = 'everyone' order by md5("id"::text) limit $1`,
    [MOST],
  );
  const teams = await rows<{ id: string }>(
    `select "teamId" as id from "TeamMember" where "userId" = $1`,
    [BENCH_PERSON],
  );
  const random = randomOf(size);
  const approved = new Set(
    (
      await rows<{ word: string }>(
        `select distinct w as word from "Server" s, regexp_split_to_table(lower(s."description"), '[^a-z]+') w
     where s."exposed" and s."latestVersion" is not null and s."lifecycle" = 'approved' and s."quarantinedAt" is null`,
      )
    ).map((row) => row.word),
  );
  const coined = Array.from({ length: 4 * MOST }, () => coinedWord(random.int(size))).filter(
    (word) => approved.has(word),
  );
  const rareWords = [...new Set(coined)].slice(0, 800);
  const commonWords = [...SUBJECTS.slice(0, 12), ...VERBS.slice(0, 6)];
  const longWords = [...SYSTEMS, ...rareWords].filter((word) => word.length > 6);
  return {
    teamIds: teams.map((team) => team.id),
    feed: sampled(feed, MOST),
    names: names.map((row) => row.name),
    commonWords,
    rareWords,
    typos: longWords.map((word) => misspelt(word, random.int(word.length - 3) + 1)),
    beginnings: beginningsOf([...commonWords, ...SYSTEMS, ...rareWords.slice(0, 200)]),
    feedSize: feed.length,
  };
}

async function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await pool.query<Row>(text, values)).rows;
}

/** Evenly over the list, so that the middle of the sample is the middle of the list. */
function sampled<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, items.length / most);
  const taken: T[] = [];
  for (let at = 0; at < items.length; at += step) {
    const item = items[Math.floor(at)];
    if (item !== undefined) taken.push(item);
  }
  return taken;
}

/** Two letters changed places, the commonest typing error. */
function misspelt(word: string, at: number): string {
  const swapped = word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
  return swapped === word ? `${word.slice(0, at)}${word.slice(at + 1)}` : swapped;
}

function beginningsOf(words: readonly string[]): string[] {
  const found = new Set<string>();
  for (const word of words)
    for (let length = 2; length <= Math.min(7, word.length); length++)
      found.add(word.slice(0, length));
  return [...found].sort((one, other) => mixed(one) - mixed(other));
}

/** A stable order that is not the alphabet's: neighbours share pages of an index. */
function mixed(text: string): number {
  let hash = 0;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 2_654_435_761);
  return hash >>> 0;
}

/** An address nobody asked for before: a cursor that stands between two rows of the list. */
export function freshCursor(row: { name: string }, number: number): string {
  return writeCursor({ name: row.name, version: `0.${number}` });
}

/** Other spellings of a word that find the same, so that no kept answer can serve. */
export function respelt(word: string, number: number): string {
  return [...word]
    .map((letter, at) => ((number >> at) & 1 ? letter.toUpperCase() : letter))
    .join("");
}
