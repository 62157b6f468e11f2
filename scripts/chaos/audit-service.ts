/** When the log was written again after something died: by what writers say they were told. */
export class ServiceClock {
  #waiting: { since: number; resolve: (seconds: number) => void }[] = [];
  /** Of the newest acknowledged attempt, when it began. */
  #newest = 0;

  /** A writer says when its newest acknowledged attempt began. */
  acknowledged(began: number): void {
    this.#newest = Math.max(this.#newest, began);
    const now = Date.now();
    for (const { since, resolve } of this.#waiting.filter(({ since }) => began > since))
      resolve((now - since) / 1_000);
    this.#waiting = this.#waiting.filter(({ since }) => began <= since);
  }

  /** Resolves with seconds as soon as something that began after this moment is acknowledged. */
  untilServed(): Promise<number> {
    return new Promise((resolve) => this.#waiting.push({ since: Date.now(), resolve }));
  }
}
