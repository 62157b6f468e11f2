import { hash as digest } from "node:crypto";
import { parseJsonExact, isJsonObject } from "#lib/kernel/json.ts";
import type { PrunedEntry } from "../retention/pruned-entries.ts";
import { PrunedCheck, pruneFactsOf } from "./pruned-check.ts";
import type { Place, Problem } from "./problem.ts";
import { FIELD, type RawEntry } from "./read-entries.ts";

export type ListedHead = { writer: string; epoch: number; seq: number; hash: string };

type Head = { epoch: number; seq: number; hash: Buffer };

const NONE = Buffer.alloc(32);
/** Few records are the log's own: the others are told from them without reading their action. */
const OWN_ACTION_LENGTHS = new Set(
  ["log.heartbeat", "log.prune", "writer.open"].map(({ length }) => length),
);

/**
 * Follows the chains of all writers, record by record: every hash is computed again, and every
 * record is linked to the one before it. What heartbeats list is kept for the end, because a head
 * may have its place in the tree after the heartbeat that names it.
 */
export class ChainCheck {
  readonly heads = new Map<string, Head>();
  /** Heads that a heartbeat lists and that are not the present head of their chain. */
  readonly listed: ListedHead[] = [];
  readonly pruned = new PrunedCheck();
  records = 0;
  epochs = 0;
  #lastWriter = { bytes: Buffer.alloc(0), name: "" };
  readonly #report: (problem: Problem) => void;

  constructor(report: (problem: Problem) => void) {
    this.#report = report;
  }

  /** The hash that is stored with it: a copy, which outlives the entry. */
  take(entry: RawEntry): Buffer {
    this.records += 1;
    const writer = this.#writerOf(entry);
    const head = this.heads.get(writer) ?? { epoch: 0, seq: 0, hash: NONE };
    const [epoch, seq] = [entry.number(FIELD.epoch), entry.number(FIELD.seq)];
    const hash = Buffer.from(entry.hash);
    // As text of one byte a character: Node makes a buffer from a hash in twice the time.
    const genuine = digest("sha256", entry.hashed, "binary") === hash.toString("latin1");
    const wrong = genuine
      ? linkProblem(head, { epoch, seq, prev: entry.field(FIELD.prev) })
      : "its content does not have the hash that is stored with it";
    if (wrong !== null) this.#report({ ...placeOf(entry), what: wrong });
    this.heads.set(writer, { epoch, seq, hash });
    if (epoch !== head.epoch) this.epochs += 1;
    this.#takeFacts(entry, head);
    return hash;
  }

  /** Records of one writer stand together: its name is read once for all of them. */
  #writerOf(entry: RawEntry): string {
    const bytes = entry.field(FIELD.writer);
    if (!bytes.equals(this.#lastWriter.bytes))
      this.#lastWriter = { bytes: Buffer.from(bytes), name: bytes.toString("utf8") };
    return this.#lastWriter.name;
  }

  /** A record of which only its hash is left: the chain goes on through it. */
  takePruned(entry: PrunedEntry): void {
    this.records += 1;
    const { writer, epoch, seq, hash } = entry;
    const head = this.heads.get(writer) ?? { epoch: 0, seq: 0, hash: NONE };
    const wrong = linkProblem(head, { epoch, seq, prev: head.hash });
    if (wrong !== null) this.#report({ leaf: entry.leaf, writer, epoch, seq, what: wrong });
    this.heads.set(writer, { epoch, seq, hash: Buffer.from(hash) });
    this.pruned.take(entry);
  }

  #takeFacts(entry: RawEntry, before: Head): void {
    const bytes = entry.field(FIELD.action);
    if (!OWN_ACTION_LENGTHS.has(bytes.length)) return;
    const action = bytes.toString("utf8");
    if (action === "log.heartbeat") {
      for (const listed of listedHeads(entry)) if (!this.#isHead(listed)) this.listed.push(listed);
    } else if (action === "log.prune")
      this.pruned.said(pruneFactsOf(entry.leaf, text(entry, FIELD.after)));
    else if (action === "writer.open") this.#takeOpening(entry, before);
  }

  #takeOpening(entry: RawEntry, before: Head): void {
    const { previousEpoch, previousSeq } = factsOf(entry);
    if ((previousEpoch ?? 0) !== before.epoch || (previousSeq ?? 0) !== before.seq)
      this.#report({
        ...placeOf(entry),
        what: `it was opened after epoch ${String(previousEpoch)}, record ${String(previousSeq)}, but the log has epoch ${before.epoch}, record ${before.seq}`,
      });
  }

  #isHead({ writer, epoch, seq, hash }: ListedHead): boolean {
    const head = this.heads.get(writer);
    return head?.epoch === epoch && head.seq === seq && head.hash.toString("hex") === hash;
  }
}

function linkProblem(
  head: Head,
  { epoch, seq, prev }: { epoch: number; seq: number; prev: Buffer },
): string | null {
  const next = epoch === head.epoch ? seq === head.seq + 1 : epoch > head.epoch && seq === 1;
  if (!next)
    return `it follows record ${head.seq} of epoch ${head.epoch}: what belongs between them is missing, or out of order`;
  return prev.equals(head.hash) ? null : "it is not linked to the record before it";
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
