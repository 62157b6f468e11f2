import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import type { ImageFiles } from "./image-files.ts";
import type { ImageFile } from "./walk-layers.ts";
import { scannedPath } from "./wanted-files.ts";

/** The configuration stands beside the files: variables and commands of builds hold secrets too. */
const CONFIG_FILE = "image configuration.json";

export type OwnArchive = {
  archive: Buffer;
  /** Files of its own code. */
  files: number;
};

/** An image's own files as one archive for the scanner, which reads it in a process of its own. */
export async function ownArchive(
  files: Pick<ImageFiles<ImageFile>, "all">,
  config: Buffer,
): Promise<OwnArchive> {
  const archive = pack();
  const packed = archive.pipe(createGzip({ level: 1 }));
  const chunks: Buffer[] = [];
  const read = (async () => {
    for await (const chunk of packed as AsyncIterable<Buffer>) chunks.push(chunk);
  })();
  // The scanner takes the first folder away, as npm does.
  archive.entry({ name: `image/${CONFIG_FILE}` }, config);
  let count = 0;
  for (const [path, file] of files.all()) {
    if (file.as !== "own") continue;
    count += 1;
    const mode = file.executable ? 0o755 : 0o644;
    archive.entry({ name: `image/${scannedPath(path)}`, mode }, file.bytes);
  }
  archive.finalize();
  await read;
  return { archive: Buffer.concat(chunks), files: count };
}
