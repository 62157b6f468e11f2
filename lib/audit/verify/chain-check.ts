import { hash as digest } from "node:crypto";
import { parseJsonExact, isJsonObject } from "#lib/kernel/json.ts";
import type { PrunedEntry } from "../retention/pruned-entries.ts";
import { addLeaf, pruneFactsOf, type PruneFacts, type Range } from "./pruned-check.ts";
import type { Place, Problem } from "./problem.ts";
import { FIELD, type RawEntry } from "./read-entries.ts";

export type ListedHead = { writer: string; epoch: number; seq: number; hash: string };

/**
 * Its hash is text of one byte a character, as Node makes one in half the time of a buffer. `closed`:
 * it is the end of its epoch.
 */
export type Head = { epoch: number; seq: number; hash: string; closed?: true };

/** What is known after some records: plain data, which threads can hand to each other. */
export type ChainState = {
  heads: Map<string, Head>;
  /** Heads that a heartbeat lists and that were not the head of their chain then. */
  listed: ListedHead[];
  /** Leaves whose bodies are missing, and what records say about that. */
  pruned: Range[];
  said: PruneFacts[];
  records: number;
  epochs: number;
};

export const NOTHING_READ = (heads = new Map<string, Head>()): ChainState => ({
  ...{ heads, listed: [], pruned: [], said: [] },
  ...{ records: 0, epochs: 0 },
});

const NONE: Head = { epoch: 0, seq: 0, hash: "\0".repeat(32) };
const OPEN = "writer.open";
/** Few records are the log's own: the length of the action tells the others, or its first bytes do. */
const OWN_ACTIONS = new Map(
  ["log.heartbeat", "log.prune", OPEN, "writer.close"].map((action) => [action.length, action]),
);

/**
 * Follows the chains of all writers, record by record: every hash is computed again, and every
 * record is linked to the one before it. What heartbeats list is kept for the end, because a head
 * may have its place in the tree after the heartbeat that names it.
 */
export class ChainCheck {
  readonly state: ChainState;
  #lastWriter = { latin1: "", name: "" };
  readonly #report: (problem: Problem) => void;

  constructor(report: (problem: Problem) => void, state = NOTHING_READ()) {
    this.#report = report;
    this.state = state;
  }

  /** The hash that is stored with it, as text of one byte a character. */
  take(entry: RawEntry): string {
    this.state.records += 1;
    const writer = this.#writerOf(entry);
    const head = this.state.heads.get(writer) ?? NONE;
    const computed = digest("sha256", entry.hashed, "binary");
    const isIntact = entry.is(FIELD.hash, computed);
    const next: Head = {
      epoch: entry.number(FIELD.epoch),
      seq: entry.number(FIELD.seq),
      hash: isIntact ? computed : entry.latin1(FIELD.hash),
    };
    const wrong = isIntact
      ? linkProblem(head, next, entry.is(FIELD.prev, head.hash))
      : "its content does not have the hash that is stored with it";
    if (wrong !== null) this.#report({ ...placeOf(entry), what: wrong });
    this.state.heads.set(writer, next);
    if (next.epoch !== head.epoch) {
      this.state.epochs += 1;
      if (!entry.is(FIELD.action, OPEN)) this.#takeUnopened({ ...next, writer }, placeOf(entry));
    }
    this.#takeFacts(entry, head, next);
    return next.hash;
  }

  /** Records of one writer stand together: its name is read once for all of them. */
  #writerOf(entry: RawEntry): string {
    if (!entry.is(FIELD.writer, this.#lastWriter.latin1))
      this.#lastWriter = { latin1: entry.latin1(FIELD.writer), name: text(entry, FIELD.writer) };
    return this.#lastWriter.name;
  }

  /** A record of which only its hash is left: the chain goes on through it. */
  takePruned(entry: PrunedEntry): void {
    this.state.records += 1;
    const { writer, epoch, seq } = entry;
    const head = this.state.heads.get(writer) ?? NONE;
    const next = { epoch, seq, hash: entry.hash.toString("latin1") };
    const wrong = linkProblem(head, next, true);
    if (wrong !== null) this.#report({ leaf: entry.leaf, writer, epoch, seq, what: wrong });
    this.state.heads.set(writer, next);
    // Retention never takes the opening of an epoch.
    if (epoch !== head.epoch) this.#takeUnopened(entry, { leaf: entry.leaf, writer, epoch, seq });
    addLeaf(this.state.pruned, entry);
  }

  /** Only what was there before there were chains was not opened. */
  #takeUnopened({ writer, epoch, seq }: Omit<ListedHead, "hash">, place: Partial<Place>): void {
    if (seq === 1 && !(writer === "legacy" && epoch === 1))
      this.#report({ ...place, what: "its epoch does not begin with writer.open" });
  }

  #takeFacts(entry: RawEntry, before: Head, head: Head): void {
    const action = OWN_ACTIONS.get(entry.length(FIELD.action));
    if (action === undefined || !entry.is(FIELD.action, action)) return;
    if (action === "log.heartbeat") {
      for (const listed of listedHeads(entry))
        if (!this.#isHead(listed)) this.state.listed.push(listed);
    } else if (action === "log.prune")
      this.state.said.push(pruneFactsOf(entry.leaf, text(entry, FIELD.after)));
    else if (action === "writer.open") this.#takeOpening(entry, before);
    else head.closed = true;
  }

  #takeOpening(entry: RawEntry, before: Head): void {
    if (entry.number(FIELD.epoch) === before.epoch) {
      this.#report({ ...placeOf(entry), what: "its epoch was open already" });
      return;
    }
    const { previousEpoch, previousSeq } = factsOf(entry);
    if ((previousEpoch ?? 0) !== before.epoch || (previousSeq ?? 0) !== before.seq)
      this.#report({
        ...placeOf(entry),
        what: `it was opened after epoch ${String(previousEpoch)}, record ${String(previousSeq)}, but the log has epoch ${before.epoch}, record ${before.seq}`,
      });
  }

  #isHead({ writer, epoch, seq, hash }: ListedHead): boolean {
    const head = this.state.heads.get(writer);
    return head?.epoch === epoch && head.seq === seq && inHex(head.hash) === hash;
  }
}

const inHex = (latin1: string): string => Buffer.from(latin1, "latin1").toString("hex");

function linkProblem(head: Head, { epoch, seq }: Head, isLinked: boolean): string | null {
  const next = epoch === head.epoch ? seq === head.seq + 1 : epoch > head.epoch && seq === 1;
  if (head.closed && epoch === head.epoch) return "its writer had closed the epoch";
  if (!next)
    return `it follows record ${head.seq} of epoch ${head.epoch}: what belongs between them is missing, or out of order`;
  return isLinked ? null : "it is not linked to the record before it";
}

export function placeOf(entry: RawEntry): Place {
  return {
    leaf: entry.leaf < 0 ? null : entry.leaf,
    writer: text(entry, FIELD.writer),
    epoch: entry.number(FIELD.epoch),
    seq: entry.number(FIELD.seq),
    id: text(entry, FIELD.id),
  };
}

const text = (entry: RawEntry, at: number): string => entry.field(at).toString("utf8");

function factsOf(entry: RawEntry): Record<string, unknown> {
  try {
    const facts = parseJsonExact(text(entry, FIELD.after));
    return isJsonObject(facts) ? facts : {};
  } catch {
    // Its hash is wrong then, which is reported.
    return {};
  }
}

function listedHeads(entry: RawEntry): ListedHead[] {
  const { writers } = factsOf(entry);
  if (!Array.isArray(writers)) return [];
  return writers.map((one: unknown) => {
    const { writer, epoch, seq, hash } = (one ?? {}) as Record<string, unknown>;
    return {
      writer: String(writer),
      epoch: Number(epoch),
      seq: Number(seq),
      hash: String(hash),
    };
  });
}
