import { badFile, linesOf, type Import, type Written } from "./feed-file.ts";
import type { NewFeed } from "./feed-store.ts";

const DATE = /^#.*\bscore_date:([0-9T:.Z+-]+)/;
const COLUMNS = "cve,epss,percentile";
const ROW = /^(CVE-\d{4}-\d{4,19}),([0-9.eE+-]{1,30}),[0-9.eE+-]{1,30}$/;
const PROGRESS_EVERY = 50_000;

/** The daily scores of EPSS: a comment with their date, the names of the columns, the rows. */
export async function writeEpss({ file, onProgress }: Import, feed: NewFeed): Promise<Written> {
  let date: string | null = null;
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    const text = line.trimEnd();
    if (number === 1) date = dateIn(file, text);
    else if (number === 2) mustBeColumns(file, text);
    else if (text !== "") await addRow({ file, number, text }, feed);
    if (number % PROGRESS_EVERY === 0) onProgress(number);
  }
  if (date === null || feed.count() === 0) throw badFile(file, "it holds no scores.");
  return { from: date, entries: feed.count() };
}

function dateIn(file: string, line: string): string {
  const date = DATE.exec(line)?.[1] ?? "";
  if (Number.isNaN(Date.parse(date)))
    throw badFile(file, "line 1 is not the comment of EPSS with a score_date.");
  return date;
}

function mustBeColumns(file: string, line: string): void {
  if (line !== COLUMNS) throw badFile(file, `line 2 is not ${COLUMNS}.`);
}

async function addRow(
  { file, number, text }: { file: string; number: number; text: string },
  feed: NewFeed,
): Promise<void> {
  const [, cve, score] = ROW.exec(text) ?? [];
  if (cve === undefined)
    throw badFile(file, `line ${number} is not a CVE, a score and a percentile.`);
  const probability = Number(score);
  if (!(probability >= 0 && probability <= 1))
    throw badFile(file, `line ${number}: the score is not from 0 to 1.`);
  await feed.add(cve, probability);
}
