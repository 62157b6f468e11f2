import { depthOf, isName, isOp, textOf, type PyToken } from "./tokens.ts";

/** A call as far as it can be told: `subprocess.run`, or a method of something unknown. */
export type PyCall = {
  /** With the module's full name, whatever it was imported as; null: not known. */
  callee: string | null;
  /** The last part of what is called. */
  method: string;
  args: readonly PyArgument[];
  start: number;
  when: "load" | "run";
};

export type PyArgument = { name: string | null; tokens: readonly PyToken[] };

/** A name that is set once, with what it is set to. */
type Binding = { tokens: readonly PyToken[]; times: number };

const UNBOUND: Binding = { tokens: [], times: 0 };

const BUILTINS: ReadonlySet<string> = new Set(["eval", "exec", "compile", "open", "__import__"]);
/** Words that stand before what looks like a call. */
const DEFINES: ReadonlySet<string> = new Set(["def", "class"]);
const MOST_ARGUMENT_TOKENS = 1_000;

/** A Python file as its statements, imports and names: no more is understood of it. */
export class PythonFile {
  readonly tokens: readonly PyToken[];
  /** Names to what they were imported as. */
  readonly imports = new Map<string, string>();
  /** Every module that is imported, at its first place. */
  readonly modules = new Map<string, number>();
  readonly #bindings = new Map<string, Binding>();
  /** What the file itself calls by these names. */
  readonly #defined = new Set<string>();
  /** For each token whether it runs when the file is loaded. */
  readonly #runs: Uint8Array;

  constructor(tokens: readonly PyToken[]) {
    this.tokens = tokens;
    this.#runs = laterIn(tokens);
    tokens.forEach((token, at) => {
      if (this.#beginsStatement(at)) this.#noteStatement(at);
    });
  }

  whenAt = (at: number): PyCall["when"] => (this.#runs[at] === 1 ? "run" : "load");

  textAt = (at: number): string => textOf(this.tokens[at]);

  isOp = (at: number, text: string): boolean => isOp(this.tokens[at], text);

  #beginsStatement(at: number): boolean {
    const before = this.tokens[at - 1];
    if (before === undefined || this.tokens[at]?.kind !== "name") return false;
    return before.kind === "line" || (before.kind === "op" && /^[;:]$/.test(before.text));
  }

  #noteStatement(at: number): void {
    const word = this.textAt(at);
    if (word === "import") return this.#noteImports(at + 1);
    if (word === "from") return this.#noteFrom(at + 1);
    if (this.#isTopLevel(at)) this.#noteDefinition(at, word);
    if (!this.isOp(at + 1, "=")) return;
    const { times } = this.#bindings.get(word) ?? UNBOUND;
    this.#bindings.set(word, { tokens: this.#restOf(at + 2), times: times + 1 });
  }

  #isTopLevel(at: number): boolean {
    const before = this.tokens[at - 1];
    return before?.kind === "line" && before.indent === 0;
  }

  #noteDefinition(at: number, word: string): void {
    if (DEFINES.has(word)) this.#defined.add(this.textAt(at + 1));
    else if (word === "async") this.#defined.add(this.textAt(at + 2));
    else if (this.isOp(at + 1, "=")) this.#defined.add(word);
  }

  /** `import a.b as c, d` */
  #noteImports(from: number): void {
    for (let at = from; this.tokens[at]?.kind === "name";) {
      const { name, next } = this.#dottedAt(at);
      const isRenamed = this.textAt(next) === "as";
      const [first = ""] = name.split(".");
      if (isRenamed) this.#bind(this.textAt(next + 1), name);
      else this.#bind(first, first);
      this.#noteModule(name, at);
      const end = isRenamed ? next + 2 : next;
      if (!this.isOp(end, ",")) return;
      at = end + 1;
    }
  }

  /** `from a.b import c as d, e`; of the file's own package nothing is bound. */
  #noteFrom(from: number): void {
    let at = from;
    let dots = "";
    for (; this.isOp(at, "."); at += 1) dots += ".";
    const { name, next } =
      this.textAt(at) === "import" ? { name: "", next: at } : this.#dottedAt(at);
    if (this.textAt(next) !== "import") return;
    const module = dots + name;
    if (name !== "") this.#noteModule(module, from);
    const prefix = name === "" ? module : `${module}.`;
    for (const { word, as, place } of this.#importedFrom(next + 1)) {
      if (dots === "") this.#bind(as, `${module}.${word}`);
      this.#noteModule(prefix + word, place);
    }
  }

  *#importedFrom(from: number): Generator<{ word: string; as: string; place: number }> {
    let at = from;
    while (this.isOp(at, "(")) at += 1;
    while (isName(this.tokens[at])) {
      const isRenamed = this.textAt(at + 1) === "as";
      const word = this.textAt(at);
      yield { word, as: isRenamed ? this.textAt(at + 2) : word, place: at };
      at += isRenamed ? 3 : 1;
      if (!this.isOp(at, ",")) return;
      at += 1;
    }
  }

  #bind(name: string, origin: string): void {
    this.imports.set(name, origin);
  }

  #noteModule(name: string, at: number): void {
    if (this.modules.size < 2_000 && !this.modules.has(name))
      this.modules.set(name, this.tokens[at]?.start ?? 0);
  }

  #dottedAt(from: number): { name: string; next: number } {
    const name = dottedIn(this.tokens, from);
    return { name, next: from + 2 * name.split(".").length - 1 };
  }

  /** What a statement still has, without what follows it on the line. */
  #restOf(from: number): PyToken[] {
    const rest: PyToken[] = [];
    for (let at = from; at < this.tokens.length && rest.length < MOST_ARGUMENT_TOKENS; at += 1) {
      const token = this.tokens[at];
      if (token === undefined || token.kind === "line" || this.isOp(at, ";")) break;
      rest.push(token);
    }
    return rest;
  }

  /** All calls of the file. */
  *calls(): Generator<PyCall> {
    for (let at = 0; at < this.tokens.length; at += 1) {
      const token = this.tokens[at];
      if (token?.kind !== "name" || DEFINES.has(this.textAt(at - 1))) continue;
      const isPart = this.isOp(at - 1, ".");
      const { name, next } = isPart ? { name: token.text, next: at + 1 } : this.#dottedAt(at);
      if (!this.isOp(next, "(")) continue;
      const callee = isPart ? importedOnTheSpot(this.tokens, at) : this.resolve(name);
      const method = name.split(".").at(-1) ?? name;
      const when = this.whenAt(at);
      yield { callee, method, args: this.argumentsAt(next), start: token.start, when };
      if (!isPart) at = next - 1;
    }
  }

  /** The full name behind a name with dots; null: it is a name of the file's own, or unknown. */
  resolve(name: string): string | null {
    const [first = "", ...rest] = name.split(".");
    const origin = this.imports.get(first);
    if (origin !== undefined) return [origin, ...rest].join(".").replace(/^builtins\./, "");
    if (/^__builtins__\./.test(name)) return name.slice("__builtins__.".length);
    return rest.length === 0 && BUILTINS.has(first) && !this.#defined.has(first) ? first : null;
  }

  /** What stands between the brackets that open here, in its parts. */
  argumentsAt(open: number): PyArgument[] {
    const args: PyArgument[] = [];
    let tokens: PyToken[] = [];
    let depth = 1;
    const take = () => {
      if (tokens.length > 0) args.push(argumentOf(tokens));
      tokens = [];
    };
    const end = Math.min(this.tokens.length, open + MOST_ARGUMENT_TOKENS);
    for (let at = open + 1; at < end; at += 1) {
      const token = this.tokens[at];
      depth += depthOf(token);
      if (token === undefined || depth === 0) break;
      if (depth === 1 && isOp(token, ",")) take();
      else tokens.push(token);
    }
    take();
    return args;
  }

  /** The fixed text of an expression; null: it depends on something. */
  constantOf(tokens: readonly PyToken[], depth = 0): string | null {
    const [only] = tokens;
    if (tokens.length === 1 && only?.kind === "name") {
      const binding = depth > 3 ? undefined : this.#bindings.get(only.text);
      return binding?.times === 1 ? this.constantOf(binding.tokens, depth + 1) : null;
    }
    const parts = tokens.filter(({ kind, text }) => kind !== "op" || !/^[+()]$/.test(text));
    const isFixed = parts.length > 0 && parts.every((one) => isFixedText(one));
    return isFixed ? parts.map(({ text }) => text).join("") : null;
  }

  /** The tokens of an expression, and of what its names are set to where they are set once. */
  behind(tokens: readonly PyToken[]): readonly PyToken[] {
    const set = tokens.flatMap(({ kind, text }) => {
      const binding = kind === "name" ? this.#bindings.get(text) : undefined;
      return binding?.times === 1 ? binding.tokens : [];
    });
    return [...tokens, ...set];
  }

  /** Full names of all that is called or read in an expression. */
  namesIn(tokens: readonly PyToken[]): string[] {
    return tokens.flatMap((token, at) => {
      if (!isName(token)) return [];
      const isPart = isOp(tokens[at - 1], ".");
      return (isPart ? importedOnTheSpot(tokens, at) : this.resolve(dottedIn(tokens, at))) ?? [];
    });
  }
}

function dottedIn(tokens: readonly PyToken[], from: number): string {
  let name = textOf(tokens[from]);
  for (let at = from + 1; isOp(tokens[at], ".") && isName(tokens[at + 1]); at += 2)
    name += `.${textOf(tokens[at + 1])}`;
  return name;
}

const IMPORTERS: ReadonlySet<string> = new Set(["__import__", "import_module"]);

/** `__import__("os").system(…)` and `importlib.import_module("os").system(…)` */
function importedOnTheSpot(tokens: readonly PyToken[], at: number): string | null {
  const module = tokens[at - 3];
  const isCall = isOp(tokens[at - 4], "(") && isOp(tokens[at - 2], ")");
  if (!isCall || module?.kind !== "string" || !IMPORTERS.has(textOf(tokens[at - 5]))) return null;
  return `${module.text}.${textOf(tokens[at])}`.replace(/^builtins\./, "");
}

const isFixedText = ({ kind, isFormatted }: PyToken): boolean => kind === "string" && !isFormatted;

function argumentOf(tokens: readonly PyToken[]): PyArgument {
  const [first, second] = tokens;
  const isNamed = first?.kind === "name" && second?.kind === "op" && second.text === "=";
  return isNamed ? { name: first.text, tokens: tokens.slice(2) } : { name: null, tokens };
}

/** Marks what runs only when a function is called, or when the file is started as a program. */
function laterIn(tokens: readonly PyToken[]): Uint8Array {
  const later = new Uint8Array(tokens.length);
  const bodies: number[] = [];
  let isLater = false;
  tokens.forEach((token, at) => {
    if (token.kind === "line") {
      while ((bodies.at(-1) ?? -1) >= token.indent) bodies.pop();
      isLater = bodies.length > 0;
      if (opensBody(tokens, at + 1)) {
        bodies.push(token.indent);
        isLater = true;
      }
    }
    if (token.kind === "name" && token.text === "lambda") isLater = true;
    later[at] = isLater ? 1 : 0;
  });
  return later;
}

function opensBody(tokens: readonly PyToken[], at: number): boolean {
  const [first, second] = [tokens[at]?.text, tokens[at + 1]?.text];
  if (first === "def" || (first === "async" && second === "def")) return true;
  return first === "if" && second === "__name__";
}
