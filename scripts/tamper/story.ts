import type { AuditRecord } from "#lib/audit/core/record.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Random } from "../bench/random.ts";

/** A record before it is hashed. Heads and digests that depend on hashes are filled in by seal. */
export type StoryRecord = Omit<AuditRecord, "prev" | "hash">;

/** As a heartbeat lists it. Its hash is empty until the story is sealed. */
export type ListedHead = { writer: string; epoch: number; seq: number; hash: string };

export type Personal = { salt: string; payload: JsonObject };

/** What happened, in the order of the log, and where it was signed. */
export type Story = {
  records: StoryRecord[];
  /** Sizes, rising; the last one is that of the log. */
  checkpoints: number[];
  personal: Map<string, Personal>;
  /** Leaves whose bodies retention took out. */
  pruned: Set<number>;
  /** Leaf → what it is linked to instead of the record before it: a lie. */
  links?: Map<number, string>;
};

export const HEARTBEAT = "log.heartbeat";
export const PRUNE = "log.prune";

const START = Date.parse("2026-11-26T08:00:00.000Z");
const ACTIONS = [
  ["server.retire", "server"],
  ["request.approve", "request"],
  ["server.set_visibility", "server"],
  ["token.revoke", "token"],
  ["session.start", "session"],
  ["policy.publish", "policy"],
] as const;

type Writer = { name: string; process: string; epoch: number; seq: number };

/** A small log as the product writes it: several processes, epochs, heartbeats, prunings. */
export function tell(random: Random, length: number): Story {
  const teller = new Teller(random);
  for (let at = 0; at < 4; at += 1) teller.legacy();
  while (teller.records.length < length) teller.round();
  return teller.end();
}

class Teller {
  readonly records: StoryRecord[] = [];
  readonly personal = new Map<string, Personal>();
  readonly checkpoints: number[] = [];
  readonly #pruned = new Set<number>();
  readonly #random: Random;
  readonly #writers: Writer[];
  #legacy = 0;
  #at = START;

  constructor(random: Random) {
    this.#random = random;
    this.#writers = ["web-1", "web-2", "worker-1"].map((name) => ({
      ...{ name, process: name.split("-")[0] ?? "" },
      ...{ epoch: 0, seq: 0 },
    }));
  }

  legacy(): void {
    this.#legacy += 1;
    this.#push({ name: "legacy", process: "legacy", epoch: 1, seq: this.#legacy - 1 });
  }

  /** What one round of the sequencer takes in: a few records of each writer, in its order. */
  round(): void {
    const random = this.#random;
    for (const writer of this.#writers) {
      if (writer.epoch === 0 || random.chance(0.12)) this.#open(writer);
      for (let count = random.int(4); count > 0; count -= 1) this.#push(writer);
      if (random.chance(0.4)) this.#heartbeat(writer);
    }
    if (random.chance(0.15)) this.#prune();
    if (random.chance(0.6)) this.#sign();
    this.#at += 60_000 + random.int(120_000);
  }

  end(): Story {
    this.#sign();
    const { records, checkpoints, personal } = this;
    return { records, checkpoints, personal, pruned: this.#pruned };
  }

  #sign(): void {
    const size = this.records.length;
    if (size > (this.checkpoints.at(-1) ?? 0)) this.checkpoints.push(size);
  }

  #open(writer: Writer): void {
    const { epoch, seq } = writer;
    const closes = epoch > 0 && this.#random.chance(0.5);
    if (closes) this.#own(writer, { kind: "epoch", action: "writer.close", after: {} });
    const previous = { previousEpoch: epoch || null, previousSeq: seq + (closes ? 1 : 0) || null };
    const sealed = epoch === 0 ? null : closes ? "closed" : "expired";
    Object.assign(writer, { epoch: epoch + 1, seq: 0 });
    const after = { process: writer.process, ...previous, sealed };
    this.#own(writer, { kind: "epoch", action: "writer.open", after });
  }

  /** Its own writer's next head is the heartbeat itself, so it lists the one before. */
  #heartbeat(writer: Writer): void {
    const writers = this.#writers
      .filter(({ epoch }) => epoch > 0)
      .map(({ name, epoch, seq }) => ({ writer: name, epoch, seq, hash: "" }));
    const after = { writers, databaseTime: new Date(this.#at).toISOString() };
    this.#own(writer, { kind: "heartbeat", action: HEARTBEAT, after });
  }

  /** Takes the bodies of two old commands out, and says so. */
  #prune(): void {
    const old = this.records.flatMap(({ kind }, leaf) =>
      kind === "command" && !this.#pruned.has(leaf) ? [leaf] : [],
    );
    const leaves = old.slice(0, 2);
    const writer = this.#writers[0];
    if (leaves.length === 0 || !writer || writer.epoch === 0) return;
    for (const leaf of leaves) this.#pruned.add(leaf);
    const after = { leaves: leaves.map((leaf) => [leaf, leaf]), digest: "" };
    this.#own(writer, { kind: "event", action: PRUNE, after });
  }

  #own(writer: Writer, facts: Pick<StoryRecord, "kind" | "action" | "after">): void {
    const actor = { actorKind: "system", actorId: "log", actorName: "Log", credentialId: null };
    this.#push(writer, {
      ...{ ...actor, ...facts, targetKind: "writer", targetId: writer.name, requestId: "" },
      ...{ before: null, traceId: null, outcome: "success" },
    });
  }

  #push(writer: Writer, facts: Partial<StoryRecord> = {}): void {
    const random = this.#random;
    writer.seq += 1;
    this.#at += random.int(900);
    const [action, targetKind] = random.pick(ACTIONS);
    const id = random.uuid();
    const { name, epoch, seq } = writer;
    this.records.push({
      ...{ id, at: new Date(this.#at).toISOString(), writer: name, epoch, seq },
      ...{ kind: "command", action, outcome: random.chance(0.9) ? "success" : "refused" },
      ...{ actorKind: "user", actorId: random.uuid(), actorName: "" },
      credentialId: random.chance(0.3) ? random.uuid() : null,
      ...{ targetKind, targetId: random.uuid(), requestId: random.uuid() },
      traceId: random.chance(0.5) ? random.uuid().replaceAll("-", "") : null,
      before: random.chance(0.5) ? { state: "open", count: random.int(9) } : null,
      after: { note: "über 😀 \u2028 end", list: [1.5, null, true], state: "done" },
      commitment: null,
      ...facts,
    });
    if (facts.kind === undefined && random.chance(0.25)) this.#keepPersonal(id);
  }

  #keepPersonal(id: string): void {
    const salt = this.#random.uuid().replaceAll("-", "");
    this.personal.set(id, { salt, payload: { name: "Ada Example", mail: "ada@example.com" } });
  }
}
