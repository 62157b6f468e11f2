import { env } from "#lib/config/env.ts";
import { openScanner } from "#lib/trust/open-scanner.ts";
import { scanAlone, type ScannedAlone } from "#lib/trust/scan-alone.ts";
import { serveParent } from "./child.ts";
import { cpuSeconds, watchScanMemory, type ScanMemory } from "./trust-memory.ts";

/** As long as the worker gives a scan. */
const SCAN_MS = 840_000;

/** `cpuSeconds` of all processes together, which tells more than `seconds` on a busy machine. */
export type PackageScan = { seconds: number; cpuSeconds: number; report: ScannedAlone["report"] };
export type PackageScans = { cold: PackageScan; warm: PackageScan; memory: ScanMemory };

const operations = {
  /** Twice in a process that has read nothing before: what the first scan kept is warm for the second. */
  scan: async (name: string): Promise<PackageScans> => {
    const scanner = openScanner(env);
    const memory = watchScanMemory();
    const once = async (): Promise<PackageScan> => {
      const [started, used] = [performance.now(), cpuSeconds()];
      const { report } = await scanAlone(`npm:${name}`, {
        scanner,
        timeoutMs: SCAN_MS,
        onStep: () => undefined,
      });
      return {
        seconds: (performance.now() - started) / 1_000,
        cpuSeconds: cpuSeconds() - used,
        report,
      };
    };
    try {
      const cold = await once();
      return { cold, warm: await once(), memory: memory.stop() };
    } finally {
      memory.stop();
    }
  },
};
export type TrustScanOperations = typeof operations;
serveParent(operations);
