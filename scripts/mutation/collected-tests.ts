/** Stands in for vitest in `one-process-runner.ts`: notes the tests of a file and runs none. */
export { expect } from "@playwright/test";

export type NotedTest = { id: string; run: () => unknown };
type Body = (...args: unknown[]) => unknown;
/** A name, then options and what to run, in either order. */
type Rest = readonly unknown[];

let noted: NotedTest[] = [];
const suites: string[] = [];

/** The tests that have been noted since the last call, with names of their own. */
export function takeNoted(file: string): NotedTest[] {
  const tests = noted.map(({ id, run }, at) => ({ id: `${file}#${at} ${id}`, run }));
  noted = [];
  suites.length = 0;
  return tests;
}

const isBody = (one: unknown): one is Body => typeof one === "function";
const bodyOf = (rest: Rest): Body => rest.find(isBody) ?? (() => undefined);

export function test(name: string, ...rest: Rest): void {
  noted.push({ id: [...suites, name].join(" > "), run: bodyOf(rest) });
}

/** As vitest has it: rows are spread where all of them are lists. */
test.each =
  (rows: readonly unknown[]) =>
  (name: string, ...rest: Rest): void => {
    const isList = (row: unknown): row is unknown[] => Array.isArray(row);
    const lists = rows.every(isList) ? rows : rows.map((row) => [row]);
    for (const row of lists) test(name, () => bodyOf(rest)(...row));
  };

export function describe(name: string, ...rest: Rest): void {
  suites.push(name);
  bodyOf(rest)();
  suites.pop();
}

/** What these tests do afterwards is to print counts. */
export const afterAll = (): void => undefined;

/** Stands in for lib/testing/cpu-time.ts: how long something takes says nothing about a mutant. */
export class MeasuresTime extends Error {}
export function cpuMsOf(): never {
  throw new MeasuresTime();
}
