/**
 * The scanner itself: a process of its own without network, rights or secrets, started by
 * run-scanner.ts. Reads an archive from its input and writes one JSON document. `--probe` only
 * says how it is fenced in.
 */
import { once } from "node:events";
import { readArchive } from "../archive/read-archive.ts";
import { manifestIn } from "../code/read-manifest.ts";
import { FORMAT_OF } from "../code/roles.ts";
import { scanCode } from "../code/scan-code.ts";
import { isolationHere } from "./isolation.ts";
import { readInput } from "./scanner-input.ts";

async function answer(): Promise<object> {
  const isolation = isolationHere({
    network: process.argv.includes("--own-network"),
    user: process.argv.includes("--own-user"),
  });
  if (process.argv.includes("--probe")) return { isolation };
  const { header, archive } = await readInput(process.stdin);
  const contents = await readArchive(archive, FORMAT_OF[header.layout]);
  const fingerprintKey = Buffer.from(header.fingerprintKey, "hex");
  const { facts, own, totals } = await scanCode(contents, {
    fingerprintKey,
    isolation,
    layout: header.layout,
    // The rest is for reading the archive and writing the answer.
    timeMs: header.timeMs * 0.8,
  });
  return {
    bytes: {
      sizeBytes: archive.length,
      expandedBytes: contents.expandedBytes,
      files: contents.files.length,
      refused: contents.refused,
    },
    code: facts,
    totals,
    packageJson: manifestIn(contents)?.value ?? null,
    shrinkwrap: manifestIn(contents, "npm-shrinkwrap.json")?.value ?? null,
    bundleManifest: manifestIn(contents, "manifest.json")?.value ?? null,
    files: contents.files.map(({ path, sizeBytes, kind, executable }) => ({
      path,
      sizeBytes,
      kind,
      executable,
      own: own.has(path),
    })),
  };
}

const text = JSON.stringify(await answer());
if (!process.stdout.write(text)) await once(process.stdout, "drain");
