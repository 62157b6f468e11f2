/** One value of DER (ITU-T X.690): a tag with its bytes. */
export class Der {
  readonly tag: number;
  readonly body: Buffer;
  /** With its tag and length. */
  readonly whole: Buffer;

  constructor(tag: number, body: Buffer, whole: Buffer) {
    this.tag = tag;
    this.body = body;
    this.whole = whole;
  }

  /** The values inside; empty where it holds none, or something else. */
  parts(): Der[] {
    const parts: Der[] = [];
    for (let rest = this.body; rest.length > 0;) {
      const part = decodeDer(rest);
      if (part === null || parts.length >= MAX_PARTS) return [];
      parts.push(part);
      rest = rest.subarray(part.whole.length);
    }
    return parts;
  }
}

const MAX_PARTS = 1_000;
const LONG_FORM = 0x80;
const MAX_LENGTH_BYTES = 4;

/** The value that the bytes begin with; null: there is none, or its length is not a definite one. */
export function decodeDer(bytes: Buffer): Der | null {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return null;
  const more = first < LONG_FORM ? 0 : first - LONG_FORM;
  if (first === LONG_FORM || more > MAX_LENGTH_BYTES || bytes.length < 2 + more) return null;
  const length = more === 0 ? first : bytes.readUIntBE(2, more);
  const start = 2 + more;
  if (start + length > bytes.length) return null;
  return new Der(tag, bytes.subarray(start, start + length), bytes.subarray(0, start + length));
}
