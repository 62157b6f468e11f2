import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { consistencyProof } from "#lib/audit/tree/proofs.ts";
import { verifierOf } from "#lib/audit/tree/signer.ts";
import { growTiles, tileSource } from "#lib/audit/tree/tiles.ts";
import { formatAddCheckpoint } from "#lib/audit/witness/request-text.ts";
import { WitnessStore } from "#lib/audit/witness/witness-store.ts";
import { Witness, type WitnessEvent } from "#lib/audit/witness/witness.ts";
import type { Case } from "./case.ts";
import { changeFact } from "./rewritten.ts";
import { seal, type Sealed } from "./seal.ts";

/** Whether the witness refused it, and said which sizes of which log are at odds. */
export type WitnessFinding = { found: boolean; named: boolean };

type Scenario = (given: Case) => Promise<WitnessFinding | null>;

const leavesOf = ({ records }: Sealed): Buffer[] =>
  records.map(({ hash }) => Buffer.from(hash, "hex"));

async function proofOf(sealed: Sealed, from: number, to: number): Promise<Buffer[]> {
  const tiles = growTiles(0, [], leavesOf(sealed).slice(0, to)).changed;
  const source = tileSource((level, index) => {
    const tile = tiles.find((one) => one.level === level && one.index === index);
    return Promise.resolve(tile?.hashes ?? Buffer.alloc(0));
  });
  return consistencyProof(from, to, source);
}

/** A witness that has followed the true log up to `size`. */
async function withWitness<Result>(
  { sealed, keys }: Case,
  size: number,
  work: (witness: Witness, events: WitnessEvent[]) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), "tamper-witness-"));
  const events: WitnessEvent[] = [];
  try {
    const witness = new Witness({
      store: await WitnessStore.open(folder),
      signer: keys.witness,
      logKeys: [verifierOf(keys.log)],
      now: () => new Date(),
      report: (event) => events.push(event),
    });
    const note = noteAt(sealed, size);
    await witness.addCheckpoint(formatAddCheckpoint({ oldSize: 0, proof: [], note }));
    return await work(witness, events);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const noteAt = ({ notes }: Sealed, size: number): string =>
  notes.find((one) => one.size === size)?.note ?? "";

/** A rewritten log shows the witness another tree, of the size it knows or of a later one. */
const fork =
  (grown: boolean): Scenario =>
  async (given) => {
    const rewriting = changeFact(given);
    if (rewriting === null) return null;
    const forged = await seal(rewriting.story, given.keys);
    const sizes = given.story.checkpoints.filter((size) => size > rewriting.leaf);
    const [held, last] = [sizes[0], sizes.at(-1)];
    if (held === undefined || last === undefined || (grown && held === last)) return null;
    const size = grown ? last : held;
    return withWitness(given, held, async (witness, events) => {
      const proof = await proofOf(forged, held, size);
      const request = { oldSize: held, proof, note: noteAt(forged, size) };
      const { status } = await witness.addCheckpoint(formatAddCheckpoint(request));
      const event = events.find((one) => one.event === (grown ? "suspicion" : "alarm"));
      const named = event !== undefined && "offered" in event && event.offered === request.note;
      return { found: status === (grown ? 422 : 409), named };
    });
  };

/** A log that lost its end asks for a cosignature of what is left. */
const rollback: Scenario = (given) => {
  const [smaller, larger] = given.story.checkpoints.slice(-2);
  if (smaller === undefined || larger === undefined) return Promise.resolve(null);
  return withWitness(given, larger, async (witness, events) => {
    const request = { oldSize: smaller, proof: [], note: noteAt(given.sealed, smaller) };
    const { status } = await witness.addCheckpoint(formatAddCheckpoint(request));
    const named = events.some((one) => one.event === "shrank" && one.held === larger);
    return { found: status === 409, named };
  });
};

export const AT_WITNESS: Record<string, Scenario> = {
  "show the witness a fork": fork(false),
  "show the witness a fork that has grown": fork(true),
  "show the witness a log set back": rollback,
};
