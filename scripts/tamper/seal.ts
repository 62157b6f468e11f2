import { createHash } from "node:crypto";
import { entryHash } from "#lib/audit/chain/entry-bytes.ts";
import { canonicalJson } from "#lib/audit/core/canonical-json.ts";
import type { AuditRecord } from "#lib/audit/core/record.ts";
import { signCheckpoint } from "#lib/audit/tree/checkpoint.ts";
import { cosign, withCosignatures } from "#lib/audit/tree/cosignature.ts";
import { EMPTY_TREE, appendLeaves, rootOf } from "#lib/audit/tree/merkle.ts";
import { parseNote } from "#lib/audit/tree/note.ts";
import type { Signer } from "#lib/audit/tree/signer.ts";
import type { Json, JsonObject } from "#lib/kernel/json.ts";
import {
  HEARTBEAT,
  PRUNE,
  type ListedHead,
  type Personal,
  type Story,
  type StoryRecord,
} from "./story.ts";

export type Keys = { log: Signer; witness: Signer };
export type Note = { size: number; note: string };
export type Sealed = { records: AuditRecord[]; notes: Note[] };

/** Hashes, links and signs a story, as the product would have. */
export async function seal(story: Story, keys: Keys): Promise<Sealed> {
  const records = new Sealing(story).records();
  const leaves = records.map(({ hash }) => Buffer.from(hash, "hex"));
  const notes: Note[] = [];
  let tree = EMPTY_TREE;
  for (const size of story.checkpoints) {
    tree = appendLeaves(tree, leaves.slice(tree.size, size));
    const checkpoint = { origin: keys.log.name, size, root: rootOf(tree) };
    const note = await signCheckpoint(checkpoint, keys.log);
    const line = await cosign(parseNote(note).text, keys.witness, 1_795_000_000 + size);
    notes.push({ size, note: withCosignatures(note, [line]) });
  }
  return { records, notes };
}

const keyOf = ({ writer, epoch, seq }: Pick<StoryRecord, "writer" | "epoch" | "seq">): string =>
  `${writer}/${epoch}/${seq}`;

class Sealing {
  readonly #story: Story;
  readonly #places = new Map<string, number>();
  readonly #before = new Map<number, number>();
  readonly #sealed = new Map<number, AuditRecord>();

  constructor(story: Story) {
    this.#story = story;
    const heads = new Map<string, number>();
    for (const [leaf, record] of story.records.entries()) {
      // Of two records at one place the first is meant: the other one came later.
      if (!this.#places.has(keyOf(record))) this.#places.set(keyOf(record), leaf);
      const head = heads.get(record.writer);
      if (head !== undefined) this.#before.set(leaf, head);
      heads.set(record.writer, leaf);
    }
  }

  records(): AuditRecord[] {
    return this.#story.records.map((_, leaf) => this.#at(leaf));
  }

  #at(leaf: number): AuditRecord {
    const known = this.#sealed.get(leaf);
    if (known) return known;
    const record = this.#story.records[leaf];
    if (!record) throw new Error(`The story has no record ${leaf}.`);
    const before = this.#before.get(leaf);
    const honest = before === undefined ? "0".repeat(64) : this.#at(before).hash;
    const prev = this.#story.links?.get(leaf) ?? honest;
    const commitment = commitmentOf(this.#story.personal.get(record.id)) ?? record.commitment;
    const filled = { ...record, commitment, after: this.#factsOf(record), prev };
    const sealed = { ...filled, hash: hashOf(filled) };
    this.#sealed.set(leaf, sealed);
    return sealed;
  }

  #factsOf(record: StoryRecord): JsonObject | null {
    const { after, action } = record;
    if (after === null) return after;
    if (action === HEARTBEAT) return { ...after, writers: this.#heads(after["writers"]) };
    return action === PRUNE ? { ...after, digest: this.#digest(after["leaves"]) } : after;
  }

  /** A head that already has a hash is a lie, and stays as it is. */
  #heads(listed: Json | undefined): Json[] {
    return (listed as ListedHead[]).map((head) => {
      const leaf = this.#places.get(keyOf(head));
      if (head.hash !== "") return head;
      return { ...head, hash: leaf === undefined ? "f".repeat(64) : this.#at(leaf).hash };
    });
  }

  #digest(ranges: Json | undefined): string {
    const digest = createHash("sha256");
    for (const [from, to] of (ranges ?? []) as [number, number][])
      for (let leaf = from; leaf <= to; leaf += 1)
        digest.update(Buffer.from(this.#at(leaf).hash, "hex"));
    return digest.digest("hex");
  }
}

/** The hash of a record as it stands, whatever it says. */
export function hashOf(record: Omit<AuditRecord, "hash">): string {
  const text = (facts: JsonObject | null) => (facts === null ? null : canonicalJson(facts));
  return entryHash({
    ...record,
    prev: Buffer.from(record.prev, "hex"),
    before: text(record.before),
    after: text(record.after),
  }).toString("hex");
}

export function commitmentOf(personal: Personal | undefined): string | null {
  if (!personal) return null;
  const bytes = [Buffer.from(personal.salt, "hex"), canonicalJson(personal.payload)];
  return bytes.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
}
