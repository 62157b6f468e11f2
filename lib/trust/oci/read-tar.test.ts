import fc from "fast-check";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { endOfTar, paxHeader, tarEntry } from "../archive/archive-builder.ts";
import { readTar } from "./read-tar.ts";

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size)
    yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function entriesOf(bytes: Buffer, { size = 1_000, read = true } = {}) {
  const found = [];
  for await (const { content, ...entry } of readTar(inPieces(bytes, size))) {
    const chunks: Buffer[] = [];
    if (read) for await (const chunk of content) chunks.push(chunk);
    found.push({ ...entry, content: Buffer.concat(chunks).toString("utf8") });
  }
  return found;
}

const anyFile = fc.record({
  name: fc.stringMatching(/^[a-zäß0-9._-]{1,60}(?:\/[a-zäß0-9._-]{1,60}){0,4}$/),
  content: fc.string({ maxLength: 3_000 }),
});

test("what another program packs is read as it was, however it arrives", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyFile, { maxLength: 8 }),
      fc.integer({ min: 1, max: 2_000 }),
      async (files, size) => {
        const archive = pack();
        for (const { name, content } of files) archive.entry({ name }, content);
        archive.finalize();
        const chunks: Buffer[] = [];
        for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
        const found = await entriesOf(Buffer.concat(chunks), { size });
        expect(found.map(({ name, content }) => ({ name, content }))).toEqual(files);
      },
    ),
    { numRuns: 60 },
  );
});

test("what nobody reads is passed over, and links, folders and long names are told", async () => {
  const long = `${"x".repeat(90)}/${"y".repeat(90)}`;
  const bytes = Buffer.concat([
    tarEntry({ name: "folder/", type: "5" }),
    tarEntry({ name: "old-folder/" }),
    tarEntry({ name: "a", content: "z".repeat(700) }),
    tarEntry({ name: "ignored", type: "L", content: `${long}\0` }),
    tarEntry({ name: "cut", content: "1" }),
    paxHeader({ path: "täst", linkpath: "ziel", mtime: "1" }),
    tarEntry({ name: "t", type: "2" }),
    tarEntry({ name: "hard", type: "1", linkName: "a", size: 700 }),
    tarEntry({ name: "globals", type: "g", content: "27 comment=only a comment\n" }),
    tarEntry({ name: "pipe", type: "6" }),
    endOfTar,
  ]);
  const found = await entriesOf(bytes, { read: false });
  expect(
    found.map(({ name, type, linkName, sizeBytes }) => [name, type, linkName, sizeBytes]),
  ).toEqual([
    ["folder/", "folder", "", 0],
    ["old-folder/", "folder", "", 0],
    ["a", "file", "", 700],
    [long, "file", "", 1],
    ["täst", "symlink", "ziel", 0],
    ["hard", "link", "a", 700],
    ["pipe", "other", "", 0],
  ]);
});

test.each<[string, Buffer, string]>([
  ["noise", Buffer.alloc(2_048, 7), "archive/corrupt"],
  [
    "a header that was changed",
    Buffer.concat([tarEntry({ name: "x", spoilChecksum: true }), endOfTar]),
    "archive/corrupt",
  ],
  [
    "lengths that lie",
    Buffer.concat([tarEntry({ name: "p", type: "x", content: "99 path=x\n" }), endOfTar]),
    "archive/corrupt",
  ],
  [
    "a size that is none",
    Buffer.concat([paxHeader({ size: "-5" }), tarEntry({ name: "x" }), endOfTar]),
    "archive/corrupt",
  ],
  ["half a header", tarEntry({ name: "x" }).subarray(0, 300), "archive/truncated"],
  ["half a file", tarEntry({ name: "x", size: 5_000, content: "abc" }), "archive/truncated"],
  [
    "a description without end",
    tarEntry({ name: "x", type: "x", size: 2_000_000 }),
    "archive/too-large",
  ],
  [
    "a sparse file of GNU",
    Buffer.concat([tarEntry({ name: "x", type: "S" }), endOfTar]),
    "archive/sparse",
  ],
  [
    "a sparse file of pax",
    Buffer.concat([paxHeader({ "GNU.sparse.major": "1" }), tarEntry({ name: "x" }), endOfTar]),
    "archive/sparse",
  ],
])("%s is refused with a code", async (_name, bytes, code) => {
  await expect(entriesOf(bytes)).rejects.toMatchObject({ code });
});
