/** CD-02 Permission Correlation (MTF §3.5). */
import type { ArtifactFacts, TrustMeta } from "../facts.ts";
import type { CodeFacts, Power } from "../code-facts.ts";
import { namedVariables, trustMetaOf } from "./declared.ts";
import { codeReadBut } from "./read-code.ts";
import {
  blocks,
  conclude,
  informs,
  listed,
  named,
  warns,
  type Found,
  type Verdict,
} from "./verdict.ts";

type Permissions = NonNullable<TrustMeta["permissions"]>;

/** CD-02: what the code can do is what its publisher declares. */
export function permissionCorrelation(facts: ArtifactFacts): Verdict {
  const meta = trustMetaOf(facts);
  const isRemote = facts.kind === "remote";
  return conclude("CD-02", {
    needs: isRemote ? [meta] : [meta, codeReadBut(facts, READ_TO_THE_END)],
    found: meta.ok ? permissionFindings(facts, meta.value?.permissions ?? null) : [],
    fine: "Its code does what its publisher declares.",
  });
}

function permissionFindings(facts: ArtifactFacts, permissions: Permissions | null): Found[] {
  const isRemote = facts.kind === "remote";
  const code = !isRemote && facts.code.ok ? facts.code.value : null;
  if (permissions === null) return [undeclared(code)];
  if (code !== null) return [...powerFindings(permissions, code), ...variableFindings(facts, code)];
  if (!isRemote) return [];
  return [
    warns({
      code: "CD-02/declared-only",
      severity: "low",
      title: "Its permissions are declared, but nobody sees the code that it runs",
      remediation: "Nothing can be done for a remote: its code stays out of sight.",
    }),
  ];
}

const READ_TO_THE_END = ["too_large", "language", "syntax"] as const;

function undeclared(code: CodeFacts | null): Found {
  const powers = [...new Set(code?.powers.map(({ power }) => POWER_WORDS[power]))];
  const used = powers.length === 0 ? "" : `; its code ${listed(powers, 6)}`;
  return blocks(2, {
    code: "CD-02/no-permissions",
    severity: "medium",
    title: `It declares no permissions${used}`,
    remediation:
      'Declare permissions in _meta["org.mpaktrust"] of the server.json or the manifest.',
  });
}

const POWER_WORDS: Readonly<Record<Power, string>> = {
  subprocess: "starts programs",
  native: "loads native code",
  network: "uses the network",
  environment: "reads environment variables",
  filesystem: "uses files",
  sensitive_path: "names files that hold secrets",
};
/** Under which permission a power is declared. */
const PERMISSION_OF: Readonly<Record<Exclude<Power, "environment">, keyof Permissions>> = {
  subprocess: "subprocess",
  native: "native",
  network: "network",
  filesystem: "filesystem",
  sensitive_path: "filesystem",
};

/** One finding for each power and time, at its first place. */
function powerFindings(permissions: Permissions, { powers }: CodeFacts): Found[] {
  const seen = new Set<string>();
  return powers.flatMap((one) => {
    const { power, when } = one;
    const key = `${power} ${when}`;
    if (power === "environment" || seen.has(key)) return [];
    if ((permissions[PERMISSION_OF[power]] ?? "none") !== "none") return [];
    seen.add(key);
    return [powerFinding(one, powers.filter((other) => isAlike(other, one)).length)];
  });
}

type Use = CodeFacts["powers"][number];
const isAlike = (one: Use, other: Use): boolean =>
  one.power === other.power && one.when === other.when;

/** MTF's weights: programs and native code always block, the network only while it is loaded. */
function powerFinding({ power, when, what, file, line }: Use, count: number): Found {
  const often = count > 1 ? ` in ${count} places` : "";
  const told = {
    code: `CD-02/undeclared-${power.replace("_", "-")}`,
    title: `It ${POWER_WORDS[power]}${often} (${named(what)}), but does not declare it`,
    remediation: "Declare it in the permissions, or do without it.",
    place: { file, line },
  };
  if (power === "subprocess" || power === "native")
    return blocks(2, { ...told, severity: "critical" });
  if (power === "sensitive_path" || (power === "network" && when === "load"))
    return blocks(2, { ...told, severity: "high" });
  return warns({ ...told, severity: "medium" });
}

const SECRET_NAME =
  /(?:^|_)(?:api_?key|key|token|secret|password|passwd|credentials?|auth)(?:_|$)/i;

/** Variables that the server.json names are told to whoever installs it. */
function variableFindings(facts: ArtifactFacts, { environment }: CodeFacts): Found[] {
  const meta = trustMetaOf(facts);
  const declared = meta.ok ? meta.value?.permissions?.environment : null;
  if (declared === "read" || declared === "write") return [];
  const told = namedVariables(facts.entry);
  const own = facts.manifest.ok ? (facts.manifest.value.variables ?? []) : [];
  const silent = environment.filter((name) => !told.has(name) && !own.includes(name));
  const secret = silent.filter((name) => SECRET_NAME.test(name.slice(0, 200)));
  const other = silent.filter((name) => !SECRET_NAME.test(name.slice(0, 200)));
  const remediation = "Name the variables in the server.json, or declare that it reads them.";
  const found: Found[] = [];
  if (secret.length > 0)
    found.push(
      blocks(2, {
        code: "CD-02/undeclared-secret-variable",
        severity: "high",
        title: `It reads ${listed(secret)} without declaring it`,
        remediation,
      }),
    );
  if (other.length > 0)
    found.push(
      informs({
        code: "CD-02/undeclared-variable",
        title: `It reads ${listed(other)} without declaring it`,
        remediation,
      }),
    );
  return found;
}
