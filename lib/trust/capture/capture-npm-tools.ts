import type { Json } from "#lib/kernel/json.ts";
import type { Reach } from "../collect/reach.ts";
import type { EntryFacts, Got, ToolsFacts } from "../core/facts.ts";
import type { NpmCollected } from "../npm/collect-npm.ts";
import { readPackageFiles } from "../npm/package-files.ts";
import { declaredSettings } from "./declared-settings.ts";
import { installPackages } from "./install-packages.ts";
import { NotCaptured } from "./not-captured.ts";
import { placeholders } from "./placeholders.ts";
import { orReason, RUN_MS, runProgram, toldFacts } from "./run-program.ts";
import { startFile } from "./start-file.ts";

type Options = {
  /** What its server.json declares; null: there is none. */
  entry: EntryFacts | null;
  /** Names of environment variables that its code reads. */
  read: readonly string[];
  runMs?: number;
};

/**
 * Runs a package's own server in a cage, without network, files, programs or rights, and asks it
 * for its tools over stdio. What goes wrong is a reason, never an exception.
 */
export function captureNpmTools(
  reach: Reach,
  collected: NpmCollected,
  { entry, read, runMs = RUN_MS }: Options,
): Promise<Got<ToolsFacts>> {
  return orReason(async () => {
    const { name, version, digest, locations, bytes, tree } = collected;
    if (!tree.ok) throw new NotCaptured(tree.reason, tree.detail);
    const wanted = { ...declaredSettings(entry, name), read };
    const told = await runProgram(
      reach,
      {
        install: (within, folder) => installPackages(within, collected, folder),
        place: `node_modules/${name}`,
        start: await startOf(collected),
        given: [],
        settings: (said, width) => placeholders(wanted, said, width),
      },
      runMs,
    );
    const installed = locations.map((one): Json => ({ ...one }));
    const { value, sha256 } = toldFacts(reach, told, { name, version, digest, installed });
    return { ok: true, value, evidence: [...(bytes.ok ? bytes.evidence : []), sha256] };
  });
}

async function startOf({ name, tarball }: NpmCollected): Promise<string> {
  const { manifest } = tarball === null ? { manifest: null } : await readPackageFiles(tarball);
  const start = manifest === null ? null : startFile(manifest, name);
  if (start === null)
    throw new NotCaptured("not_captured", "Its package.json names no one program to start.");
  return start;
}
