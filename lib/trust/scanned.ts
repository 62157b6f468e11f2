/** What a scan is asked for and what it brings back: the words between scanning and keeping. */
import type { EvidenceRecord, Reach } from "./collect/reach.ts";
import type { EntryFacts, ToolsFacts } from "./core/facts.ts";
import type { ControlResult } from "./core/result.ts";
import type { ArtifactKind } from "./core/words.ts";
import type { Credential } from "./remote/door.ts";

/** What the tools and texts of one server have in common with other servers of the registry. */
export type OtherTools = {
  /** Tools of other servers by the same name. */
  sameNames: readonly { tool: string; server: string }[];
  /** Which of the words are names of other servers or of their tools. */
  spoken: readonly string[];
};
export type FindOtherTools = (asked: {
  serverName: string;
  names: readonly string[];
  words: readonly string[];
}) => Promise<OtherTools>;

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
  /** Null: they could not be seen. */
  tools: ToolsFacts | null;
  /** RFC 3339, UTC. */
  startedAt: string;
  finishedAt: string;
};

export type ScanArtifact = (
  reference: ScanReference,
  options: {
    entry: EntryFacts | null;
    reach: Reach;
    others: FindOtherTools | null;
    /** What a remote is shown that tells its tools only to those who sign in. */
    credential?: Credential | null;
  },
) => Promise<Scanned>;
