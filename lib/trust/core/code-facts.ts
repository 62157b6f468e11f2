/** What the scanner of code saw: plain data, which the rules judge. */
import type { Reason, Severity } from "./words.ts";

/** Where in the artifact, with `/`, without the archive's first folder. */
export type Place = { file: string; line: number | null };

/** Powers of code that MTF CD-02 wants declared. */
export type Power =
  "subprocess" | "native" | "network" | "environment" | "filesystem" | "sensitive_path";

/** What an analyser beside Gatehouse (Bandit, GuardDog) said of the code. */
export type AnalyserReport = {
  /** As it says it itself. */
  version: string;
  findings: readonly {
    /** `B602`, `threat-network-exfiltration`. */
    rule: string;
    /** Null: it does not say. */
    severity: "low" | "medium" | "high" | null;
    confidence: "low" | "medium" | "high" | null;
    title: string;
    /** Null: it is about the whole. */
    place: Place | null;
    /** Whose code it is in. */
    role: "own" | "aside" | "vendored";
  }[];
  /** Files of the package's own code that it could not parse. */
  unread: readonly string[];
  /** Why it is not all that there is to say; null: it is. */
  incomplete: { reason: Reason; detail: string } | null;
};

export type CodeFacts = {
  /** `full`: all code was read; `partial`: some was cut, minified or in another language; `opaque`: none. */
  scannable: "full" | "partial" | "opaque";
  languages: readonly { name: string; files: number; readable: boolean }[];
  /** Why `partial` or `opaque`; `analyser`: it was read, but nothing here analyses its language. */
  unread: readonly {
    file: string;
    reason: "too_large" | "minified" | "syntax" | "language" | "analyser";
  }[];
  secrets: readonly (Place & {
    detector: string;
    /** HMAC of the value: the value itself is never kept. */
    fingerprint: string;
    confidence: "high" | "low";
  })[];
  /** Patterns of malware: CQ-02. */
  malware: readonly (Place & {
    code: string;
    title: string;
    severity: Severity;
    blocks: boolean;
  })[];
  /** Unsafe execution: CQ-05. */
  unsafe: readonly (Place & { code: string; title: string; severity: Severity })[];
  /** ESLint and its security rules: CQ-03. */
  staticFindings: readonly (Place & {
    code: string;
    title: string;
    severity: Severity;
    confidence: "high" | "medium" | "low";
  })[];
  /** Suppressions without a reason: CQ-03, CQ-05. */
  suppressions: readonly Place[];
  powers: readonly (Place & { power: Power; when: "load" | "run"; what: string })[];
  /** Names of environment variables that the code reads. */
  environment: readonly string[];
  /** Hosts in string literals of the code. */
  hosts: readonly string[];
  /** Libraries that validate the input of tools, and whether handlers were found that use none. */
  validation: { libraries: readonly string[]; handlers: number; unvalidated: readonly Place[] };
  telemetry: readonly (Place & { what: string })[];
  /** How the scanner was fenced in: shown with the result. */
  isolation: { permissions: boolean; network: boolean; user: boolean };
};
