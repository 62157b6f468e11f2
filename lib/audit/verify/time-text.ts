/** Room for the text of a time; nothing that happened has it. */
export const NO_TIME = "0000-00-00T00:00:00.000Z";
/** 2000-01-01, from where PostgreSQL counts microseconds. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
/** The digit 0 in ASCII. */
const ZERO = 48;

/** Times as JavaScript's `toISOString` writes them, without asking it more than once a day. */
export class TimeText {
  readonly #text = Buffer.alloc(NO_TIME.length);
  #day = NaN;

  /**
   * Writes it over `NO_TIME`, which is left where a year has other than four digits.
   * @param micros since 2000, as PostgreSQL sends them; parts of a millisecond are cut off.
   */
  write(micros: number, into: Buffer, at: number): void {
    const ms = Math.floor(micros / 1_000) + EPOCH_MS;
    const day = Math.floor(ms / DAY_MS);
    if (day !== this.#day && !this.#begin(day)) return;
    const seconds = Math.floor(ms / 1_000) - day * (DAY_MS / 1_000);
    this.#digits(11, 2, Math.floor(seconds / 3_600));
    this.#digits(14, 2, Math.floor(seconds / 60) % 60);
    this.#digits(17, 2, seconds % 60);
    this.#digits(20, 3, ms - Math.floor(ms / 1_000) * 1_000);
    for (let place = 0; place < NO_TIME.length; place += 1)
      into[at + place] = this.#text[place] ?? 0;
  }

  #begin(day: number): boolean {
    const date = new Date(day * DAY_MS);
    const text = Number.isNaN(date.getTime()) ? "" : date.toISOString();
    if (text.length !== NO_TIME.length) return false;
    this.#text.write(text, "latin1");
    this.#day = day;
    return true;
  }

  #digits(at: number, count: number, value: number): void {
    let rest = value;
    for (let place = at + count - 1; place >= at; place -= 1) {
      this.#text[place] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }
}
