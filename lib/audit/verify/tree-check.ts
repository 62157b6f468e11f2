import type { PrunedEntry } from "../retention/pruned-entries.ts";
import {
  appendPacked,
  EMPTY_TREE,
  HASH_BYTES,
  rootOf,
  stateBytes,
  type TreeState,
} from "../tree/merkle.ts";
import type { Place, Problem } from "./problem.ts";

/** Hashes that wait for their place in the tree. */
const WAITING = 4_096;

/** What somebody signed: this many records have this root. */
export type Checkpoint = { size: number; root: Uint8Array; name: string };

type Report = (problem: Problem) => void;

/** Builds the tree again, and compares its root wherever somebody signed one. */
export class TreeCheck {
  #state: TreeState;
  #waiting = 0;
  readonly #hashes = Buffer.alloc(WAITING * HASH_BYTES);
  #at = 0;
  #whole = true;
  readonly #checkpoints: readonly Checkpoint[];
  readonly #report: Report;

  /** A checkpoint is judged by whoever takes the last record under it. */
  constructor(checkpoints: readonly Checkpoint[], report: Report, state = EMPTY_TREE) {
    this.#checkpoints = checkpoints.filter(({ size }) => size === 0 || size > state.size);
    this.#report = report;
    this.#state = state;
  }

  get next(): number {
    return this.#state.size + this.#waiting;
  }

  /** A hash as text of one byte a character. */
  take(hash: string): void {
    this.#hashes.write(hash, this.#waiting * HASH_BYTES, "latin1");
    this.#waiting += 1;
    const due = this.#checkpoints[this.#at]?.size;
    if (this.next === due || this.#waiting === WAITING) this.#settle();
  }

  expect(leaf: number, place: () => Place | PrunedEntry): void {
    if (leaf === this.next) return;
    const { writer, epoch, seq } = place();
    const what = `it stands where record ${this.next} of the tree is expected`;
    this.#report({ leaf, writer, epoch, seq, what });
    this.skipTo(leaf);
  }

  /** With a leaf missing no root can be computed any more; the places after it still can be told. */
  skipTo(leaf: number): void {
    this.#settle();
    this.#whole = false;
    this.#state = { ...this.#state, size: leaf };
  }

  #settle(): void {
    const waiting = this.#hashes.subarray(0, this.#waiting * HASH_BYTES);
    if (this.#whole) this.#state = appendPacked(this.#state, waiting);
    else this.#state = { ...this.#state, size: this.next };
    this.#waiting = 0;
    for (;;) {
      const due = this.#checkpoints[this.#at];
      if (!due || due.size > this.#state.size) return;
      this.#at += 1;
      if (this.#whole && due.size === this.#state.size && !rootOf(this.#state).equals(due.root))
        this.#report({ what: `${due.name} has another root than these records` });
    }
  }

  /** The tree with all that was taken. */
  settled(): TreeState {
    this.#settle();
    return this.#state;
  }

  end(stored: { size: number; hashes: Buffer }): void {
    this.#settle();
    if (this.#whole && this.next < stored.size)
      this.#report({ what: `the tree has ${stored.size} records, and ${this.next} are there` });
    else if (this.#whole && !stateBytes(this.#state).equals(stored.hashes))
      this.#report({ what: "the stored tree has another root than these records" });
    for (const { name, size } of this.#checkpoints.slice(this.#at))
      this.#report({ what: `${name} covers ${size} records, and only ${this.next} are there` });
  }
}
