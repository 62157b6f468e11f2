import { verify } from "../verify-audit.mjs";
import { AT_WITNESS } from "./at-witness.ts";
import { keyText, newCase, newKeys, witnessText, type Attempt, type Case } from "./case.ts";
import { IN_LINES } from "./in-lines.ts";
import { IN_SIGNATURES } from "./in-signatures.ts";
import { REWRITTEN } from "./rewritten.ts";
import { randomOf } from "../bench/random.ts";

export type Tally = { tried: number; found: number; named: number };
export type Outcome = {
  /** Per kind of tampering. */
  kinds: Map<string, Tally>;
  total: Tally;
  /** What was not found, or named at another place: seed, kind and what the verifier said. */
  missed: { seed: number; kind: string; said: string }[];
};

export const TAMPERINGS = { ...IN_LINES, ...IN_SIGNATURES, ...REWRITTEN };
const KINDS = [...Object.keys(TAMPERINGS), ...Object.keys(AT_WITNESS)];
/** Tamperings that one log serves for. */
const PER_LOG = KINDS.length;

/** Tampers `count` times with logs made from the seed, each kind in turn. */
export async function tamper(count: number, seed = 1): Promise<Outcome> {
  const keys = newKeys();
  const outcome: Outcome = {
    kinds: new Map(KINDS.map((kind) => [kind, { tried: 0, found: 0, named: 0 }])),
    total: { tried: 0, found: 0, named: 0 },
    missed: [],
  };
  for (let round = 0; outcome.total.tried < count; round += 1) {
    const given = await newCase(seed * 1_000_003 + round, keys);
    for (const kind of KINDS.slice(0, PER_LOG)) {
      if (outcome.total.tried >= count) break;
      const one = { ...given, random: randomOf(seed * 7_919 + outcome.total.tried) };
      const said = await attempt(one, kind);
      if (said !== null) note(outcome, { ...said, kind, seed: round });
    }
  }
  return outcome;
}

type Said = { found: boolean; named: boolean; said: string };

function note(outcome: Outcome, { kind, found, named, said, seed }: Said & Missed): void {
  const tally = outcome.kinds.get(kind);
  for (const one of [outcome.total, ...(tally ? [tally] : [])]) {
    one.tried += 1;
    if (found) one.found += 1;
    if (found && named) one.named += 1;
  }
  if (!found || !named) outcome.missed.push({ seed, kind, said });
}
type Missed = { seed: number; kind: string };

async function attempt(given: Case, kind: string): Promise<Said | null> {
  const scenario = AT_WITNESS[kind];
  if (scenario) {
    const finding = await scenario(given);
    return finding && { ...finding, said: "the witness" };
  }
  const tampered = await TAMPERINGS[kind]?.(given);
  return tampered ? judge(given, tampered) : null;
}

/** What the verifier says about one tampered export, given what its reader needs to have. */
export async function judge(given: Case, { text, at, needs, unusable }: Attempt): Promise<Said> {
  const bytes = Buffer.from(text);
  const notes = needs === "outside" ? given.sealed.notes : [];
  const result = await verify({
    open: () => [bytes],
    keys: [keyText(given.keys)],
    checkpoints: notes.map(({ size, note: text }) => ({ file: `checkpoint-${size}`, note: text })),
    witnesses: needs === "witness" ? [witnessText(given.keys)] : [],
  });
  const refused = unusable === true && result.verdict === "unusable";
  return {
    found: result.verdict === "tampered" || refused,
    named: refused || at(result.place ?? {}),
    said: JSON.stringify(result),
  };
}
