/** Registry operations (MTF §3.7), from the registry's own rows about the version. */
import type { ArtifactFacts, ByteFacts, EntryFacts } from "../facts.ts";
import { entryOf } from "./declared.ts";
import { blocks, conclude, listed, named, warns, type Found, type Verdict } from "./verdict.ts";

/** RG-01: the name is below a namespace that the publisher may use. */
export function namespaceGovernance(facts: ArtifactFacts): Verdict {
  const { entry } = facts;
  return conclude("RG-01", {
    needs: [entryOf(facts)],
    found: entry === null ? [] : namespaceFindings(entry),
    fine: "Its publisher may use the namespace.",
  });
}

function namespaceFindings({
  serverName,
  namespaceGranted,
  namespaceReserved,
}: EntryFacts): Found[] {
  const namespace = named(serverName.split("/")[0] ?? "");
  const found: Found[] = [];
  if (!serverName.includes("/"))
    found.push(
      blocks(2, {
        code: "RG-01/unscoped",
        severity: "medium",
        title: `${named(serverName)} has no namespace`,
        remediation: "Give the server a name of the form namespace/name.",
      }),
    );
  const remediation = "Publish it below a namespace of your own, or ask for this one.";
  if (namespaceReserved && namespaceGranted !== true)
    found.push(
      blocks(2, {
        code: "RG-01/reserved",
        severity: "high",
        title: `The namespace ${namespace} is reserved`,
        remediation,
      }),
    );
  else if (namespaceGranted === false)
    found.push(
      blocks(2, {
        code: "RG-01/not-granted",
        severity: "high",
        title: `The namespace ${namespace} belongs to somebody else`,
        remediation,
      }),
    );
  else if (namespaceGranted === null)
    found.push(
      warns({
        code: "RG-01/unclaimed",
        severity: "low",
        title: `Nobody has claimed the namespace ${namespace}`,
        remediation: "Prove the namespace: by a DNS record, a well-known file or your sign-in.",
      }),
    );
  return found;
}

/** RG-02: nobody takes it for another server. */
export function namePatternReview(facts: ArtifactFacts): Verdict {
  const { entry } = facts;
  return conclude("RG-02", {
    needs: [entryOf(facts)],
    found: entry === null ? [] : patternFindings(entry),
    fine: "Its name cannot be taken for that of another approved server.",
  });
}

/** MTF: a verified publisher is only warned, as companies do name their servers alike. */
function patternFindings(entry: EntryFacts): Found[] {
  const { hasHomoglyphs, lookAlikes, publisherTier, namespaceGranted } = entry;
  const found: Found[] = [];
  const remediation = "Choose a name that nobody can take for another server's.";
  if (hasHomoglyphs)
    found.push(
      blocks(2, {
        code: "RG-02/homoglyph",
        severity: "high",
        title: "Its name holds letters that look like others",
        remediation,
      }),
    );
  if (lookAlikes.length === 0) return found;
  const told = {
    code: "RG-02/look-alike",
    title: `Its name looks like ${listed(lookAlikes)}`,
    remediation,
  };
  const isVerified = (publisherTier === 1 || publisherTier === 2) && namespaceGranted === true;
  return [
    ...found,
    isVerified ? warns({ ...told, severity: "medium" }) : blocks(2, { ...told, severity: "high" }),
  ];
}

const FEED_HOURS = 24;

/**
 * RG-05: it is not revoked. The registry's own list is always there; without a fresh imported feed
 * MTF blocks from L3 on, but a failing RG-05 stops every use, so that it stays a warning.
 */
export function revocationFeed(facts: ArtifactFacts): Verdict {
  const { entry } = facts;
  return conclude("RG-05", {
    needs: [entryOf(facts)],
    found: entry === null ? [] : [...revocation(entry), ...feedAge(entry)],
    fine: "No list of revoked servers names it.",
  });
}

function revocation({ revoked }: EntryFacts): Found[] {
  if (revoked === null) return [];
  return [
    blocks(2, {
      code: "RG-05/revoked",
      severity: "critical",
      title: `It was revoked by ${named(revoked.by)} on ${named(revoked.at.slice(0, 10))}: ${named(revoked.reason)}`,
      remediation: "Do not use it, and remove it where it is installed.",
    }),
  ];
}

function feedAge({ revocationFeedAgeHours }: EntryFacts): Found[] {
  const age = revocationFeedAgeHours;
  if (age !== null && age <= FEED_HOURS) return [];
  return [
    warns({
      code: "RG-05/feed-old",
      severity: "low",
      title:
        age === null
          ? "Only this registry's own list of revoked servers was asked"
          : `The newest feed of revoked servers is ${Math.floor(age)} hours old`,
      remediation: "Import a feed of revoked servers every day.",
    }),
  ];
}

/** RG-07: the bytes are those that were registered and that the source promises. */
export function bundleDigest(facts: ArtifactFacts): Verdict {
  const { kind, bytes, tools, entry } = facts;
  if (kind === "remote")
    return conclude("RG-07", {
      needs: [entryOf(facts), tools],
      found: [],
      fine: "A digest of its tool definitions is kept; XR-TD-01 says whether they have changed.",
    });
  return conclude("RG-07", {
    needs: [entryOf(facts), bytes],
    found: [
      ...(bytes.ok ? promised(bytes.value) : []),
      ...(entry === null ? [] : registered(facts, entry)),
    ],
    fine: "The bytes have the digest that was registered.",
  });
}

function promised({ expected, actual }: ByteFacts): Found[] {
  return expected !== null && isSameDigest(expected, actual) === false
    ? [changed(`The source promises ${named(expected)}, but the bytes are ${named(actual)}`)]
    : [];
}

function registered({ digest }: ArtifactFacts, { registeredDigest }: EntryFacts): Found[] {
  const isSame =
    registeredDigest !== null && digest !== null ? isSameDigest(registeredDigest, digest) : null;
  if (isSame === false)
    return [
      changed(
        `It was registered as ${named(registeredDigest ?? "")}, but is ${named(digest ?? "")}`,
      ),
    ];
  if (isSame === true) return [];
  return [
    warns({
      code: "RG-07/not-registered",
      severity: "low",
      title: "No digest to compare with was kept when it was registered",
      remediation: "Register the next version with its digest.",
    }),
  ];
}

const changed = (title: string): Found =>
  blocks(2, {
    code: "RG-07/mismatch",
    severity: "critical",
    title,
    remediation: "Do not install it. A version never changes: what is new needs a new version.",
  });

/** Null: they are of two algorithms and say nothing about each other. */
function isSameDigest(one: string, other: string): boolean | null {
  const [left, right] = [digestParts(one), digestParts(other)];
  return left.algorithm === right.algorithm ? left.value === right.value : null;
}

/** `sha512-…` as it is; `sha256:…` and bare hex in lower case. */
function digestParts(digest: string): { algorithm: string; value: string } {
  const text = digest.trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return { algorithm: "sha256:", value: text.toLowerCase() };
  const mark = text.search(/[-:]/) + 1;
  const [algorithm, value] = [text.slice(0, mark).toLowerCase(), text.slice(mark)];
  return { algorithm, value: algorithm.endsWith(":") ? value.toLowerCase() : value };
}
