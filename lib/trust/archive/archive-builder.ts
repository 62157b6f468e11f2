/** Archives for tests, down to the byte, so that they can be as hostile as they like. */
import { crc32, deflateRawSync, gzipSync } from "node:zlib";

type TarEntry = {
  name: string;
  content?: string | Buffer;
  /** `0` file, `1` link, `2` symlink, `3` device, `5` folder, `6` fifo, `S` sparse, `x` pax. */
  type?: string;
  /** As declared in the header; the content's length otherwise. */
  size?: number;
  mode?: number;
  linkName?: string;
  spoilChecksum?: boolean;
};

const BLOCK = 512;

/** One entry with its padding. */
export function tarEntry(entry: TarEntry): Buffer {
  const content = Buffer.from(entry.content ?? "");
  const header = Buffer.alloc(BLOCK);
  const size = entry.size ?? content.length;
  header.write(entry.name, 0, 100);
  header.write(octal(entry.mode ?? 0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  if (size < 8 ** 11) header.write(octal(size, 11), 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write(octal(0, 11), 136);
  header.write(" ".repeat(8), 148);
  header.write(entry.type ?? "0", 156);
  header.write(entry.linkName ?? "", 157, 100);
  header.write("ustar\u000000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0) + (entry.spoilChecksum ? 1 : 0);
  header.write(`${octal(sum, 6)}\0 `, 148, "latin1");
  return Buffer.concat([header, content, Buffer.alloc(-content.length & (BLOCK - 1))]);
}

/** A pax header for the entry that follows. */
export function paxHeader(values: Record<string, string>): Buffer {
  const content = Object.entries(values)
    .map(([key, value]) => {
      const rest = ` ${key}=${value}\n`;
      let length = Buffer.byteLength(rest) + 1;
      while (String(length).length + Buffer.byteLength(rest) !== length) length += 1;
      return `${length}${rest}`;
    })
    .join("");
  return tarEntry({ name: "PaxHeader", type: "x", content });
}

export const endOfTar = Buffer.alloc(2 * BLOCK);

export const tgz = (...entries: readonly Buffer[]): Buffer =>
  gzipSync(Buffer.concat([...entries, endOfTar]));

/** A package as npm makes it: every file below `package/`. */
export const npmPackage = (files: Readonly<Record<string, string | Buffer>>): Buffer =>
  tgz(
    ...Object.entries(files).map(([name, content]) =>
      tarEntry({ name: `package/${name}`, content }),
    ),
  );

type ZipEntry = {
  name: string;
  content?: string | Buffer;
  /** In the local header, where it differs. */
  localName?: string;
  /** Unix mode, with the kind of file. */
  mode?: number;
  crc?: number;
  flags?: number;
  method?: number;
  /** Deflated bytes that are given and not made. */
  packed?: Buffer;
  size?: number;
};

/** A zip with the entries as they are told, true or not. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? "");
    const packed = entry.packed ?? deflateRawSync(content);
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(entry.localName ?? entry.name);
    const middle = Buffer.alloc(26);
    middle.writeUInt16LE(20, 0);
    middle.writeUInt16LE(entry.flags ?? 0x800, 2);
    middle.writeUInt16LE(entry.method ?? 8, 4);
    middle.writeUInt32LE(entry.crc ?? crc32(content), 10);
    middle.writeUInt32LE(packed.length, 14);
    middle.writeUInt32LE(entry.size ?? content.length, 18);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), middle, localName, packed]);
    local.writeUInt16LE(localName.length, 26);
    const central = Buffer.concat([
      Buffer.from("PK\u0001\u0002"),
      Buffer.from([20, 3]),
      middle,
      Buffer.alloc(14),
      name,
    ]);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    central.writeUInt32LE(offset, 42);
    parts.push(local);
    directory.push(central);
    offset += local.length;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, table, end]);
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");
