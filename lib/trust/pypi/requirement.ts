import type { TreeFacts } from "../core/facts.ts";
import { comparePep440 } from "../feeds/compare-pep440.ts";
import { isProjectName, projectName } from "./project-name.ts";

/** A dependency as PEP 508 writes it. */
export type Requirement = {
  /** In its one spelling. */
  name: string;
  extras: readonly string[];
  /** `>=1,<2`; empty: any version. */
  specifier: string;
  /** Where it comes from, when that is no index. */
  address: string | null;
  marker: string;
};

const MAX_LENGTH = 2_000;
const FORM =
  /^([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?\s*(?:@\s*([^\s;]+)|\(?([^;()]*)\)?)\s*(?:;\s*(.*))?$/s;

/** Null: this is no requirement. */
export function parseRequirement(text: string): Requirement | null {
  const found = text.length > MAX_LENGTH ? null : FORM.exec(text.trim());
  if (found === null) return null;
  const [, name = "", extras = "", address = null, specifier = "", marker = ""] = found;
  if (!isProjectName(name)) return null;
  return {
    name: projectName(name),
    extras: extras
      .split(",")
      .map((one) => projectName(one.trim()))
      .filter((one) => one !== ""),
    specifier: specifier.replace(/\s+/g, ""),
    address,
    marker: marker.trim(),
  };
}

/** Whether it comes only with an extra that nobody asked for. */
export const isOfExtra = ({ marker }: Requirement): boolean => /\bextra\s*[=!]=/.test(marker);

/** `==1.2.3` and nothing else; null: other versions fit too. */
export function pinnedVersion({ specifier }: Requirement): string | null {
  return /^={2,3}([^,*=][^,*]*)$/.exec(specifier)?.[1] ?? null;
}

export function foreignKind(address: string): TreeFacts["foreign"][number]["kind"] {
  if (/^(?:git|hg|svn|bzr)\+/.test(address)) return "git";
  return address.startsWith("file:") || !/^https?:/.test(address) ? "file" : "remote";
}

const CLAUSE = /^(===|==|!=|<=|>=|<|>|~=)(.+)$/;

/** Whether a version is one that a specifier takes (PEP 440); what is no specifier takes all. */
export const satisfies = (version: string, specifier: string): boolean =>
  specifier
    .split(",")
    .filter((clause) => clause !== "")
    .every((clause) => {
      const [, operator = "", wanted = ""] = CLAUSE.exec(clause) ?? [];
      return TESTS[operator]?.(version, wanted) ?? true;
    });

const isSame = (version: string, wanted: string): boolean =>
  wanted.endsWith(".*")
    ? `${version}.`.startsWith(wanted.slice(0, -1))
    : comparePep440(version.replace(/\+.*$/, ""), wanted.replace(/\+.*$/, "")) === 0;

const TESTS: Readonly<Record<string, (version: string, wanted: string) => boolean>> = {
  "===": (version, wanted) => version === wanted,
  "==": isSame,
  "!=": (version, wanted) => !isSame(version, wanted),
  "<=": (version, wanted) => comparePep440(version, wanted) <= 0,
  ">=": (version, wanted) => comparePep440(version, wanted) >= 0,
  "<": (version, wanted) => comparePep440(version, wanted) < 0,
  ">": (version, wanted) => comparePep440(version, wanted) > 0,
  "~=": (version, wanted) =>
    comparePep440(version, wanted) >= 0 &&
    `${version}.`.startsWith(`${wanted.split(".").slice(0, -1).join(".")}.`),
};
