import { parseCheckpoint, type Checkpoint } from "#lib/audit/tree/checkpoint.ts";
import { cosign } from "#lib/audit/tree/cosignature.ts";
import { NoteError, parseNote, verifyNote } from "#lib/audit/tree/note.ts";
import type { Signer } from "#lib/audit/tree/signer.ts";
import type { VerifierKey } from "#lib/audit/tree/verifier-key.ts";
import { decideWitness, type WitnessDecision } from "./decide.ts";
import { parseAddCheckpoint, type AddCheckpoint } from "./request-text.ts";
import type { WitnessAlarm, WitnessStore } from "./witness-store.ts";

export type WitnessAnswer = { status: number; contentType: string; body: string };

export type WitnessEvent =
  | { event: "cosigned"; origin: string; size: number }
  /** It offered a smaller tree than we cosigned: a restored backup, or lost records. */
  | { event: "shrank"; origin: string; size: number; held: number }
  /**
   * A larger tree that the log signed and nobody proved. It may be a rewritten log or a wrong proof
   * sent by a stranger, so it is told and not held against the log; after ten minutes without a tree
   * that is proven it is an alarm.
   */
  | ({ event: "suspicion"; evidence: string } & WitnessAlarm)
  | ({ event: "alarm"; evidence: string } & WitnessAlarm);

export type WitnessParts = {
  store: WitnessStore;
  signer: Signer;
  /** Keys of the logs it watches. The name of a key is the origin of its log. */
  logKeys: readonly VerifierKey[];
  now: () => Date;
  /** Hears of everything once it is on disk. */
  report: (event: WitnessEvent) => void;
};

/** So long a log may offer trees that nobody proves, and none that is proven, before that is an alarm. */
const UNPROVEN_MS = 600_000;
type Unproven = { since: Date; isTold: boolean };

type Known = AddCheckpoint & { checkpoint: Checkpoint };

/** A witness of logs, without its server. Questions about one log are answered one at a time. */
export class Witness {
  private readonly parts: WitnessParts;
  private readonly turns = new Map<string, Promise<unknown>>();
  /** Of each log: since when trees were offered and none was proven. */
  private readonly unproven = new Map<string, Unproven>();
  /** Since the process began. */
  readonly counts = { cosigned: 0, behind: 0, shrinking: 0, unproven: 0, forks: 0 };

  constructor(parts: WitnessParts) {
    this.parts = parts;
  }

  async addCheckpoint(body: string): Promise<WitnessAnswer> {
    const known = this.recognise(body);
    if ("status" in known) return known;
    // INVARIANT: comparing with what is held and replacing it is one step per log; otherwise an
    // older checkpoint could overtake a newer one.
    const { origin } = known.checkpoint;
    const turn = (this.turns.get(origin) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => this.answer(known));
    this.turns.set(origin, turn);
    return turn;
  }

  /** What it holds of each log. */
  async heads(): Promise<{ origin: string; size: number; alarm: boolean }[]> {
    const origins = [...new Set(this.parts.logKeys.map(({ name }) => name))];
    return Promise.all(
      origins.map(async (origin) => ({
        origin,
        size: (await this.parts.store.head(origin))?.size ?? 0,
        alarm: (await this.parts.store.alarm(origin)) !== null || this.isUnproven(origin),
      })),
    );
  }

  private recognise(body: string): Known | WitnessAnswer {
    const request = parseAddCheckpoint(body);
    if (request === null) return plain(400, "This is no add-checkpoint request.");
    try {
      const checkpoint = parseCheckpoint(parseNote(request.note).text);
      const keys = this.parts.logKeys.filter(({ name }) => name === checkpoint.origin);
      if (keys.length === 0) return plain(404, "This witness does not watch that log.");
      if (!isSigned(request.note, keys)) return plain(403, "No key of the log signed this.");
      return { ...request, checkpoint };
    } catch (error) {
      if (error instanceof NoteError) return plain(400, error.message);
      throw error;
    }
  }

  private async answer(known: Known): Promise<WitnessAnswer> {
    const { store } = this.parts;
    const { origin } = known.checkpoint;
    if (await store.alarm(origin))
      return plain(409, "alarm: this log was seen forked; its operator has to look at it.");
    const held = await store.head(origin);
    return this.act(decideWitness(held, known), known, held?.note ?? "");
  }

  private act(decision: WitnessDecision, known: Known, held: string): Promise<WitnessAnswer> {
    const { counts } = this;
    switch (decision.kind) {
      case "cosign":
        return this.cosign(known);
      case "fork":
        return this.raiseAlarm(known, held, decision.reason);
      case "malformed":
        return Promise.resolve(plain(400, decision.reason));
      case "unproven":
        return this.suspect(known, held);
      case "behind":
        counts.behind += 1;
        if (decision.shrinks) {
          counts.shrinking += 1;
          const { origin, size } = known.checkpoint;
          this.parts.report({ event: "shrank", origin, size, held: decision.size });
        }
        return Promise.resolve({
          status: 409,
          contentType: "text/x.tlog.size",
          body: `${decision.size}\n`,
        });
    }
  }

  private async cosign({ note, checkpoint }: Known): Promise<WitnessAnswer> {
    const { store, signer, now, report } = this.parts;
    const { origin, size } = checkpoint;
    const at = now();
    const line = await cosign(parseNote(note).text, signer, Math.floor(at.getTime() / 1_000));
    // Kept before anybody can see the signature.
    await store.keepHead(origin, note, at);
    this.unproven.delete(origin);
    this.counts.cosigned += 1;
    report({ event: "cosigned", origin, size });
    return plain(200, line);
  }

  private async raiseAlarm({ note, checkpoint }: Known, held: string, reason: string) {
    const { store, now, report } = this.parts;
    const { origin } = checkpoint;
    const alarm = { origin, at: now().toISOString(), reason, held, offered: note };
    const evidence = await store.keepAlarm(alarm);
    this.counts.forks += 1;
    report({ event: "alarm", evidence, ...alarm });
    return plain(409, `alarm: ${reason}`);
  }

  private isUnproven(origin: string): boolean {
    const unproven = this.unproven.get(origin);
    return unproven !== undefined && +this.parts.now() - +unproven.since >= UNPROVEN_MS;
  }

  /**
   * Once, when nothing was proven for ten minutes: a stranger's wrong proof stops no right one, and a
   * log that is whole proves one within seconds. It is none for good: one that is proven ends it.
   */
  private isToAlarm(origin: string): boolean {
    const unproven = this.unproven.get(origin) ?? { since: this.parts.now(), isTold: false };
    this.unproven.set(origin, unproven);
    const isNew = this.isUnproven(origin) && !unproven.isTold;
    unproven.isTold ||= isNew;
    return isNew;
  }

  private async suspect({ note, checkpoint }: Known, held: string) {
    const { store, now, report } = this.parts;
    const { origin } = checkpoint;
    const reason = "The log signed a tree that nobody proved to continue the one before.";
    const suspicion = { origin, at: now().toISOString(), reason, held, offered: note };
    const evidence = await store.keepSuspicion(suspicion);
    this.counts.unproven += 1;
    report({ event: this.isToAlarm(origin) ? "alarm" : "suspicion", evidence, ...suspicion });
    return plain(422, "The consistency proof does not hold.");
  }
}

function isSigned(note: string, keys: readonly VerifierKey[]): boolean {
  try {
    return verifyNote(note, keys).signedBy.length > 0;
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}

const plain = (status: number, body: string): WitnessAnswer => ({
  status,
  contentType: "text/plain; charset=utf-8",
  body: body.endsWith("\n") ? body : `${body}\n`,
});
