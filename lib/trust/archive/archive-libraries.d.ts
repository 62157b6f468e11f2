/** The parts of tar-stream that are used here: it brings no types. */
declare module "tar-stream" {
  import type { Readable, Writable } from "node:stream";

  export type Header = {
    name: string;
    size: number;
    /** Null: a kind that the library does not know, such as an old GNU sparse file. */
    type: string | null;
    mode: number;
    pax: Record<string, string> | null;
  };
  export type EntryStream = Readable & { header: Header };
  export function extract(options?: {
    allowUnknownFormat?: boolean;
  }): Writable & AsyncIterable<EntryStream>;

  type PackHeader = Partial<Omit<Header, "pax">> & {
    name: string;
    linkname?: string;
    pax?: Record<string, string>;
  };
  export type Pack = Readable & {
    entry(header: PackHeader, content?: string | Buffer): Writable;
    finalize(): void;
  };
  export function pack(): Pack;
}
