/** Names and texts that look like something else to a person than to a machine. */

// Longest first: "rn" must be read before "n". A skeleton is only ever compared with another one.
const CONFUSABLE: readonly (readonly [RegExp, string])[] = [
  [/[-_.]+/g, "-"],
  [/rn/g, "m"],
  [/vv/g, "w"],
  [/cl/g, "d"],
  [/0/g, "o"],
  [/[1i|]/g, "l"],
  [/5/g, "s"],
];

/**
 * The skeleton of a server name: two names with one skeleton are hard to tell apart. Names are ASCII,
 * so the Unicode confusables (UTS 39) come down to these few.
 */
export function lookAlike(name: string): string {
  return CONFUSABLE.reduce(
    (skeleton, [pattern, stand]) => skeleton.replace(pattern, stand),
    name.toLowerCase(),
  );
}

export type HiddenCharacter = { index: number; codePoint: number; label: string };

type HiddenRange = readonly [from: number, to: number, label: string];

const HIDDEN: readonly HiddenRange[] = [
  [0x1b, 0x1b, "escape (terminal control)"],
  [0x00, 0x08, "control character"],
  [0x0b, 0x0c, "control character"],
  [0x0e, 0x1f, "control character"],
  [0x7f, 0x9f, "control character"],
  [0xad, 0xad, "soft hyphen"],
  [0x34f, 0x34f, "invisible joiner"],
  [0x61c, 0x61c, "writing direction mark"],
  [0x115f, 0x1160, "invisible filler"],
  [0x17b4, 0x17b5, "invisible vowel"],
  [0x180b, 0x180f, "invisible separator"],
  [0x200b, 0x200d, "zero-width character"],
  [0x200e, 0x200f, "writing direction mark"],
  [0x2028, 0x2029, "line separator"],
  [0x202a, 0x202e, "writing direction override"],
  [0x2060, 0x2065, "invisible operator"],
  [0x2066, 0x2069, "writing direction isolate"],
  [0x206a, 0x206f, "deprecated format character"],
  [0x2800, 0x2800, "blank pattern"],
  [0x3164, 0x3164, "invisible filler"],
  [0xd800, 0xdfff, "half a character"],
  [0xfe00, 0xfe0e, "variation selector"],
  [0xfeff, 0xfeff, "zero-width no-break space"],
  [0xffa0, 0xffa0, "invisible filler"],
  [0xfff0, 0xfffb, "interlinear annotation"],
  [0x1bca0, 0x1bca3, "format control"],
  [0x1d173, 0x1d17a, "format control"],
  [0xe0000, 0xe007f, "tag character (hidden text)"],
  [0xe0100, 0xe01ef, "variation selector (hidden text)"],
];

const MAY_HIDE = /[^\t\n\r -~\u00a0-\u00ac\u00ae-\u02ff]/;
const ZERO_WIDTH_JOINER = 0x200d;

/** Every character that a screen or a terminal does not show as itself; `index` in UTF-16 units. */
export function hiddenCharacters(text: string): HiddenCharacter[] {
  if (!MAY_HIDE.test(text)) return [];

  const found: HiddenCharacter[] = [];
  let index = 0;
  let previous = "";
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const label = labelOf(codePoint);
    if (label !== null && !joinsPictures(codePoint, previous))
      found.push({ index, codePoint, label });
    index += character.length;
    previous = character;
  }
  return found;
}

/** The text with every hidden character written out, such as ⟨U+202E⟩. */
export function showHidden(text: string): string {
  const hidden = hiddenCharacters(text);
  if (hidden.length === 0) return text;

  const parts: string[] = [];
  let end = 0;
  for (const { index, codePoint } of hidden) {
    const code = codePoint.toString(16).toUpperCase().padStart(4, "0");
    parts.push(text.slice(end, index), `⟨U+${code}⟩`);
    end = index + String.fromCodePoint(codePoint).length;
  }
  return parts.join("") + text.slice(end);
}

function labelOf(codePoint: number): string | null {
  const range = HIDDEN.find(([from, to]) => codePoint >= from && codePoint <= to);
  return range?.[2] ?? null;
}

/** A joiner between two pictures makes one of them (👩‍💻) and is as visible as they are. */
function joinsPictures(codePoint: number, previous: string): boolean {
  return (
    codePoint === ZERO_WIDTH_JOINER &&
    /[\p{Extended_Pictographic}\ufe0f\u{1f3fb}-\u{1f3ff}]/u.test(previous)
  );
}
