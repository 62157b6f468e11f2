/**
 * A test runner for Stryker that loads the tests beside the rules of trust once and switches mutants
 * in the same process: milliseconds for each instead of the seconds that vitest takes to start. What
 * is decided while modules are loaded gets the modules anew.
 */
import { globSync, readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MeasuresTime, takeNoted, type NotedTest } from "./collected-tests.ts";

/** One runs all others again, the other wants more cases of a kind than there are in so short a time. */
const LEFT_OUT = /\/(?:control-cases|open-items)\.test\.ts$/;
const STAND_INS: ReadonlySet<string> = new Set(["vitest", "#lib/testing/cpu-time.ts"]);

/** What the instrumented code and Stryker tell each other. */
type Switchboard = {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: object; perTest: Record<string, object> };
};
const shared = globalThis as { __stryker__?: Switchboard };
const switches: Switchboard = (shared.__stryker__ ??= {});

type MutantRun = {
  activeMutant: { id: string };
  testFilter?: readonly string[];
  hitLimit?: number;
  sandboxFileName: string;
  mutantActivation: "runtime" | "static";
};
type Failure = { id: string; message: string };

class OneProcessRunner {
  #root = process.cwd();
  #generation = 0;
  #sources = new Map<string, string>();
  #loaded = new Map<string, NotedTest[]>();
  #took = new Map<string, number>();
  /** Tests that were run since a mutant was switched on. */
  #ran = 0;
  /** Test files that noticed a mutant of a file, most useful first. */
  #noticed = new Map<string, string[]>();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.#redirect();
    await import(pathToFileURL(path.resolve("scripts/mutation/same-cases.ts")).href);
  }

  /** The tests without a mutant, and which mutants each of them meets. */
  async dryRun() {
    const tests = [];
    for (const file of testFiles()) await this.#load(file);
    for (const test of [...this.#loaded.values()].flat()) {
      switches.currentTestId = test.id;
      const message = await this.#failureOf(test);
      const timeSpentMs = this.#took.get(test.id) ?? 0;
      const base = { id: test.id, name: test.id, timeSpentMs };
      if (message === null) tests.push({ ...base, status: 0 });
      else tests.push({ ...base, status: 1, failureMessage: message });
    }
    switches.currentTestId = undefined;
    return { status: "complete", tests, mutantCoverage: switches.mutantCoverage };
  }

  async mutantRun(run: MutantRun) {
    const failure =
      run.mutantActivation === "static" ? await this.#runAnew(run) : await this.#runLoaded(run);
    const isEndless = (switches.hitCount ?? 0) > (run.hitLimit ?? Infinity);
    switches.activeMutant = undefined;
    if (isEndless) return { status: "timeout" };
    const nrOfTests = this.#ran;
    if (failure === null) return { status: "survived", nrOfTests };
    const { id, message } = failure;
    return { status: "killed", killedBy: [id], failureMessage: message, nrOfTests };
  }

  /** The fast ones first. */
  async #runLoaded(run: MutantRun): Promise<Failure | null> {
    for (const file of testFiles()) await this.#load(file);
    this.#activate(run);
    const wanted = new Set(run.testFilter);
    const tests = [...this.#loaded.values()].flat().filter(({ id }) => wanted.has(id));
    tests.sort((one, other) => this.#msOf(one) - this.#msOf(other));
    return await this.#firstFailure(tests, run.sandboxFileName);
  }

  /** Those first that have noticed something in this file before. */
  async #runAnew(run: MutantRun): Promise<Failure | null> {
    const before = this.#noticed.get(run.sandboxFileName) ?? [];
    this.#forget();
    this.#activate(run);
    let failure: Failure | null = null;
    for (const file of new Set([...before, ...testFiles()]))
      failure ??= await this.#failureIn(file, run);
    this.#forget();
    return failure;
  }

  async #failureIn(file: string, { sandboxFileName }: MutantRun): Promise<Failure | null> {
    try {
      await this.#load(file);
    } catch (error) {
      return { id: file, message: String(error) };
    }
    return await this.#firstFailure(this.#loaded.get(file) ?? [], sandboxFileName);
  }

  #activate({ activeMutant, hitLimit }: MutantRun): void {
    this.#ran = 0;
    Object.assign(switches, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
  }

  async #firstFailure(tests: readonly NotedTest[], mutated: string): Promise<Failure | null> {
    for (const test of tests) {
      const message = await this.#failureOf(test);
      if (message === null) continue;
      const file = test.id.slice(0, test.id.indexOf("#"));
      this.#noticed.set(mutated, [...new Set([file, ...(this.#noticed.get(mutated) ?? [])])]);
      return { id: test.id, message };
    }
    return null;
  }

  async #failureOf({ id, run }: NotedTest): Promise<string | null> {
    const start = performance.now();
    this.#ran++;
    try {
      await run();
      return null;
    } catch (error) {
      return error instanceof MeasuresTime ? null : String(error);
    } finally {
      this.#took.set(id, performance.now() - start);
    }
  }

  #msOf({ id }: NotedTest): number {
    return this.#took.get(id) ?? 0;
  }

  async #load(file: string): Promise<void> {
    if (this.#loaded.has(file)) return;
    await import(this.#anew(pathToFileURL(path.resolve(file)).href));
    this.#loaded.set(file, takeNoted(file));
  }

  #forget(): void {
    this.#generation++;
    this.#loaded.clear();
    takeNoted("");
  }

  #anew(url: string): string {
    return this.#generation === 0 ? url : `${url}?${this.#generation}`;
  }

  #redirect(): void {
    const own = pathToFileURL(path.join(this.#root, "lib/")).href;
    const stand = new URL("./collected-tests.ts", import.meta.url).href;
    registerHooks({
      resolve: (specifier, context, next) => {
        if (STAND_INS.has(specifier)) return { url: stand, shortCircuit: true };
        const found = next(specifier, context);
        const [url = ""] = found.url.split("?");
        return url.startsWith(own) ? { ...found, url: this.#anew(url) } : found;
      },
      load: (url, context, next) =>
        url.startsWith(own)
          ? { format: "module", source: this.#sourceOf(url), shortCircuit: true }
          : next(url, context),
    });
  }

  #sourceOf(url: string): string {
    const file = fileURLToPath(new URL(url));
    const source = this.#sources.get(file) ?? stripTypeScriptTypes(readFileSync(file, "utf8"));
    this.#sources.set(file, source);
    return source;
  }
}

const testFiles = (): string[] =>
  globSync("lib/trust/core/**/*.test.ts")
    .filter((file) => !LEFT_OUT.test(file))
    .sort();

export const strykerPlugins = [
  { kind: "TestRunner", name: "one-process", injectableClass: OneProcessRunner },
];
