import { HttpReceiver, idOf, type Answer, type Call } from "./http-receiver.ts";

type Envelope = { time: number; source: string; sourcetype: string; index?: string; event: object };

/** Splunk's HTTP Event Collector, with indexer acknowledgement when told so. */
export class HecReceiver extends HttpReceiver {
  readonly events: Envelope[] = [];
  token = "hec-token";
  acknowledges = false;
  /** How often it says "not yet" before a batch counts as indexed; Infinity: never. */
  notYet = 0;
  /** Events of these ids are refused with their number in the batch. */
  refuses = new Set<string>();
  readonly #acks = new Map<number, { left: number; channel: string }>();

  protected handle(call: Call, keep: boolean): Answer {
    if (call.headers.authorization !== `Splunk ${this.token}`) return answer(403, 4);
    const channel = String(call.headers["x-splunk-request-channel"] ?? "");
    if (this.acknowledges && channel === "") return answer(400, 10);
    if (call.url === "/services/collector/ack") return this.#asked(call, channel);
    if (call.url !== "/services/collector/event") return { status: 404 };
    const events = call.body
      .toString("utf8")
      .split("\n")
      .map((line) => JSON.parse(line) as Envelope);
    const bad = events.findIndex(({ event }) => this.refuses.has(idOf(event)));
    if (bad !== -1) return answer(400, 6, { "invalid-event-number": bad });
    if (keep) this.events.push(...events);
    if (!this.acknowledges) return answer(200, 0);
    const ackId = this.#acks.size;
    this.#acks.set(ackId, { left: keep ? this.notYet : Infinity, channel });
    return answer(200, 0, { ackId });
  }

  #asked(call: Call, channel: string): Answer {
    const { acks } = JSON.parse(call.body.toString()) as { acks: number[] };
    const states = acks.map((id) => {
      const ack = this.#acks.get(id);
      const indexed = ack?.channel === channel && ack.left <= 0;
      if (ack) ack.left -= 1;
      return [String(id), indexed];
    });
    return { status: 200, body: JSON.stringify({ acks: Object.fromEntries(states) }) };
  }

  ids = () => this.events.map(({ event }) => idOf(event));
}

const answer = (status: number, code: number, more: object = {}): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ text: code === 0 ? "Success" : "No, hec-token", code, ...more }),
});
