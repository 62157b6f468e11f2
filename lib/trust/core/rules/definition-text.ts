/**
 * Signs that a text which a model reads wants more than to describe (MTF CD-03, and RT-03 for the
 * other strings of a definition). Patterns only: a paraphrase passes, as MTF says of its own rule.
 * Takes time in proportion to the text: hostile ones have a megabyte.
 */
import { follows, wordsOf, type Step, type Word } from "./definition-words.ts";
import { blankIn, encodedIn, hiddenIn } from "./hidden-text.ts";
import { named } from "./verdict.ts";

export type SignKind =
  | "instruction-override"
  | "exfiltration"
  | "transmission"
  | "hidden-text"
  | "terminal-escape"
  | "encoded-text"
  | "cross-reference"
  | "suspicious";

export type Sign = {
  kind: SignKind;
  /** MTF's action is BLOCK; otherwise WARN. */
  blocks: boolean;
  severity: "critical" | "high" | "medium" | "low";
  /** What it does, to follow the name of the tool. */
  words: string;
  /** The place, cut, with what is hidden written out. */
  excerpt: string;
};

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));
const step = (within: number, list: string): Step => ({ any: words(list), within });

type Phrase = { kind: SignKind; first: ReadonlySet<string>; steps: readonly Step[] };

const EARLIER =
  "previous prior preceding earlier above existing former your system developer all other";

const PHRASES: readonly Phrase[] = [
  {
    kind: "instruction-override",
    first: words("ignore disregard forget override bypass overlook discard"),
    steps: [
      step(4, EARLIER),
      step(3, "instruction instructions directive directives guidelines guardrails"),
    ],
  },
  {
    // Not "override": honest tools let their caller override a system prompt of theirs.
    kind: "instruction-override",
    first: words("ignore disregard forget overlook discard"),
    steps: [step(4, EARLIER), step(3, "prompt prompts")],
  },
  {
    kind: "instruction-override",
    first: words("ignore disregard forget override bypass"),
    steps: [step(3, "previous prior earlier your system safety"), step(2, "rules policies policy")],
  },
  {
    kind: "instruction-override",
    first: words("dont never not without"),
    steps: [
      step(2, "tell inform mention notify alert telling informing mentioning notifying alerting"),
      step(4, "user human"),
    ],
  },
  {
    kind: "transmission",
    first: words("send forward post upload transmit exfiltrate leak email"),
    steps: [
      step(
        6,
        "conversation chat history credential credentials secret secrets password passwords keys tokens environment",
      ),
      step(12, "http https @"),
    ],
  },
  {
    kind: "cross-reference",
    first: words("before instead prior"),
    steps: [
      step(3, "use using call calling invoke invoking run running execute executing"),
      step(2, "any other another"),
      step(2, "tool tools function functions"),
    ],
  },
  {
    kind: "suspicious",
    first: words("must always"),
    steps: [step(2, "call use invoke run"), step(3, "this"), step(4, "first before instead")],
  },
  {
    kind: "suspicious",
    first: words("reveal print output repeat leak"),
    steps: [step(3, "system"), step(1, "prompt")],
  },
];

const PHRASES_BY_WORD = new Map<string, Phrase[]>();
for (const phrase of PHRASES)
  for (const word of phrase.first)
    PHRASES_BY_WORD.set(word, [...(PHRASES_BY_WORD.get(word) ?? []), phrase]);

/** Tags that models were trained to obey, or that attacks of the wild use. In lower case. */
const MARKS: readonly string[] = ["<important>", "<|im_start|>", "<|system|>", "[inst]", "<<sys>>"];
const FAINT_MARKS: readonly string[] = ["<!--", "<system>"];

/** Files that hold what only their owner may read. In lower case. */
const SENSITIVE_PATHS: readonly string[] = [
  "~/.ssh",
  "/.ssh/",
  "id_rsa",
  "id_ed25519",
  ".aws/credentials",
  "/etc/passwd",
  "/etc/shadow",
  ".netrc",
  ".npmrc",
  ".pypirc",
  ".kube/config",
  ".git-credentials",
  ".cursor/mcp.json",
  "claude_desktop_config",
  "login.keychain",
];
const READS = words("read open cat load access get fetch copy retrieve contents content");
const PASSES = words(
  "pass send include provide upload attach post forward submit append put encode transmit supply sidenote",
);
/** Words before and after a sensitive path in which it is read and passed on. */
const WINDOW = 30;
const MOST_PLACES = 200;

/** At most one sign of each kind: the first place is shown. */
export function signsIn(text: string): Sign[] {
  const read = wordsOf(text);
  const lower = text.toLowerCase();
  const seen = { text, lower, read };
  const signs = new Map<SignKind, Sign>();
  for (const found of [
    ...phrasesIn(seen),
    ...marksIn(seen),
    ...sensitivePathsIn(seen),
    ...unreadableIn(text),
  ])
    if (!signs.has(found.kind)) signs.set(found.kind, found);
  return [...signs.values()];
}

type Seen = { text: string; lower: string; read: readonly Word[] };

const MEANING: Readonly<Record<SignKind, Pick<Sign, "blocks" | "severity" | "words">>> = {
  "instruction-override": {
    blocks: true,
    severity: "critical",
    words: "tells the model to disregard its instructions or to keep something from the user",
  },
  exfiltration: {
    blocks: true,
    severity: "critical",
    words: "asks for the content of a file that holds secrets",
  },
  transmission: {
    blocks: true,
    severity: "high",
    words: "asks to send secrets or the conversation to an address",
  },
  "hidden-text": { blocks: true, severity: "high", words: "hides text from people" },
  "terminal-escape": { blocks: true, severity: "high", words: "holds commands for a terminal" },
  "encoded-text": { blocks: true, severity: "high", words: "holds text that is encoded" },
  "cross-reference": {
    blocks: false,
    severity: "medium",
    words: "wants to be used before or instead of other tools",
  },
  suspicious: {
    blocks: false,
    severity: "low",
    words: "speaks to the model more than it describes",
  },
};

const sign = (kind: SignKind, text: string, at: number): Sign => ({
  kind,
  ...MEANING[kind],
  excerpt: named(text.slice(Math.max(0, at - 10), at + 200)),
});

function phrasesIn({ text, read }: Seen): Sign[] {
  const found = new Map<SignKind, Sign>();
  for (const [place, word] of read.entries())
    for (const { kind, steps } of PHRASES_BY_WORD.get(word.text) ?? [])
      if (!found.has(kind) && follows(read, place, steps))
        found.set(kind, sign(kind, text, word.at));
  return [...found.values()];
}

function marksIn({ text, lower }: Seen): Sign[] {
  const first = (marks: readonly string[]) =>
    marks.map((mark) => lower.indexOf(mark)).find((at) => at !== -1);
  const [strong, faint] = [first(MARKS), first(FAINT_MARKS)];
  return [
    ...(strong === undefined ? [] : [sign("instruction-override", text, strong)]),
    ...(faint === undefined ? [] : [sign("suspicious", text, faint)]),
  ];
}

function sensitivePathsIn({ text, lower, read }: Seen): Sign[] {
  const places = SENSITIVE_PATHS.flatMap((path) => placesOf(lower, path));
  const [first] = places;
  if (first === undefined) return [];
  const taken = places.find((at) => isReadAndPassed(read, at));
  // A path alone is how an honest tool says what it reads.
  return taken === undefined
    ? [{ ...sign("suspicious", text, first), words: "names a file that holds secrets" }]
    : [sign("exfiltration", text, taken)];
}

function placesOf(lower: string, path: string): number[] {
  const places: number[] = [];
  for (let at = lower.indexOf(path); at !== -1; at = lower.indexOf(path, at + path.length)) {
    places.push(at);
    if (places.length === MOST_PLACES) break;
  }
  return places;
}

function isReadAndPassed(read: readonly Word[], at: number): boolean {
  const place = wordAt(read, at);
  const near = read.slice(Math.max(0, place - WINDOW), place + WINDOW);
  return near.some(({ text }) => READS.has(text)) && near.some(({ text }) => PASSES.has(text));
}

/** The first word at or after a place, by halving. */
function wordAt(read: readonly Word[], at: number): number {
  let [low, high] = [0, read.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((read[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function unreadableIn(text: string): Sign[] {
  const signs: Sign[] = [];
  const hidden = hiddenIn(text);
  if (hidden !== null) {
    const kind = hidden.isEscape ? "terminal-escape" : "hidden-text";
    const whole = { ...sign(kind, text, hidden.at), words: `hides ${hidden.what}` };
    signs.push(hidden.isSevere ? whole : { ...whole, blocks: false, severity: "low" });
  }
  const encoded = encodedIn(text);
  if (encoded !== -1) signs.push(sign("encoded-text", text, encoded));
  const blank = blankIn(text);
  if (blank !== -1)
    signs.push({ ...sign("suspicious", text, blank), words: "pushes text out of sight" });
  return signs;
}

/**
 * Which of these names, of other servers or of their tools, a text speaks of: whole words, in any
 * case. For collectors that know what else is approved.
 */
export function mentionsIn(text: string, names: readonly string[]): string[] {
  const spoken = new Set(
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}_./@-]+/u)
      .map(trimmed),
  );
  return names.filter((name) => name !== "" && spoken.has(name.toLowerCase()));
}

/** Without the full stop that ends a sentence. */
const trimmed = (word: string): string => (word.endsWith(".") ? word.slice(0, -1) : word);
