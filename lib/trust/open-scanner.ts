import { hkdfSync, randomBytes } from "node:crypto";
import type { Env } from "#lib/config/env.ts";
import type { Reach } from "./collect/reach.ts";
import { SCANNED_KINDS, type ArtifactKind } from "./core/words.ts";
import { openFeeds } from "./feeds/feed-store.ts";
import { recheckOption } from "./recheck/recheck-option.ts";
import type { Recheck } from "./recheck/run-checks.ts";
import { scanArtifact } from "./scan-artifact.ts";
import type { ScanArtifact } from "./scanned.ts";

const REQUEST_MS = 30_000;

export type Scanner = {
  /** Where scans read, without what belongs to one scan. */
  open: () => Omit<Reach, "signal" | "evidence" | "onStep">;
  scan: ScanArtifact;
  recheck: Recheck;
  kinds: ReadonlySet<ArtifactKind>;
};

/** A scanner of the configured sources and the imported feeds; one for a process. */
export function openScanner({ trust, intake, secret }: Env): Scanner {
  const { feedDir, capture, scans: _, ...sources } = trust;
  const tools = { feeds: openFeeds(feedDir), fingerprintKey: fingerprintKey(secret), capture };
  return {
    open: () => ({
      sources: {
        ...sources,
        npm: intake.npm,
        pypi: intake.pypi,
        allowedHosts: [...new Set([...sources.allowedHosts, ...intake.allowedHosts])],
        timeoutMs: REQUEST_MS,
      },
      now: () => new Date(),
    }),
    kinds: SCANNED_KINDS,
    scan: (reference, options) => scanArtifact(reference, { ...options, tools }),
    recheck: (subject, options) => recheckOption(subject, { ...options, tools }),
  };
}

/** Without a secret of the product fingerprints can be compared within one process only. */
function fingerprintKey(secret: string | undefined): Buffer {
  if (secret === undefined) return randomBytes(32);
  return Buffer.from(hkdfSync("sha256", secret, "", "gatehouse trust fingerprints", 32));
}
