/** Declared credentials (MTF §3.5): CD-04 and CD-05. */
import type { ArtifactFacts, TrustMeta } from "../facts.ts";
import type { RemoteFacts } from "../remote-facts.ts";
import { secretInputs, trustMetaOf } from "./declared.ts";
import {
  blocks,
  conclude,
  listed,
  named,
  notApplicable,
  warns,
  type Found,
  type Verdict,
} from "./verdict.ts";

type Credential = NonNullable<TrustMeta["credentials"]>[number];

/** Credentials that are declared; where none is, what else shows that it takes some. */
function credentialsOf(facts: ArtifactFacts): { known: readonly Credential[]; silent: string[] } {
  const meta = trustMetaOf(facts);
  const known = meta.ok ? (meta.value?.credentials ?? []) : [];
  if (!meta.ok || known.length > 0) return { known, silent: [] };
  const remote = facts.kind === "remote" && facts.remote.ok ? facts.remote.value : null;
  return { known, silent: [...secretInputs(facts.entry), ...(remote ? signInOf(remote) : [])] };
}

const signInOf = ({ auth, declaredAuth }: RemoteFacts): string[] =>
  auth.authorizationServers.length > 0 || declaredAuth === "oauth" ? ["an OAuth sign-in"] : [];

function credentialNeeds(facts: ArtifactFacts) {
  const meta = trustMetaOf(facts);
  return facts.kind === "remote" ? [meta, facts.remote] : [meta];
}

const NONE = "It takes no credentials.";
const DECLARE =
  'Declare each credential with its scopes and lifetime in _meta["org.mpaktrust"].credentials.';

/** CD-04: it says which scopes it wants, and why the strong ones. */
export function credentialScopes(facts: ArtifactFacts): Verdict {
  const { known, silent } = credentialsOf(facts);
  const needs = credentialNeeds(facts);
  if (known.length + silent.length === 0 && needs.every(({ ok }) => ok))
    return notApplicable(NONE, needs);
  const remote = facts.kind === "remote" && facts.remote.ok ? facts.remote.value : null;
  const found = [
    ...silent.map((name) =>
      blocks(3, {
        code: "CD-04/undeclared",
        severity: "medium",
        title: `It takes ${named(name)}, but does not say for which scopes`,
        remediation: DECLARE,
      }),
    ),
    ...known.flatMap(scopeFindings),
    ...(remote === null || known.length === 0 ? [] : broaderScopes(known, remote)),
  ];
  return conclude("CD-04", { needs, found, fine: "It says which scopes it wants." });
}

/** Whole words of a scope that give everything, or let it change things. */
const CRITICAL_WORDS = new Set([
  "admin",
  "all",
  "full",
  "full_access",
  "root",
  "*",
  "owner",
  "cloud-platform",
]);
const CRITICAL_SCOPES = new Set(["repo", "https://mail.google.com", ".default"]);
const HIGH_WORDS = new Set([
  "write",
  "readwrite",
  "delete",
  "manage",
  "modify",
  "send",
  "repo",
  "workflow",
]);

function scopeFindings({ provider, scopes }: Credential): Found[] {
  return scopes.flatMap(({ name, justification }) => {
    const strength = strengthOf(name);
    if (strength === null || justification !== null) return [];
    const told = {
      title: `It wants ${named(name)} of ${named(provider || "a provider")} and does not say why`,
      remediation: "Want a narrower scope, or justify this one in the declaration.",
    };
    return strength === "critical"
      ? [blocks(3, { ...told, code: "CD-04/critical-scope", severity: "medium" })]
      : [warns({ ...told, code: "CD-04/high-scope", severity: "medium" })];
  });
}

function strengthOf(scope: string): "critical" | "high" | null {
  const name = scope.slice(0, 300).toLowerCase().replace(/\/$/, "");
  const parts = name.split(/[:./\s]/);
  if (CRITICAL_SCOPES.has(name) || name.endsWith("/.default")) return "critical";
  if (parts.some((part) => CRITICAL_WORDS.has(part))) return "critical";
  return parts.some((part) => HIGH_WORDS.has(part)) ? "high" : null;
}

function broaderScopes(known: readonly Credential[], { auth }: RemoteFacts): Found[] {
  const declared = new Set(known.flatMap(({ scopes }) => scopes.map(({ name }) => name)));
  const other = auth.scopesSupported.filter((scope) => !declared.has(scope));
  if (other.length === 0) return [];
  return [
    warns({
      code: "CD-04/more-scopes",
      severity: "low",
      title: `Its sign-in offers scopes that it does not declare: ${listed(other)}`,
      remediation: "Declare all scopes, or offer fewer.",
    }),
  ];
}

const LONG_SECONDS = 86_400;

/** CD-05: tokens end, and lie where no other program reads them. */
export function tokenLifetime(facts: ArtifactFacts): Verdict {
  const { known, silent } = credentialsOf(facts);
  const needs = credentialNeeds(facts);
  if (known.length + silent.length === 0 && needs.every(({ ok }) => ok))
    return notApplicable(NONE, needs);
  const found = [
    ...silent.map((name) =>
      blocks(3, {
        code: "CD-05/undeclared",
        severity: "medium",
        title: `It takes ${named(name)}, but does not say how long it lives`,
        remediation: DECLARE,
      }),
    ),
    ...known.flatMap(lifetimeFindings),
  ];
  return conclude("CD-05", { needs, found, fine: "Its tokens end within a day." });
}

function lifetimeFindings(credential: Credential): Found[] {
  const { provider, tokenLifetimeSeconds, storage, justification } = credential;
  if (justification !== null) return [];
  const whose = `Tokens of ${named(provider || "a provider")}`;
  const remediation = "Shorten the lifetime, keep tokens in a keychain, or justify it.";
  const found: Found[] = [];
  if (tokenLifetimeSeconds === null)
    found.push(
      blocks(3, {
        code: "CD-05/endless",
        severity: "medium",
        title: `${whose} have no end`,
        remediation,
      }),
    );
  else if (tokenLifetimeSeconds > LONG_SECONDS)
    found.push(
      warns({
        code: "CD-05/long",
        severity: "medium",
        title: `${whose} live longer than a day`,
        remediation,
      }),
    );
  if (storage !== "memory" && storage !== "keychain")
    found.push(
      warns({
        code: "CD-05/storage",
        severity: "medium",
        title: `${whose} are kept ${storage === "file" ? "in a file" : "nobody says where"}`,
        remediation,
      }),
    );
  return found;
}
