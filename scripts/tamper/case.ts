import { createKey, signerFromJson, verifierOf } from "#lib/audit/tree/signer.ts";
import {
  COSIGNATURE,
  formatVkey,
  publicKeyPem,
  verifierKey,
} from "#lib/audit/tree/verifier-key.ts";
import { randomOf, type Random } from "../bench/random.ts";
import { exportLines, type Line } from "./export-lines.ts";
import { seal, type Keys, type Sealed } from "./seal.ts";
import { tell, type Story } from "./story.ts";

/** A log, and its export, before anybody touched it. */
export type Case = {
  random: Random;
  story: Story;
  sealed: Sealed;
  keys: Keys;
  firstLeaf: number;
  lines: readonly Line[];
};

/** What the verifier found. */
export type Place = {
  line?: number;
  leaf?: number;
  from?: number;
  to?: number;
  checkpoint?: number;
  writer?: string;
  epoch?: number;
  seq?: number;
  missing?: { writer: string; epoch: number; seq: number };
  /** What a heartbeat saw otherwise. */
  saw?: { writer: string; epoch: number; seq: number };
};

export type Attempt = {
  text: string | Buffer;
  /** Whether the place that was named is where it happened. */
  at: (place: Place) => boolean;
  /** Found only by who has this: checkpoints from outside, or the key of the witness. */
  needs?: "outside" | "witness";
  /** The first line is no part of the log: refusing the file as unusable is as good. */
  unusable?: true;
};

/** Null: this log has nothing of the kind to tamper with. */
export type Tampering = (given: Case) => Attempt | null | Promise<Attempt | null>;

const LENGTH = 70;

export const newKeys = (): Keys => ({
  log: signerFromJson(createKey("gatehouse.audit/tampered")),
  witness: signerFromJson(createKey("witness.example/w1")),
});

export const keyText = ({ log }: Keys): string => publicKeyPem(verifierOf(log));

export const witnessText = ({ witness }: Keys): string =>
  formatVkey(verifierKey(witness.name, COSIGNATURE, witness.publicKey));

export async function newCase(seed: number, keys: Keys): Promise<Case> {
  const random = randomOf(seed);
  const story = tell(random, LENGTH);
  const sealed = await seal(story, keys);
  const firstLeaf = random.chance(0.25) ? random.int(20) : 0;
  const lines = exportLines(story, sealed, { origin: keys.log.name, firstLeaf });
  return { random, story, sealed, keys, firstLeaf, lines };
}

/** Line numbers, counted from 0, of the lines of a type. */
export const linesOf = ({ lines }: Pick<Case, "lines">, type: string): number[] =>
  lines.flatMap((line, at) => (line.type === type ? [at] : []));

/** One of them, or null. */
export const pickLine = (given: Case, type: string): number | null => {
  const all = linesOf(given, type);
  return all.length === 0 ? null : given.random.pick(all);
};

/** A copy that may be changed line by line. */
export const copyOf = ({ lines }: Pick<Case, "lines">): Line[] => structuredClone([...lines]);

export const atLine =
  (index: number) =>
  (place: Place): boolean =>
    place.line === index + 1;

/** That leaf itself, or a run of leaves between two checkpoints that has it in it. */
export const atLeaf =
  (leaf: number) =>
  ({ leaf: named, from, to }: Place): boolean =>
    from === undefined || to === undefined ? named === leaf : from <= leaf && leaf <= to;

export const leafOf = (line: Line | undefined): number => Number(line?.["leaf"]);
