import type { Reason } from "../core/words.ts";

/** Why a package's tools could not be had from it, in a sentence for people. */
export class NotCaptured extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** The server ended by itself before it had told everything: with other arguments it may not. */
export class EndedEarly extends NotCaptured {
  /** What it wrote, as it wrote it. */
  readonly said: string;

  constructor(detail: string, said: string) {
    super("not_captured", detail);
    this.said = said;
  }
}
