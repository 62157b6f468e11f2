/**
 * What it does with data (ours: MTF has no such domain). What was observed may pass; what its
 * publisher merely asserts is never more than a warning.
 */
import { isSafeUrl } from "#lib/catalog/core/safe-url.ts";
import type { ControlId } from "../controls.ts";
import type { ArtifactFacts, Got, TrustMeta } from "../facts.ts";
import { trustMetaOf } from "./declared.ts";
import { codeReadBut } from "./read-code.ts";
import { dataClassesOf } from "./tool-labels.ts";
import { blocks, conclude, listed, named, warns, type Found, type Verdict } from "./verdict.ts";

const DECLARE = 'Declare it in _meta["org.mpaktrust"].dataHandling of the server.json or manifest.';

const asserted = (control: ControlId, what: string): Found =>
  warns({
    code: `${control}/asserted`,
    severity: "low",
    title: `Only its publisher says it: ${what}`,
    remediation: "Nothing to fix: ask the publisher for evidence if it matters to you.",
  });
const silent = (control: ControlId, title: string): Found =>
  blocks(2, { code: `${control}/undeclared`, severity: "low", title, remediation: DECLARE });

/** Null: it declares nothing, or nobody could ask. */
const declaredBy = (meta: Got<TrustMeta | null>): TrustMeta | null => (meta.ok ? meta.value : null);

/** XR-DH-01: hosts in the code are among those that are declared. */
export function egressHosts(facts: ArtifactFacts): Verdict {
  const meta = trustMetaOf(facts);
  const isRemote = facts.kind === "remote";
  const declared = declaredBy(meta)?.egressHosts ?? null;
  const seen = !isRemote && facts.code.ok ? facts.code.value.hosts : [];
  return conclude("XR-DH-01", {
    needs: isRemote ? [meta] : [meta, codeReadBut(facts, ["too_large", "language", "syntax"])],
    found: meta.ok ? hostFindings(declared, seen, isRemote) : [],
    fine: declared === null ? "Its code names no host." : "All hosts in its code are declared.",
  });
}

function hostFindings(
  declared: readonly string[] | null,
  seen: readonly string[],
  isRemote: boolean,
): Found[] {
  const control = "XR-DH-01";
  if (isRemote)
    return declared === null
      ? [silent(control, "It does not say to which hosts it speaks")]
      : [asserted(control, `it speaks to ${listed(declared) || "no other host"}`)];
  if (declared === null)
    return seen.length === 0
      ? []
      : [silent(control, `It does not declare the hosts in its code: ${listed(seen)}`)];
  const other = seen.filter((host) => !declared.some((pattern) => covers(pattern, host)));
  if (other.length === 0) return [];
  return [
    warns({
      code: `${control}/other-hosts`,
      severity: "medium",
      title: `Its code names hosts that it does not declare: ${listed(other)}`,
      remediation: "Declare these hosts, or take them out of the code.",
    }),
  ];
}

/** `*.acme.com` covers what is below it. */
function covers(pattern: string, host: string): boolean {
  const [one, other] = [pattern.toLowerCase(), host.toLowerCase()];
  return one.startsWith("*.") ? other.endsWith(one.slice(1)) : one === other;
}

/** XR-DH-02: it says which data it touches; its tools may show that it touches more. */
export function dataClasses(facts: ArtifactFacts): Verdict {
  const meta = trustMetaOf(facts);
  const declared = declaredBy(meta)?.dataClasses ?? null;
  const tools = facts.tools.ok ? facts.tools.value.tools : [];
  const found =
    declared === null
      ? [silent("XR-DH-02", "It does not say which data it touches")]
      : [
          asserted("XR-DH-02", `it touches ${listed(declared) || "no data"}`),
          ...unsaidClasses(declared, dataClassesOf(tools)),
        ];
  return conclude("XR-DH-02", { needs: [meta], found: meta.ok ? found : [], fine: "" });
}

function unsaidClasses(declared: readonly string[], observed: readonly string[]): Found[] {
  const said = declared.map((name) => name.toLowerCase());
  const other = observed.filter((name) => !said.some((one) => one.includes(name)));
  if (other.length === 0) return [];
  return [
    warns({
      code: "XR-DH-02/unsaid",
      severity: "medium",
      title: `Its tools seem to touch more than it says: ${listed(other)}`,
      remediation:
        "Declare these data too, or say in the descriptions what the tools do not touch.",
    }),
  ];
}

/** XR-DH-03: there is a privacy policy. Links in the artifact itself count as seen. */
export function privacyPolicy(facts: ArtifactFacts): Verdict {
  const { manifest, remote, kind } = facts;
  const meta = trustMetaOf(facts);
  const [observed] = policyLinks(facts);
  const needs = [observed === undefined ? meta : manifest, ...(kind === "remote" ? [remote] : [])];
  const isSilent = observed === undefined && needs.every(({ ok }) => ok);
  return conclude("XR-DH-03", {
    needs,
    found: isSilent ? policyFindings(declaredBy(meta)?.privacyPolicy ?? null) : [],
    fine: `Its privacy policy is at ${named(observed ?? "")}.`,
  });
}

function policyLinks({ manifest, remote, kind }: ArtifactFacts): string[] {
  const own = manifest.ok ? manifest.value.privacyPolicies : [];
  const told = kind === "remote" && remote.ok ? remote.value.policyUri : null;
  return [...own, ...(told === null ? [] : [told])].filter(isSafeUrl);
}

function policyFindings(said: string | null): Found[] {
  return said === null
    ? [silent("XR-DH-03", "It names no privacy policy")]
    : [asserted("XR-DH-03", `its privacy policy is at ${named(said)}`)];
}

/** XR-DH-04: it says how long data stays, and where. */
export function retentionDeclared(facts: ArtifactFacts): Verdict {
  const meta = trustMetaOf(facts);
  const said = declaredBy(meta)?.retention ?? null;
  const found =
    said === null
      ? silent("XR-DH-04", "It does not say how long data stays, and where")
      : asserted("XR-DH-04", named(said));
  return conclude("XR-DH-04", { needs: [meta], found: meta.ok ? [found] : [], fine: "" });
}

const TELEMETRY_WORDS = {
  none: "it reports nothing",
  opt_in: "it reports only who asks for it",
  opt_out: "it reports unless it is switched off",
  always: "it always reports",
} as const;

/** XR-DH-05: it says whether it reports how it is used, and its code does not say otherwise. */
export function telemetryDeclared(facts: ArtifactFacts): Verdict {
  const meta = trustMetaOf(facts);
  const isRemote = facts.kind === "remote";
  const said = declaredBy(meta)?.telemetry ?? null;
  const seen = !isRemote && facts.code.ok ? facts.code.value.telemetry : [];
  return conclude("XR-DH-05", {
    needs: isRemote ? [meta] : [meta, codeReadBut(facts, ["too_large", "language", "syntax"])],
    found: meta.ok ? telemetryFindings({ said, seen, isRemote }) : [],
    fine: "It says that it reports nothing, and its code shows nothing else.",
  });
}

type Telemetry = {
  said: TrustMeta["telemetry"];
  seen: readonly { what: string; file: string; line: number | null }[];
  isRemote: boolean;
};

function telemetryFindings({ said, seen, isRemote }: Telemetry): Found[] {
  const [first] = seen;
  const isHidden = first !== undefined && (said === null || said === "none");
  if (isHidden)
    return [
      blocks(2, {
        code: "XR-DH-05/hidden",
        severity: "medium",
        title: `Its code reports how it is used (${named(first.what)}), which it does not declare`,
        remediation: DECLARE,
        place: first,
      }),
    ];
  if (said === null)
    return [silent("XR-DH-05", "It does not say whether it reports how it is used")];
  return said === "none" && !isRemote ? [] : [asserted("XR-DH-05", TELEMETRY_WORDS[said])];
}
