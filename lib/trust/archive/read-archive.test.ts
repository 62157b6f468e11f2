import { createGzip, createDeflateRaw, gzipSync } from "node:zlib";
import { expect, test, describe } from "vitest";
import { endOfTar, npmPackage, paxHeader, tarEntry, tgz, zip } from "./archive-builder.ts";
import { ARCHIVE_LIMITS } from "./limits.ts";
import { readArchive, type ArchiveFormat } from "./read-archive.ts";

const MEGABYTE = 1_048_576;

async function codes(bytes: Buffer, format: ArchiveFormat = "tgz", limits = ARCHIVE_LIMITS) {
  const { refused } = await readArchive(bytes, format, limits);
  return refused.map(({ code }) => code);
}

async function texts(bytes: Buffer, format: ArchiveFormat = "tgz") {
  const { files } = await readArchive(bytes, format);
  return Object.fromEntries(files.map(({ path, bytes: text }) => [path, text?.toString() ?? null]));
}

/** Zeros, packed as they are made, so that the test needs no memory for them. */
async function packedZeros(megabytes: number, packer = createGzip()): Promise<Buffer> {
  const chunks: Buffer[] = [];
  packer.on("data", (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise((resolve) => packer.on("end", resolve));
  packer.write(tarEntry({ name: "package/zeros", size: megabytes * MEGABYTE }));
  const zeros = Buffer.alloc(MEGABYTE);
  for (let at = 0; at < megabytes; at++)
    if (!packer.write(zeros)) await new Promise((resolve) => packer.once("drain", resolve));
  packer.end();
  await done;
  return Buffer.concat(chunks);
}

describe("what an honest package gives", () => {
  test("a tarball's files without its first folder, sorted, with their text", async () => {
    const bytes = tgz(
      tarEntry({ name: "package/", type: "5" }),
      tarEntry({ name: "package/lib/b.js", content: "b" }),
      tarEntry({ name: "package/a.js", content: "a", mode: 0o755 }),
      tarEntry({ name: "package/empty.js" }),
    );
    const contents = await readArchive(bytes, "tgz");
    expect(contents.refused).toEqual([]);
    expect(contents.files.map(({ path, executable }) => [path, executable])).toEqual([
      ["a.js", true],
      ["empty.js", false],
      ["lib/b.js", false],
    ]);
    expect(await texts(bytes)).toEqual({ "a.js": "a", "empty.js": "", "lib/b.js": "b" });
  });

  test("long names of pax headers", async () => {
    const path = `package/${"long/".repeat(30)}name.js`;
    const bytes = tgz(paxHeader({ path }), tarEntry({ name: "short", content: "x" }));
    expect(await texts(bytes)).toEqual({ [path.slice("package/".length)]: "x" });
  });

  test("a bundle's files with their folders, also when a signature hangs on its end", async () => {
    const bundle = zip([
      { name: "server/" },
      { name: "server/a.js", content: "a".repeat(9_000), mode: 0o100755 },
    ]);
    const signed = Buffer.concat([bundle, Buffer.from("MCPB_SIG_V1\u0004\0\0\0abcdMCPB_SIG_END")]);
    for (const bytes of [bundle, signed]) {
      const { files, refused } = await readArchive(bytes, "zip");
      expect(refused).toEqual([]);
      expect(files.map(({ path, sizeBytes, executable }) => [path, sizeBytes, executable])).toEqual(
        [["server/a.js", 9_000, true]],
      );
    }
  });

  test("programs, archives and pictures are named but not held", async () => {
    const bytes = npmPackage({
      "a.node": Buffer.from("7f454c4602010100", "hex"),
      "b.exe": Buffer.from("4d5a90000300", "hex"),
      "c.tgz": gzipSync("x"),
      "d.png": Buffer.from("89504e470d0a1a0a0000", "hex"),
      "e.js": Buffer.from("a\0b"),
    });
    const { files, refused } = await readArchive(bytes, "tgz");
    expect(files.map(({ kind, bytes: text }) => [kind, text !== null])).toEqual([
      ["executable", false],
      ["executable", false],
      ["archive", false],
      ["binary", false],
      // A NUL does not hide a script.
      ["text", true],
    ]);
    expect(refused.map(({ code }) => code)).toEqual(["archive/nested"]);
  });
});

describe("hostile names are refused and their content is not kept", () => {
  const NAMES: readonly [string, string][] = [
    ["package/../../etc/passwd", "archive/path-traversal"],
    ["package/a/../../../b", "archive/path-traversal"],
    ["/etc/passwd", "archive/absolute-name"],
    ["package\\..\\evil.js", "archive/backslash"],
    ["C:/evil.js", "archive/drive-letter"],
    ["package/a\u0001b.js", "archive/control-character"],
    ["package/a\u202esj.exe", "archive/hidden-character"],
  ];
  test.each(NAMES)("%j in a tarball and in a zip: %s", async (name, code) => {
    const good = tarEntry({ name: "package/good.js", content: "1" });
    const tar = tgz(tarEntry({ name, content: "evil" }), good);
    expect(await codes(tar)).toEqual([code]);
    expect(await texts(tar)).toEqual({ "good.js": "1" });
    const bundle = zip([
      { name, content: "evil" },
      { name: "good.js", content: "1" },
    ]);
    expect(await codes(bundle, "zip")).toEqual([code]);
    expect(await texts(bundle, "zip")).toEqual({ "good.js": "1" });
  });

  test("a NUL in a name, which only pax headers and zips can carry", async () => {
    const tar = tgz(paxHeader({ path: "package/a.js\0.png" }), tarEntry({ name: "x" }));
    expect(await codes(tar)).toEqual(["archive/control-character"]);
    expect(await codes(zip([{ name: "a.js\0.png" }]), "zip")).toEqual([
      "archive/control-character",
    ]);
  });

  test("names that are too long or too deep, empty ones and files outside of the folder", async () => {
    const long = tgz(paxHeader({ path: `package/${"x".repeat(2_000)}` }), tarEntry({ name: "x" }));
    expect(await codes(long)).toEqual(["archive/name-too-long"]);
    const deep = zip([{ name: "a/".repeat(70) + "b" }]);
    expect(await codes(deep, "zip")).toEqual(["archive/name-too-long"]);
    expect(await codes(tgz(tarEntry({ name: "loose.js" })))).toEqual(["archive/outside-folder"]);
    expect(await codes(zip([{ name: "" }]), "zip")).toEqual(["archive/empty-name"]);
  });

  test("a refused name is shown in full view and cut", async () => {
    const name = `package/../\u202e${"x".repeat(300)}`;
    const { refused } = await readArchive(zip([{ name }]), "zip");
    expect(refused[0]?.detail).toContain("\\u{202e}");
    expect(refused[0]?.detail.length).toBeLessThan(200);
  });
});

describe("entries that are no ordinary files are refused", () => {
  test.each([
    ["a link", { type: "1", linkName: "/etc/passwd" }, "archive/link"],
    ["a symlink", { type: "2", linkName: "../../.ssh/id_rsa" }, "archive/link"],
    ["a character device", { type: "3" }, "archive/device"],
    ["a block device", { type: "4" }, "archive/device"],
    ["a fifo", { type: "6" }, "archive/device"],
    ["an old GNU sparse file", { type: "S" }, "archive/unsupported-entry"],
  ])("%s in a tarball", async (_name, entry, code) => {
    const bytes = tgz(tarEntry({ name: "package/x", ...entry }), tarEntry({ name: "package/y" }));
    expect(await codes(bytes)).toEqual([code]);
    expect(Object.keys(await texts(bytes))).toEqual(["y"]);
  });

  test("a sparse file of 10 GB, which takes no more than what is there", async () => {
    const size = 10 * 1_024 * MEGABYTE;
    const pax = paxHeader({ "GNU.sparse.realsize": String(size), "GNU.sparse.major": "1" });
    const sparse = tgz(pax, tarEntry({ name: "package/x", content: "1\n0\n512\n" }));
    expect(await codes(sparse)).toEqual(["archive/sparse"]);
    const declared = tgz(tarEntry({ name: "package/x.js", size }));
    const contents = await readArchive(declared, "tgz");
    expect(contents.refused.map(({ code }) => code)).toEqual(["archive/truncated"]);
    expect(contents.expandedBytes).toBeLessThan(10_000);
  });

  test("symlinks, devices, encrypted and oddly packed files in a zip", async () => {
    const bytes = zip([
      { name: "link", content: "/etc/passwd", mode: 0o120777 },
      { name: "device", mode: 0o020644 },
      { name: "locked", content: "x", flags: 0x801 },
      { name: "odd", content: "x", method: 12 },
      { name: "good.js", content: "1" },
    ]);
    expect(await codes(bytes, "zip")).toEqual([
      "archive/link",
      "archive/device",
      "archive/encrypted",
      "archive/unsupported-compression",
    ]);
    expect(await texts(bytes, "zip")).toEqual({ "good.js": "1" });
  });
});

describe("names that meet are told", () => {
  test("twice the same name: both are read, the later one last", async () => {
    const bytes = tgz(
      tarEntry({ name: "package/a.js", content: "1" }),
      tarEntry({ name: "package/./a.js", content: "2" }),
    );
    const { files, refused } = await readArchive(bytes, "tgz");
    expect(refused.map(({ code }) => code)).toEqual(["archive/duplicate-name"]);
    expect(files.map(({ bytes: text }) => text?.toString())).toEqual(["1", "2"]);
  });

  test("names that differ in case or in the form of an accent", async () => {
    const bytes = npmPackage({
      "Index.js": "1",
      "index.js": "2",
      "\u00e9.js": "",
      "e\u0301.js": "",
    });
    expect(await codes(bytes)).toEqual(["archive/case-collision", "archive/case-collision"]);
  });

  test("a zip whose two tables give one file two names", async () => {
    const bytes = zip([{ name: "harmless.txt", localName: "hidden-evil.js", content: "x" }]);
    expect(await codes(bytes, "zip")).toEqual(["archive/name-mismatch"]);
  });
});

describe("broken archives are read as far as they go", () => {
  const good = tarEntry({ name: "package/good.js", content: "1" });

  test("cut off in the gzip, in a file of the tar, and in a zip", async () => {
    const whole = npmPackage({ "a.js": "x".repeat(100_000), "b.js": Math.random().toString() });
    expect(await codes(whole.subarray(0, whole.length - 40))).toEqual(["archive/truncated"]);
    const cut = gzipSync(Buffer.concat([good, tarEntry({ name: "package/b", size: 9_000 })]));
    expect(await codes(cut)).toEqual(["archive/truncated"]);
    expect((await texts(cut))["good.js"]).toBe("1");
    const bundle = zip([{ name: "a.js", content: "x".repeat(9_000) }]);
    expect(await codes(bundle.subarray(0, 40), "zip")).toEqual(["archive/truncated"]);
  });

  test("bad checksums in a tar and in a zip", async () => {
    const bad = tarEntry({ name: "package/bad.js", content: "2", spoilChecksum: true });
    const bytes = tgz(good, bad);
    expect(await codes(bytes)).toEqual(["archive/corrupt"]);
    expect(await texts(bytes)).toEqual({ "good.js": "1" });
    expect(await codes(zip([{ name: "a.js", content: "x", crc: 1 }]), "zip")).toEqual([
      "archive/bad-checksum",
    ]);
  });

  test("a zip's file whose size or data is a lie", async () => {
    const bytes = zip([
      { name: "size.js", content: "x".repeat(100), size: 7 },
      { name: "data.js", packed: Buffer.from("not deflated"), content: "x" },
      { name: "good.js", content: "1" },
    ]);
    expect(await codes(bytes, "zip")).toEqual(["archive/corrupt", "archive/corrupt"]);
    expect((await texts(bytes, "zip"))["good.js"]).toBe("1");
  });

  test.each([["tgz"], ["zip"]] as const)("noise and nothing, given as %s", async (format) => {
    for (const bytes of [Buffer.alloc(0), Buffer.from("hello"), Buffer.alloc(5_000, 7)]) {
      const { files, refused } = await readArchive(bytes, format);
      expect(files).toEqual([]);
      expect(refused).toHaveLength(1);
      expect(refused[0]?.code).toMatch(/^archive\/(?:corrupt|truncated)$/);
    }
  });

  test("any single changed byte gives codes or files, never an exception", async () => {
    const tar = npmPackage({ "a.js": "let a;", "package.json": "{}" });
    const bundle = zip([
      { name: "a.js", content: "let a;" },
      { name: "b", content: "b" },
    ]);
    for (const [bytes, format] of [
      [tar, "tgz"],
      [bundle, "zip"],
    ] as const)
      for (let at = 0; at < bytes.length; at++) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 0x41;
        await expect(readArchive(changed, format)).resolves.toBeDefined();
      }
  });
});

describe("limits", () => {
  const small = (limits: Partial<typeof ARCHIVE_LIMITS>) => ({ ...ARCHIVE_LIMITS, ...limits });

  test("a gzip bomb stops at the ratio, long before it is unpacked", async () => {
    const bomb = await packedZeros(600);
    const contents = await readArchive(bomb, "tgz");
    expect(contents.refused.map(({ code }) => code)).toEqual(["archive/ratio"]);
    expect(contents.expandedBytes).toBeLessThan(300 * MEGABYTE);
  });

  test("a bomb of many small steps stops at the total", async () => {
    const bomb = await packedZeros(40);
    const limits = small({ expandedBytes: 30 * MEGABYTE, ratio: 1_000_000 });
    expect(await codes(bomb, "tgz", limits)).toEqual(["archive/expands-too-far"]);
  });

  test("a zip bomb stops at the ratio, also when its entries share their bytes", async () => {
    const packed = await packedZeros(100, createDeflateRaw());
    const entry = { packed, size: 100 * MEGABYTE + 512, crc: 0 };
    const bomb = zip(Array.from({ length: 9 }, (_, at) => ({ ...entry, name: `${at}.txt` })));
    expect(await codes(bomb, "zip")).toContain("archive/ratio");
  });

  test("a million small files stop at the number of entries", async () => {
    const entry = tarEntry({ name: "package/a" });
    const limits = small({ entries: 100 });
    const bytes = gzipSync(Buffer.concat([...Array<Buffer>(200).fill(entry), endOfTar]));
    expect(await codes(bytes, "tgz", limits)).toContain("archive/too-many-entries");
    const names = Array.from({ length: 200 }, (_, at) => ({ name: `${at}` }));
    expect(await codes(zip(names), "zip", limits)).toEqual(["archive/too-many-entries"]);
  });

  test("a compressed size over the limit is not opened at all", async () => {
    const bytes = npmPackage({ "a.js": "1" });
    const contents = await readArchive(bytes, "tgz", small({ compressedBytes: 10 }));
    expect(contents).toMatchObject({ files: [], refused: [{ code: "archive/too-large" }] });
  });

  test("time", async () => {
    expect(await codes(npmPackage({ "a.js": "1" }), "tgz", small({ timeMs: -1 }))).toEqual([
      "archive/too-slow",
    ]);
  });

  test("a file that is too long is counted and not kept", async () => {
    const bytes = npmPackage({ "a.js": "x".repeat(3_000), "b.js": "y" });
    const { files } = await readArchive(bytes, "tgz", small({ fileBytes: 2_000 }));
    expect(files.map(({ sizeBytes, cut }) => [sizeBytes, cut])).toEqual([
      [3_000, "file_size"],
      [1, null],
    ]);
  });

  test("where memory is short, dependencies give way to the package's own code", async () => {
    const bytes = npmPackage({
      "node_modules/x/a.js": "x".repeat(600),
      "own.js": "y".repeat(600),
      "more.js": "z".repeat(600),
    });
    const { files, refused } = await readArchive(bytes, "tgz", small({ keptBytes: 1_300 }));
    expect(files.map(({ path, cut }) => [path, cut])).toEqual([
      ["more.js", null],
      ["node_modules/x/a.js", "memory"],
      ["own.js", null],
    ]);
    expect(refused.map(({ code }) => code)).toEqual(["archive/memory"]);
  });

  test("the list of refusals stays short however many there are", async () => {
    const entries = Array.from({ length: 500 }, (_, at) => ({ name: `../${at}` }));
    const { refused } = await readArchive(zip(entries), "zip");
    expect(refused).toHaveLength(6);
    expect(refused.at(-1)?.detail).toBe("And 495 more.");
  });
});
