import { Webhook } from "standardwebhooks";
import { HttpReceiver, idOf, type Answer, type Call } from "./http-receiver.ts";

type Batch = { type: string; count: number; data: object[] };

/** Verifies each call with the reference implementation of Standard Webhooks. */
export class WebhookBatchReceiver extends HttpReceiver {
  readonly batches: (Batch & { id: string })[] = [];
  /** Bodies over this size are refused with 413. */
  maxBytes = Infinity;
  refuses = new Set<string>();
  readonly #secret: string;

  constructor(secret: string) {
    super();
    this.#secret = secret;
  }

  protected handle(call: Call, keep: boolean): Answer {
    if (call.body.length > this.maxBytes) return { status: 413 };
    let batch: Batch;
    try {
      const headers = call.headers as Record<string, string>;
      batch = new Webhook(this.#secret).verify(call.body.toString(), headers) as Batch;
    } catch {
      return { status: 401 };
    }
    if (batch.data.some((event) => this.refuses.has(idOf(event)))) return { status: 422 };
    if (keep) this.batches.push({ ...batch, id: String(call.headers["webhook-id"]) });
    return { status: 204 };
  }

  ids = () => this.batches.flatMap(({ data }) => data.map(idOf));
}
