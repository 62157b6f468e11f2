/** What a scan is asked for and what it brings back: the words between scanning and keeping. */
import type { EvidenceRecord, Reach } from "./collect/reach.ts";
import type { EntryFacts } from "./core/facts.ts";
import type { ControlResult } from "./core/result.ts";
import type { ArtifactKind } from "./core/words.ts";

/** What to scan. */
export type ScanReference = {
  kind: ArtifactKind;
  /** The package's name, an image, the address of a bundle or of a remote. */
  name: string;
  version: string | null;
  registryBaseUrl?: string | null;
};

export type Scanned = {
  artifact: {
    kind: ArtifactKind;
    name: string;
    version: string | null;
    /** `sha512-…` of npm, `sha256:…` of the others; null: a remote, or it could not be read. */
    digest: string | null;
  };
  results: readonly ControlResult[];
  evidence: readonly EvidenceRecord[];
  /** RFC 3339, UTC. */
  startedAt: string;
  finishedAt: string;
};

export type ScanArtifact = (
  reference: ScanReference,
  options: { entry: EntryFacts | null; reach: Reach },
) => Promise<Scanned>;
