import { z } from "zod";
import { badFile, linesOf, parsed, readJsonFile, type Import, type Written } from "./feed-file.ts";
import type { NewFeed } from "./feed-store.ts";
import { ScorecardResult, scorecardFacts } from "./scorecard-result.ts";

type Result = z.output<typeof ScorecardResult>;

/** Results of OpenSSF Scorecard: one, an array of them, or one on each line. */
export async function writeScorecard(given: Import, feed: NewFeed): Promise<Written> {
  let newest = "";
  for await (const result of resultsOf(given.file)) {
    const facts = scorecardFacts(result);
    // One date that is still to come would keep all of them fresh for ever.
    if (facts.date > given.about.importedAt)
      throw badFile(
        given.file,
        `the date of ${JSON.stringify(result.repo.name)} is still to come.`,
      );
    if (facts.date > newest) newest = facts.date;
    await feed.add(result.repo.name.toLowerCase(), facts);
  }
  if (newest === "") throw badFile(given.file, "it holds no results of Scorecard.");
  return { from: newest, entries: feed.count() };
}

async function* resultsOf(file: string): AsyncGenerator<Result> {
  if (!/\.(jsonl|ndjson)(\.gz)?$/i.test(file)) {
    const all = await readJsonFile(file, z.unknown());
    yield* parsedAll(file, Array.isArray(all) ? (all as unknown[]) : [all]);
    return;
  }
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    if (line.trim() === "") continue;
    yield parsed(
      { file, where: `line ${number}: ` },
      jsonOfLine(file, number, line),
      ScorecardResult,
    );
  }
}

function* parsedAll(file: string, all: readonly unknown[]): Generator<Result> {
  for (const [at, one] of all.entries())
    yield parsed({ file, where: `result ${at + 1}: ` }, one, ScorecardResult);
}

function jsonOfLine(file: string, number: number, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw badFile(file, `line ${number} is no JSON that can be read.`, error);
  }
}
