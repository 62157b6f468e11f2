import { startChild } from "./child.ts";
import type { PackageScans, TrustScanOperations } from "./trust-scan-process.ts";

/** `scans` is null where it did not complete, and `error` says why. */
export type PackageRow = { name: string; scans: PackageScans | null; error: string | null };

/** Each package twice in a process of its own, so that nothing of another one is warm. */
export async function scanPackages(names: readonly string[]): Promise<PackageRow[]> {
  const rows: PackageRow[] = [];
  for (const name of names) {
    const row = await scanPackage(name);
    rows.push(row);
    process.stderr.write(`${lineOf(row)}\n`);
  }
  return rows;
}

async function scanPackage(name: string): Promise<PackageRow> {
  const child = await startChild<TrustScanOperations>("trust-scan", { core: null });
  try {
    return { name, scans: await child.call("scan", name), error: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { name, scans: null, error: message.split("\n")[0] ?? "" };
  } finally {
    await child.stop();
  }
}

function lineOf({ name, scans, error }: PackageRow): string {
  if (scans === null) return `${name}: ${error ?? ""}`;
  const { cold, warm } = scans;
  return `${name}: ${cold.seconds.toFixed(1)} s, then ${warm.seconds.toFixed(1)} s`;
}
