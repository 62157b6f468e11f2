/** Who stands behind it: publisher identity (MTF §3.8) and PR-02. */
import type { ArtifactFacts, EntryFacts, Got, ManifestFacts } from "../facts.ts";
import type { CodeFacts } from "../code-facts.ts";
import { entryOf, trustMetaOf } from "./declared.ts";
import { codeReadBut } from "./read-code.ts";
import {
  blocks,
  conclude,
  listed,
  missing,
  named,
  warns,
  type At,
  type Found,
  type Verdict,
} from "./verdict.ts";

const DAY_MS = 86_400_000;

/** PR-02: somebody is named who can be reached. */
export function authorIdentity(facts: ArtifactFacts): Verdict {
  const { manifest, entry } = facts;
  const found = [
    ...(manifest.ok && maintainersTold(facts).ok ? authorFindings(facts, manifest.value) : []),
    ...(entry === null ? [] : ownerFindings(entry)),
  ];
  const author = manifest.ok ? authorOf(manifest.value) : null;
  return conclude("PR-02", {
    needs: [manifest, maintainersTold(facts)],
    found,
    fine: `${named(author?.name ?? "")} is named as its author and can be written to.`,
  });
}

/** npm has maintainers for every package; a mirror that leaves them out says nothing of them. */
function maintainersTold({ kind, manifest }: ArtifactFacts): Got<unknown> {
  if (!manifest.ok || kind !== "npm" || manifest.value.maintainers.length > 0) return manifest;
  const { name, mail } = authorOf(manifest.value);
  return name && mail
    ? manifest
    : missing("not_declared", "The registry does not say who maintains it.");
}

/** npm and PyPI keep the addresses of those who may publish, which say as much as the manifest's. */
function authorOf({ author, maintainers }: ManifestFacts) {
  const mail = author?.email ?? maintainers.find(({ email }) => email !== null)?.email ?? null;
  return { name: author?.name ?? maintainers[0]?.name ?? null, mail };
}

function authorFindings(facts: ArtifactFacts, manifest: ManifestFacts): Found[] {
  const { name, mail } = authorOf(manifest);
  if (name && mail) return [];
  const lacks = [...(name ? [] : ["an author"]), ...(mail ? [] : ["a mail address"])];
  const told = {
    title: `It does not name ${lacks.join(" and ")}`,
    remediation: "Name the author with a mail address in the manifest.",
  };
  return isVouchedFor(facts)
    ? [warns({ ...told, code: "PR-02/publisher-only", severity: "low" })]
    : [blocks(2, { ...told, code: "PR-02/absent", severity: "medium" })];
}

/** Images and remotes have no field for an author: there the registry's own check stands in. */
function isVouchedFor({ kind, entry }: ArtifactFacts): boolean {
  const isVerified = entry?.publisherTier === 1 || entry?.publisherTier === 2;
  return isVerified && (kind === "oci" || kind === "remote");
}

function ownerFindings({ publisherTier, owners }: EntryFacts): Found[] {
  const found: Found[] = [];
  if (publisherTier === 3)
    found.push(
      blocks(3, {
        code: "PR-02/mail-only",
        severity: "low",
        title: "Only a mail address stands for its publisher",
        remediation: "Prove who you are by your organisation's sign-in or domain.",
      }),
    );
  if (owners < 2)
    found.push(
      blocks(3, {
        code: "PR-02/single-owner",
        severity: "low",
        title: owners === 1 ? "It has only one owner" : "It has no owner",
        remediation: "Give it a second owner, so that somebody can act when one cannot.",
      }),
    );
  return found;
}

/** PK-01: how sure the registry is of its publisher, and whether that is enough for its powers. */
export function identityTiers(facts: ArtifactFacts): Verdict {
  const { entry } = facts;
  const isMailOnly = entry?.publisherTier === 3;
  const found = entry === null ? [] : [...tierFindings(entry), ...(isMailOnly ? power(facts) : [])];
  const entryGot = entryOf(facts);
  return conclude("PK-01", {
    needs: isMailOnly ? [entryGot, ...powerNeeds(facts)] : [entryGot],
    found,
    fine: `Its publisher is verified (tier ${entry?.publisherTier ?? "none"}).`,
  });
}

function tierFindings({ publisherTier }: EntryFacts): Found[] {
  const remediation =
    "Sign in through a known identity provider, or prove your organisation's domain.";
  if (publisherTier === null)
    return [
      blocks(2, {
        code: "PK-01/none",
        severity: "medium",
        title: "Nobody vouches for its publisher",
        remediation,
      }),
    ];
  if (publisherTier !== 3) return [];
  return [
    blocks(3, {
      code: "PK-01/mail-only",
      severity: "low",
      title: "Only a mail address stands for its publisher",
      remediation,
    }),
  ];
}

/** Nobody sees the code of a remote: there what is declared has to do. */
function powerNeeds(facts: ArtifactFacts): Got<unknown>[] {
  const meta = trustMetaOf(facts);
  return facts.kind === "remote"
    ? [meta]
    : [meta, codeReadBut(facts, ["too_large", "language", "syntax"])];
}

function power(facts: ArtifactFacts): Found[] {
  const { code, kind } = facts;
  const meta = trustMetaOf(facts);
  const { subprocess, native } = (meta.ok ? meta.value?.permissions : null) ?? {
    subprocess: null,
    native: null,
  };
  const isDeclared = (subprocess ?? "none") !== "none" || native === "required";
  const isUsed = kind !== "remote" && code.ok && usesStrongPowers(code.value);
  if (!isDeclared && !isUsed) return [];
  return [
    blocks(2, {
      code: "PK-01/mail-only-strong",
      severity: "medium",
      title: "It starts programs or native code, and only a mail address stands for its publisher",
      remediation: "Prove who publishes it by an organisation's sign-in or domain.",
    }),
  ];
}

const usesStrongPowers = ({ powers }: CodeFacts): boolean =>
  powers.some((one) => one.power === "subprocess" || one.power === "native");

const COOLING_DAYS = 7;
const DORMANT_DAYS = 365;

/** PK-04: no new owner takes over from one day to the next, and somebody still looks after it. */
export function accountSuccession(facts: ArtifactFacts, { now }: At): Verdict {
  const { entry, manifest } = facts;
  const found = [
    ...(entry === null ? [] : transferFindings(entry)),
    ...(manifest.ok ? dormancy(manifest.value, now) : []),
  ];
  return conclude("PK-04", {
    needs: [entryOf(facts), manifest],
    found,
    fine: "Its owner has not changed lately, and it is looked after.",
  });
}

function transferFindings({ transferredDaysAgo }: EntryFacts): Found[] {
  if (transferredDaysAgo === null || transferredDaysAgo >= COOLING_DAYS) return [];
  return [
    blocks(3, {
      code: "PK-04/transferred",
      severity: "medium",
      title: `Its owner changed ${transferredDaysAgo} days ago`,
      remediation: `Wait until ${COOLING_DAYS} days have passed, and ask the former owner.`,
    }),
  ];
}

function dormancy({ publishedAt, maintainers }: ManifestFacts, now: string): Found[] {
  const ageMs = Date.parse(now) - Date.parse(publishedAt ?? "");
  if (!(ageMs > DORMANT_DAYS * DAY_MS)) return [];
  const names = maintainers.map(({ name }) => name);
  return [
    warns({
      code: "PK-04/dormant",
      severity: "low",
      title: `Nothing was published for more than ${Math.floor(ageMs / DAY_MS / 30)} months`,
      remediation: `Ask ${names.length === 0 ? "its publisher" : listed(names, 3)} whether it is still looked after.`,
    }),
  ];
}
