/** The words of a text as a model reads them, whatever letters they are written with. */

export type Word = {
  /** Lower case, Latin letters without marks; `@` where an address has one. */
  text: string;
  /** Where it starts, in UTF-16 units. */
  at: number;
};

/** Longer words are cut: no phrase that is looked for has any. */
const LONGEST_WORD = 40;

/** Letters of other scripts that a person and a model take for Latin ones (UTS 39, the common ones). */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: "a",
    в: "b",
    с: "c",
    ԁ: "d",
    е: "e",
    ɡ: "g",
    һ: "h",
    і: "i",
    ј: "j",
    к: "k",
    ӏ: "l",
    м: "m",
    ո: "n",
    о: "o",
    р: "p",
    ԛ: "q",
    ѕ: "s",
    т: "t",
    υ: "u",
    ν: "v",
    ԝ: "w",
    х: "x",
    у: "y",
    α: "a",
    ε: "e",
    ι: "i",
    κ: "k",
    ο: "o",
    ρ: "p",
    τ: "t",
    ı: "i",
  }),
);
const SKIPPED = /[\p{M}\p{Cf}\p{Cc}\p{Cs}'’]/u;
const SPACE = /\s/u;
const LETTER = /[\p{L}\p{N}]/u;

/** Takes time in proportion to the text: characters are folded one by one and remembered. */
export function wordsOf(text: string): Word[] {
  const folded = new Map<number, string | null>();
  const words: Word[] = [];
  let current = "";
  let start = 0;
  const flush = () => {
    if (current !== "") words.push({ text: current, at: start });
    current = "";
  };
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    let letters = folded.get(code);
    if (letters === undefined) folded.set(code, (letters = fold(code)));
    if (letters === null) flush();
    else {
      if (current === "") start = at;
      if (current.length < LONGEST_WORD) current += letters;
    }
    if (code === 0x40) words.push({ text: "@", at });
    at += code > 0xffff ? 2 : 1;
  }
  flush();
  return words;
}

/** Nothing for what a word goes on through; null for what ends it. */
function fold(code: number): string | null {
  const character = String.fromCodePoint(code);
  if (SPACE.test(character)) return null;
  if (SKIPPED.test(character)) return "";
  if (!LETTER.test(character)) return null;
  const small = character.toLowerCase();
  const latin = LOOK_ALIKES.get(small);
  return latin ?? small.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** One of these words, at most so many words after the one before. */
export type Step = { any: ReadonlySet<string>; within: number };

/** Whether the steps follow the word at this place. Windows are small, so this takes bounded time. */
export function follows(words: readonly Word[], at: number, steps: readonly Step[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  const end = Math.min(words.length - 1, at + step.within);
  for (let next = at + 1; next <= end; next++)
    if (step.any.has(words[next]?.text ?? "") && follows(words, next, rest)) return true;
  return false;
}
